use cosmwasm_std::HexBinary;
use proptest::prelude::*;
use tender_auction::ContractError;
use tender_interfaces::auction::{
    sealed_bytes, Closed, Commitment, CommitmentCursor, CommitmentsResponse, ExecuteMsg, Outcome,
    Pick, Pricing, QueryMsg, Rule, Sealer, Stage, BINDING, SALT,
};
use tender_interfaces::events::{BidCommitted, BidPlaced, BidUnopened, ReserveOpened};
use tender_types::{AccountId, LeaseId, OrderKey, ProviderId, Rate, Seconds};

use crate::house::*;

/// Providers 1, 2 and 3 have committed 900, 800 and 700; they may be opened now.
fn committed(rule: Rule) -> House {
    let mut house = with(rule);
    for (id, rate) in [(1, 900), (2, 800), (3, 700)] {
        house.later(id.into()).commit(id, rate).unwrap();
    }
    house.later(60);
    house
}

fn with_reserve(rate: u128) -> Rule {
    sealed_bidding(Some(sealed_by(ORDER, Sealer::Tenant, rate)))
}

fn open_reserve(house: &mut House, rate: u128) -> Answer {
    let msg = ExecuteMsg::OpenReserve {
        order: ORDER,
        rate: Rate(rate),
        salt: HexBinary::from(&salt()),
    };
    house.send("tenant", &msg)
}

fn commitments(house: &House) -> Vec<(u64, u32)> {
    let msg = QueryMsg::Commitments {
        order: ORDER,
        start_after: None,
        limit: None,
    };
    let page: CommitmentsResponse = house.answer(msg);
    let of = |one: &Commitment| (one.round, one.provider.0);
    page.commitments.iter().map(of).collect()
}

#[test]
fn a_bid_is_committed_then_opened_then_awarded() {
    let mut house = with(sealed_bidding(None));
    let response = house.later(5).commit(1, 900).unwrap();
    let committed = BidCommitted {
        order: ORDER,
        provider: ProviderId(1),
        classes: vec![H100],
        round: HEIGHT,
        open_until: after(120),
    };
    assert_eq!(event::<BidCommitted>(&response), committed);
    assert_eq!(house.bound(1), Some(after(120).after(BINDING)));
    assert_eq!(commitments(&house), [(HEIGHT, 1)]);
    house.later(59).commit(2, 800).unwrap();
    assert_eq!(house.bids(), []);

    let until = after(120);
    assert_eq!(
        house.later(60).auction().unwrap().stage,
        Stage::Opening { until }
    );
    let response = house.reveal(1, 900).unwrap();
    let placed: BidPlaced = event(&response);
    assert_eq!((placed.rate, placed.place), (Rate(900), Some(0)));
    house.later(119).reveal(2, 800).unwrap();
    assert_eq!(house.bids(), [(2, 800), (1, 900)]);
    assert_eq!(commitments(&house), []);
    house.sound();
    assert_eq!(won(&house.later(120).close().unwrap()), (2, 800));
}

#[test]
fn each_part_ends_at_the_second() {
    let mut house = with(sealed_bidding(None));
    house.later(59).commit(1, 900).unwrap();
    let over = ContractError::BiddingOver {
        order: ORDER,
        until: after(60),
        now: after(60),
    };
    assert_eq!(house.later(60).commit(2, 900), Err(over));
    let not_opening = |now| ContractError::NotOpening {
        order: ORDER,
        from: after(60),
        until: after(120),
        now: after(now),
    };
    assert_eq!(house.later(59).reveal(1, 900), Err(not_opening(59)));
    assert_eq!(house.later(120).reveal(1, 900), Err(not_opening(120)));
    let early = ContractError::StillOpening {
        until: after(120),
        now: after(119),
    };
    assert_eq!(house.later(119).report(1, HEIGHT), Err(early));
    house.later(119).reveal(1, 900).unwrap();
    let running = ContractError::StillRunning {
        order: ORDER,
        closes_at: after(120),
        now: after(119),
    };
    assert_eq!(house.close(), Err(running));
    house.later(120).close().unwrap();
}

