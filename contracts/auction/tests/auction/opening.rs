use cosmwasm_std::HexBinary;
use tender_auction::ContractError;
use tender_guard::canonical;
use tender_interfaces::auction::{
    Bidding, BiddingName, ExecuteMsg, Pick, Pricing, Rule, Stage, MAX_DURATION, MIN_DURATION,
};
use tender_interfaces::events::AuctionOpened;
use tender_types::{AccountId, OrderKey, Rate, Seconds, Timestamp};

use crate::house::*;

#[test]
fn an_order_handed_over_takes_bids_from_then_on() {
    let mut house = open();
    let response = house.later(7).hand_over(ORDER, open_bidding()).unwrap();
    let opened = AuctionOpened {
        order: ORDER,
        tenant: addr("tenant").into(),
        round: HEIGHT + 7,
        bidding: BiddingName::Open,
        max_rate: Rate(MOST),
        bids_until: after(67),
    };
    assert_eq!(event::<AuctionOpened>(&response), opened);
    let auction = house.auction().unwrap();
    assert_eq!(auction.tenant, addr("tenant").as_str());
    assert_eq!((auction.demand, auction.rule), (demand(), open_bidding()));
    assert_eq!((auction.round, auction.most), (HEIGHT + 7, Rate(MOST)));
    let until = after(67);
    assert_eq!(auction.stage, Stage::Bidding { until });
    assert_eq!((auction.bids, auction.failed), (vec![], vec![]));
}

#[test]
fn each_way_of_bidding_has_its_name_and_its_first_price() {
    for (rule, name, most) in [
        (open_bidding(), BiddingName::Open, MOST),
        (sealed_bidding(None), BiddingName::Sealed, MOST),
        (dutch(), BiddingName::Dutch, 1_000),
    ] {
        let response = open().hand_over(ORDER, rule).unwrap();
        let opened: AuctionOpened = event(&response);
        assert_eq!((opened.bidding, opened.max_rate), (name, Rate(most)));
    }
}

#[test]
fn only_the_orderbook_hands_over() {
    let mut house = open();
    for name in ["tenant", "gov", "escrow", "attestation", "anyone"] {
        assert_eq!(
            house.send(name, &handed_over(ORDER, demand(), open_bidding())),
            Err(not_allowed("orderbook", Some(addr("orderbook"))))
        );
    }
}

#[test]
fn a_place_is_taken_until_its_auction_is_awarded() {
    let taken = || Err(ContractError::SlotTaken { order: ORDER });
    let mut house = with(open_bidding());
    house.bid(1, 500).unwrap();
    assert_eq!(house.hand_over(ORDER, dutch()), taken());
    house.later(60);
    assert_eq!(house.hand_over(ORDER, dutch()), taken());
    for (account, slot) in [(4, 4), (5, 3)] {
        let account = AccountId(account);
        house
            .hand_over(OrderKey { account, slot }, dutch())
            .unwrap();
    }
    house.close().unwrap();
    house.hand_over(ORDER, dutch()).unwrap();
    let auction = house.auction().unwrap();
    assert_eq!((auction.rule, auction.bids), (dutch(), vec![]));
    assert_eq!(auction.round, HEIGHT + 60);
    assert_eq!(house.hand_over(ORDER, dutch()), taken());
}

