use tender_auction::ContractError;
use tender_guard::GuardError;
use tender_interfaces::auction::{Closed, ExecuteMsg, MAX_PRUNE};
use tender_interfaces::demand::Mismatch;
use tender_interfaces::events::{AuctionClosed, BidsPruned};
use tender_interfaces::roles::ActionClass;
use tender_types::{ClassId, LeaseId, OrderId, ProviderId, Rate};

use crate::house::{
    addr, bid, choice, closed, descending, event, lease, not_allowed, paused, provider, speaker,
    Answer, House, A100, H100, START,
};

const ORDER: OrderId = OrderId(9);

/// Providers 1 and 2 have bid 900 and 800.
fn bid_for() -> House {
    let mut house = House::with(choice());
    house.bid(1, 900).unwrap();
    house.bid(2, 800).unwrap();
    house
}

fn choose(house: &mut House, id: u32, class: ClassId, max_rate: u128) -> Answer {
    let msg = ExecuteMsg::Choose {
        order: ORDER,
        provider: ProviderId(id),
        class,
        max_rate: Rate(max_rate),
    };
    house.send(&addr("tenant"), msg)
}

fn prune(house: &mut House, limit: Option<u32>) -> Answer {
    let msg = ExecuteMsg::PruneBids {
        order: ORDER,
        limit,
    };
    house.send(&addr("anyone"), msg)
}

#[test]
fn the_tenant_takes_any_bid() {
    let mut house = bid_for();
    let response = choose(&mut house, 1, H100, 900).unwrap();
    let (tenant, lease) = lease(&response);
    assert_eq!(tenant, addr("tenant").to_string());
    assert_eq!(
        (lease.lease, lease.provider, lease.rate, lease.units),
        (LeaseId(9), ProviderId(1), Rate(900), 2)
    );
    assert_eq!(lease.payee, speaker(1).to_string());
    let awarded = AuctionClosed {
        order: ORDER,
        outcome: "awarded".to_string(),
        winner: Some(ProviderId(1)),
        rate: Some(Rate(900)),
    };
    assert_eq!(event::<AuctionClosed>(&response), awarded);
    let won = Closed {
        order: ORDER,
        lease: Some(LeaseId(9)),
        winner: Some(ProviderId(1)),
    };
    assert_eq!(closed(&response), won);
    let again = ContractError::UnknownAuction { order: ORDER };
    assert_eq!(choose(&mut house, 2, H100, 800), Err(again));
    assert_eq!(house.bids(), [(2, 800)]);
}

#[test]
fn choosing_ends_at_the_second_and_closing_begins() {
    let mut house = bid_for();
    choose(house.at(89), 1, H100, 900).unwrap();
    let mut house = bid_for();
    let over = ContractError::ChoosingOver {
        order: ORDER,
        closes_at: START + 90,
        now: START + 90,
    };
    assert_eq!(choose(house.at(90), 1, H100, 900), Err(over));
    let early = ContractError::StillRunning {
        order: ORDER,
        closes_at: START + 90,
        now: START + 89,
    };
    assert_eq!(house.at(89).close(), Err(early));
    let response = house.at(90).close().unwrap();
    let ended: AuctionClosed = event(&response);
    assert_eq!((ended.outcome.as_str(), ended.winner), ("not_chosen", None));
    assert_eq!(closed(&response).lease, None);
}

#[test]
fn only_the_tenant_chooses() {
    let mut house = bid_for();
    for sender in [addr("anyone"), speaker(1), addr("orderbook"), addr("gov")] {
        let msg = ExecuteMsg::Choose {
            order: ORDER,
            provider: ProviderId(1),
            class: H100,
            max_rate: Rate(900),
        };
        assert_eq!(
            house.send(&sender, msg),
            Err(not_allowed("tenant", addr("tenant").as_str()))
        );
    }
}

/// A provider may withdraw and bid anew: a choice already on its way must not take the worse bid.
#[test]
fn a_bid_swapped_under_the_tenants_hand_is_refused() {
    let mut house = bid_for();
    assert_eq!(
        choose(&mut house, 1, H100, 899),
        Err(ContractError::BidChanged {
            class: H100,
            rate: Rate(900)
        })
    );
    house.send(&speaker(1), bid(1, A100, 500)).unwrap();
    assert_eq!(
        choose(&mut house, 1, H100, 900),
        Err(ContractError::BidChanged {
            class: A100,
            rate: Rate(500)
        })
    );
    choose(&mut house, 1, A100, 900).unwrap();
}