#[test]
fn what_is_opened_is_what_was_sealed() {
    let mut house = committed(sealed_bidding(None));
    assert_eq!(house.reveal(1, 899), Err(ContractError::Seal));
    let binding = house.auction().unwrap().binding;
    for (salt, refused) in [
        (vec![6; SALT], ContractError::Seal),
        (vec![5; SALT - 1], ContractError::Salt { bytes: 15 }),
        (vec![5; SALT + 1], ContractError::Salt { bytes: 17 }),
    ] {
        let msg = ExecuteMsg::Reveal {
            order: ORDER,
            provider: ProviderId(1),
            rate: Rate(900),
            salt: HexBinary::from(salt),
            valid_until: binding,
        };
        assert_eq!(house.send(&speaker(1), &msg), Err(refused));
    }
    house.reveal(1, 900).unwrap();
    let none = |id| ContractError::NoCommitment {
        order: ORDER,
        provider: ProviderId(id),
    };
    assert_eq!(house.reveal(1, 900), Err(none(1)));
    assert_eq!(house.reveal(4, 900), Err(none(4)));
}

#[test]
fn a_seal_is_a_digest_and_each_provider_has_one() {
    let mut house = with(sealed_bidding(None));
    for bytes in [31, 33] {
        let msg = commit(1, HEIGHT, HexBinary::from(vec![7; bytes]));
        let refused = ContractError::Digest { bytes };
        assert_eq!(house.send(&speaker(1), &msg), Err(refused));
    }
    house.commit(1, 900).unwrap();
    let again = ContractError::AlreadyCommitted {
        order: ORDER,
        provider: ProviderId(1),
    };
    assert_eq!(house.commit(1, 800), Err(again));
    let msg = commit(2, HEIGHT, seal(2, HEIGHT, 5));
    let refused = not_allowed("provider 2", Some(addr(&speaker(2))));
    assert_eq!(house.send(&speaker(1), &msg), Err(refused));
    let msg = commit(2, HEIGHT + 1, seal(2, HEIGHT + 1, 5));
    let refused = ContractError::OtherRound {
        order: ORDER,
        named: HEIGHT + 1,
        round: HEIGHT,
    };
    assert_eq!(house.send(&speaker(2), &msg), Err(refused));
}

#[test]
fn what_is_committed_is_there() {
    let mut house = with(sealed_bidding(None));
    house.sell_out(1);
    let refused = house.commit(1, 900);
    assert!(matches!(refused, Err(ContractError::Mismatch { .. })));
}

/// Whoever opens has kept its word: that it asks too much, or is the ninth, is no fault.
#[test]
fn whatever_is_opened_is_opened() {
    let mut house = with(sealed_bidding(None));
    house.commit(1, MOST + 1).unwrap();
    house.commit(2, 0).unwrap();
    for id in 3..=11 {
        house.commit(id, 1_000 + u128::from(id)).unwrap();
    }
    house.later(60);
    let place = |answer: Answer| event::<BidPlaced>(&answer.unwrap()).place;
    assert_eq!(place(house.reveal(1, MOST + 1)), None);
    assert_eq!(place(house.reveal(2, 0)), None);
    for id in (3..=11).rev() {
        let kept = place(house.reveal(id, 1_000 + u128::from(id)));
        assert_eq!(kept, Some(0));
    }
    assert_eq!((house.bids().len(), commitments(&house)), (8, vec![]));

    let mut house = with(sealed_bidding(None));
    for id in 1..=9 {
        house.commit(id, 1_000 + u128::from(id)).unwrap();
    }
    house.later(60);
    for id in 1..=9 {
        let kept = place(house.reveal(id, 1_000 + u128::from(id)));
        assert_eq!(kept, (id < 9).then(|| u8::try_from(id - 1).unwrap()));
    }
    assert_eq!(commitments(&house), []);
}

#[test]
fn between_equal_bids_who_committed_first_wins() {
    let mut house = with(sealed_bidding(None));
    house.later(1).commit(2, 500).unwrap();
    house.later(2).commit(1, 500).unwrap();
    house.later(60).reveal(1, 500).unwrap();
    house.later(61).reveal(2, 500).unwrap();
    assert_eq!(won(&house.later(120).close().unwrap()), (2, 500));
}

#[test]
fn an_unopened_bid_is_a_no_show() {
    let mut house = committed(sealed_bidding(None));
    house.reveal(1, 900).unwrap();
    house.guardian_pauses();
    let response = house.later(120).report(3, HEIGHT).unwrap();
    assert_eq!(faulted(&response), [bidder(3)]);
    let unopened = BidUnopened {
        order: ORDER,
        round: HEIGHT,
        provider: ProviderId(3),
    };
    assert_eq!(event::<BidUnopened>(&response), unopened);
    let none = |id| ContractError::NoCommitment {
        order: ORDER,
        provider: ProviderId(id),
    };
    assert_eq!(house.report(3, HEIGHT), Err(none(3)));
    assert_eq!(house.report(1, HEIGHT), Err(none(1)));
}