#[test]
fn a_rule_is_within_its_bounds() {
    let (none, second, minute) = (Seconds::ZERO, Seconds(1), Seconds(60));
    let (least, most) = (MIN_DURATION, MAX_DURATION);
    let (short, long) = (Seconds(least.0 - 1), Seconds(most.0 + 1));
    let lowest = |bidding| rule(bidding, Pricing::Own, Pick::Lowest);
    let open_for = |duration, extension| {
        lowest(Bidding::Open {
            duration,
            extension,
        })
    };
    let sealed = |commit, reveal, reserve| {
        lowest(Bidding::Sealed {
            commit,
            reveal,
            reserve,
        })
    };
    let dutch = |from, duration| {
        lowest(Bidding::Dutch {
            from: Rate(from),
            duration,
        })
    };
    let choosing = |choosing| Rule {
        pick: Pick::Tenant { choosing },
        ..open_for(minute, none)
    };
    let reserve = || Some(HexBinary::from(&[7; 32]));
    let twice = Seconds(2 * least.0);
    for allowed in [
        open_for(least, none),
        open_for(most, most),
        sealed(least, least, None),
        sealed(most, twice, reserve()),
        dutch(1, least),
        dutch(MOST, most),
        choosing(none),
        choosing(most),
    ] {
        let mut house = open();
        let msg = lasting(ORDER, allowed.clone(), after(60 * 24 * 3_600));
        assert!(house.send("orderbook", &msg).is_ok(), "{allowed:?}");
        house.sound();
    }
    let (low, high) = (Rate(1), Rate(MOST));
    for (refused, error) in [
        (
            open_for(short, none),
            out_of_range("duration", short, least, most),
        ),
        (
            open_for(long, none),
            out_of_range("duration", long, least, most),
        ),
        (
            open_for(minute, Seconds(61)),
            out_of_range("extension", Seconds(61), none, minute),
        ),
        (
            sealed(short, minute, None),
            out_of_range("commit", short, least, most),
        ),
        (
            sealed(minute, short, None),
            out_of_range("reveal", short, least, most),
        ),
        (
            sealed(minute, Seconds(twice.0 - 1), reserve()),
            out_of_range("reveal", Seconds(twice.0 - 1), twice, most),
        ),
        (
            sealed(minute, minute, Some(HexBinary::from(&[7; 31]))),
            ContractError::Digest { bytes: 31 },
        ),
        (dutch(0, minute), out_of_range("from", Rate(0), low, high)),
        (
            dutch(MOST + 1, minute),
            out_of_range("from", Rate(MOST + 1), low, high),
        ),
        (
            dutch(1, second),
            out_of_range("duration", second, least, most),
        ),
        (choosing(long), out_of_range("choosing", long, none, most)),
    ] {
        assert_eq!(open().hand_over(ORDER, refused.clone()), Err(error));
    }
}

#[test]
fn switches_that_do_not_go_together_are_refused() {
    let choosing = Seconds(30);
    let pick = Pick::Tenant { choosing };
    for refused in [
        rule(open_bidding().bidding, Pricing::Second, pick),
        rule(dutch().bidding, Pricing::Own, pick),
    ] {
        let answer = open().hand_over(ORDER, refused);
        assert_eq!(answer, Err(ContractError::TenantsPick));
    }
    let refused = rule(dutch().bidding, Pricing::Second, Pick::Lowest);
    let answer = open().hand_over(ORDER, refused);
    assert_eq!(answer, Err(ContractError::OwnPrice));
}

/// The last end there can be, whatever is bid, and a few blocks to close it.
#[test]
fn an_order_outlives_its_first_round() {
    for (rule, last) in [
        (open_bidding(), 120),
        (choice(), 90),
        (sealed_bidding(None), 120),
        (dutch(), 130),
    ] {
        let least = after(last + MIN_DURATION.0);
        let early = least.before(Seconds(1));
        let refused = out_of_range("expires_at", early, least, Timestamp(u64::MAX));
        let mut house = open();
        let answer = house.send("orderbook", &lasting(ORDER, rule.clone(), early));
        assert_eq!(answer, Err(refused));
        house
            .send("orderbook", &lasting(ORDER, rule, least))
            .unwrap();
    }
}

fn lasting(order: OrderKey, rule: Rule, expires_at: Timestamp) -> ExecuteMsg {
    ExecuteMsg::Open {
        order,
        tenant: addr("tenant").into(),
        demand: Box::new(demand()),
        rule,
        expires_at,
    }
}

#[test]
fn a_tenant_is_an_address() {
    let mut house = open();
    for text in ["", "tenant", &addr("tenant").as_str().to_uppercase()] {
        let msg = ExecuteMsg::Open {
            order: ORDER,
            tenant: text.to_string(),
            demand: Box::new(demand()),
            rule: open_bidding(),
            expires_at: after(3_600),
        };
        let error = canonical(&house.deps.api, text).unwrap_err();
        assert_eq!(house.send("orderbook", &msg), Err(error.into()), "{text}");
    }
}

#[test]
fn nothing_is_handed_over_in_a_pause() {
    let mut house = open();
    house.guardian_pauses();
    assert_eq!(house.hand_over(ORDER, open_bidding()), Err(paused()));
}