#[test]
fn the_provider_is_judged_anew() {
    let mut house = bid_for();
    house.change(1, |row| row.attestations[0].expires_at = START + 70);
    let refused = ContractError::Mismatch {
        mismatch: Mismatch::SignedByAll {
            auditor: crate::house::OTTO,
        },
    };
    assert_eq!(choose(house.at(70), 1, H100, 900), Err(refused));
    choose(house.at(69), 1, H100, 900).unwrap();
}

#[test]
fn there_must_be_a_bid_to_choose() {
    let mut house = bid_for();
    let none = ContractError::NoBid {
        order: ORDER,
        provider: ProviderId(3),
    };
    assert_eq!(choose(&mut house, 3, H100, 900), Err(none));
    let mut house = House::with(descending());
    house.bid(1, 900).unwrap();
    let wrong = ContractError::WrongRule { order: ORDER };
    assert_eq!(choose(&mut house, 1, H100, 900), Err(wrong));
}

#[test]
fn a_pause_stops_bids_and_choices_and_lets_bids_be_taken_back() {
    let mut house = bid_for();
    let class = ActionClass::Bid;
    house
        .send(&addr("gil"), ExecuteMsg::Pause { class })
        .unwrap();
    assert_eq!(house.bid(1, 100), Err(paused()));
    assert_eq!(choose(&mut house, 1, H100, 900), Err(paused()));
    assert_eq!(house.open(10, choice()), Err(paused()));
    let msg = ExecuteMsg::WithdrawBid {
        order: ORDER,
        provider: ProviderId(1),
    };
    house.send(&speaker(1), msg).unwrap();
    let msg = ExecuteMsg::Cancel { order: ORDER };
    house.send(&addr("tenant"), msg).unwrap();
    prune(&mut house, None).unwrap();
}

#[test]
fn the_tenant_cancels_with_bids_too() {
    let mut house = bid_for();
    let msg = ExecuteMsg::Cancel { order: ORDER };
    let response = house.send(&addr("tenant"), msg).unwrap();
    let ended: AuctionClosed = event(&response);
    assert_eq!(ended.outcome, "cancelled");
    let unknown = ContractError::UnknownAuction { order: ORDER };
    assert_eq!(choose(&mut house, 1, H100, 900), Err(unknown));
}

#[test]
fn bids_are_pruned_after_the_end_a_bounded_number_at_a_time() {
    let mut house = House::with(choice());
    for id in 6..=65 {
        house.register(id, &provider(id, 2));
        house.bid(id, 900).unwrap();
    }
    house.open(10, choice()).unwrap();
    let other = ExecuteMsg::PlaceBid {
        order: OrderId(10),
        provider: ProviderId(1),
        class: H100,
        rate: Rate(1),
        unit: crate::house::unit(),
    };
    house.send(&speaker(1), other).unwrap();
    let running = ContractError::NotEnded { order: ORDER };
    assert_eq!(prune(&mut house, None), Err(running));
    house.at(90).close().unwrap();
    for limit in [0, MAX_PRUNE + 1] {
        assert!(matches!(
            prune(&mut house, Some(limit)),
            Err(ContractError::Guard(GuardError::OutOfRange { .. }))
        ));
    }
    for (limit, pruned) in [(None, 50), (Some(3), 3), (Some(50), 7)] {
        let response = prune(&mut house, limit).unwrap();
        let order = ORDER;
        assert_eq!(event::<BidsPruned>(&response), BidsPruned { order, pruned });
    }
    let nothing = ContractError::NothingToPrune { order: ORDER };
    assert_eq!(prune(&mut house, None), Err(nothing));
    let msg = tender_interfaces::auction::QueryMsg::Bids {
        order: OrderId(10),
        start_after: None,
        limit: None,
    };
    let page: tender_interfaces::auction::BidsResponse = house.ask(msg).unwrap();
    assert_eq!(page.bids.len(), 1);
}