/// The auction ends, and another begins in its place: what was not opened is reported all the same, and
/// stands in nobody's way.
#[test]
fn an_unopened_bid_is_reported_when_its_auction_is_gone() {
    let mut house = committed(sealed_bidding(None));
    house.later(120).close().unwrap();
    house.gone();
    house.hand_over(ORDER, sealed_bidding(None)).unwrap();
    house.commit(3, 500).unwrap();
    let round = HEIGHT + 120;
    assert_eq!(
        commitments(&house),
        [(HEIGHT, 1), (HEIGHT, 2), (HEIGHT, 3), (round, 3)]
    );
    let response = house.report(3, HEIGHT).unwrap();
    assert_eq!(faulted(&response), [bidder(3)]);
    assert_eq!(commitments(&house), [(HEIGHT, 1), (HEIGHT, 2), (round, 3)]);
    let msg = QueryMsg::Commitments {
        order: ORDER,
        start_after: Some(CommitmentCursor {
            round: HEIGHT,
            provider: ProviderId(1),
        }),
        limit: Some(1),
    };
    let page: CommitmentsResponse = house.answer(msg);
    let two = Commitment {
        round: HEIGHT,
        provider: ProviderId(2),
        classes: vec![H100],
        committed_at: after(2),
        open_until: after(120),
    };
    assert_eq!(page.commitments, [two]);
    house.later(180).reveal(3, 500).unwrap();
}

/// Otherwise a tenant would cancel, and report everybody.
#[test]
fn nothing_ends_while_commitments_wait_to_be_opened() {
    let choosing = Seconds(30);
    let picked = Rule {
        pick: Pick::Tenant { choosing },
        ..sealed_bidding(None)
    };
    let refused = || {
        Err(ContractError::HasCommitments {
            order: ORDER,
            until: after(120),
        })
    };
    for rule in [sealed_bidding(None), picked.clone()] {
        let mut house = with(rule.clone());
        house.cancel().unwrap();
        let mut house = committed(rule);
        assert_eq!(house.later(59).cancel(), refused());
        assert_eq!(house.later(119).cancel(), refused());
    }
    let mut house = committed(picked.clone());
    house.reveal(1, 900).unwrap();
    let early = ContractError::NotChoosing {
        order: ORDER,
        from: after(120),
        until: after(150),
        now: after(119),
    };
    assert_eq!(house.later(119).choose(1, 900), Err(early));
    house.later(120).choose(1, 900).unwrap();
    let mut house = committed(picked);
    house.reveal(1, 900).unwrap();
    house.later(120).cancel().unwrap();
}

#[test]
fn the_reserve_is_opened_before_the_first_bid() {
    let mut house = committed(with_reserve(850));
    let response = open_reserve(&mut house, 850).unwrap();
    let opened = ReserveOpened {
        order: ORDER,
        rate: Rate(850),
    };
    assert_eq!(event::<ReserveOpened>(&response), opened);
    assert_eq!(house.auction().unwrap().most, Rate(850));
    let again = ContractError::NoReserve { order: ORDER };
    assert_eq!(open_reserve(&mut house, 850), Err(again));
    let place = |answer: Answer| event::<BidPlaced>(&answer.unwrap()).place;
    assert_eq!(place(house.reveal(1, 900)), None);
    assert_eq!(place(house.reveal(2, 800)), Some(0));
    house.sound();
}

/// The first half is the tenant's: nobody can open a bid before it and so keep the reserve shut.
#[test]
fn no_bid_is_opened_before_the_tenant_could_open_its_reserve() {
    let mut house = committed(with_reserve(850));
    let early = ContractError::NotOpening {
        order: ORDER,
        from: after(90),
        until: after(120),
        now: after(89),
    };
    assert_eq!(house.later(89).reveal(1, 900), Err(early));
    house.later(90).reveal(1, 900).unwrap();
    let late = ContractError::ReserveLate { order: ORDER };
    assert_eq!(open_reserve(&mut house, 850), Err(late));

    let mut house = committed(with_reserve(850));
    open_reserve(house.later(119), 850).unwrap();
}

#[test]
fn only_a_sealed_reserve_is_opened_and_only_by_its_tenant_in_time() {
    let mut house = committed(with_reserve(850));
    assert_eq!(open_reserve(&mut house, 851), Err(ContractError::Seal));
    let msg = ExecuteMsg::OpenReserve {
        order: ORDER,
        rate: Rate(850),
        salt: HexBinary::from(&salt()),
    };
    let refused = not_allowed("tenant", Some(addr("tenant")));
    assert_eq!(house.send(&speaker(1), &msg), Err(refused));
    for now in [59, 120] {
        let refused = ContractError::NotOpening {
            order: ORDER,
            from: after(60),
            until: after(120),
            now: after(now),
        };
        assert_eq!(open_reserve(house.later(now), 850), Err(refused));
    }
    let mut house = committed(with_reserve(MOST + 1));
    let refused = out_of_range("rate", Rate(MOST + 1), Rate(1), Rate(MOST));
    assert_eq!(open_reserve(&mut house, MOST + 1), Err(refused));
    for rule in [sealed_bidding(None), open_bidding()] {
        let none = ContractError::NoReserve { order: ORDER };
        assert_eq!(open_reserve(&mut with(rule), 850), Err(none));
    }
}

/// The reserve is the second price when nobody else can serve.
#[test]
fn the_reserve_is_the_most_that_the_second_price_can_be() {
    let mut house = committed(Rule {
        price: Pricing::Second,
        ..with_reserve(850)
    });
    open_reserve(&mut house, 850).unwrap();
    house.reveal(3, 700).unwrap();
    assert_eq!(won(&house.later(120).close().unwrap()), (3, 850));
}

#[test]
fn a_round_begun_anew_takes_commitments_anew() {
    let mut house = committed(sealed_bidding(None));
    house.reveal(3, 700).unwrap();
    let lease = lease(&house.later(120).close().unwrap());
    house.never_begins(lease, Some(ORDER.slot));
    house.purse(|purse| purse.next = LeaseId(2));
    let response = house.later(500).close().unwrap();
    assert_eq!(data::<Closed>(&response).outcome, Outcome::Reopened);
    // What was committed in the round before is of no use now, and still to be paid for.
    let round = HEIGHT + 500;
    let msg = commit(2, round, seal(2, HEIGHT, 800));
    house.send(&speaker(2), &msg).unwrap();
    house.commit(1, 650).unwrap();
    house.later(560).reveal(1, 650).unwrap();
    assert_eq!(house.reveal(2, 800), Err(ContractError::Seal));
    assert_eq!(faulted(&house.report(2, HEIGHT).unwrap()), [bidder(2)]);
    assert_eq!(won(&house.later(620).close().unwrap()), (1, 650));
}

#[test]
fn opening_and_reporting_go_on_in_a_pause_and_committing_does_not() {
    let mut house = committed(with_reserve(850));
    house.guardian_pauses();
    open_reserve(&mut house, 850).unwrap();
    house.reveal(2, 800).unwrap();
    let mut house = with(sealed_bidding(None));
    house.guardian_pauses();
    assert_eq!(house.commit(1, 900), Err(paused()));
}

proptest! {
    /// A seal says for which chain, contract, order, round and provider it is: no two are the same
    /// bytes, so none is opened as another.
    #[test]
    fn no_seal_does_for_anything_else(
        one in (0u8..2, 0u8..2, 0u64..3, 0u8..2, 0u32..3, 0u64..2, 0u128..3, 0u8..2),
        other in (0u8..2, 0u8..2, 0u64..3, 0u8..2, 0u32..3, 0u64..2, 0u128..3, 0u8..2),
    ) {
        let bytes = |(chain, contract, account, slot, provider, round, rate, salt): (u8, u8, u64, u8, u32, u64, u128, u8)| {
            let order = OrderKey { account: AccountId(account), slot };
            // Provider 0 stands for the tenant, whose seals have no round.
            let (sealer, round) = match provider {
                0 => (Sealer::Tenant, 0),
                id => (Sealer::Bidder { provider: ProviderId(id), round }, round),
            };
            let names = [format!("chain{chain}"), format!("contract{contract}")];
            let sealed = sealed_bytes(&names[0], &names[1], order, sealer, Rate(rate), &[salt; SALT]);
            ((names, order, sealer, round, rate, salt), sealed)
        };
        let (one, other) = (bytes(one), bytes(other));
        prop_assert_eq!(one.0 == other.0, one.1 == other.1);
    }
}
