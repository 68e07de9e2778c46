use tender_auction::ContractError;
use tender_interfaces::auction::{Closed, ExecuteMsg, Outcome, Stage};
use tender_interfaces::demand::Mismatch;
use tender_interfaces::events::{AuctionClosed, BidPlaced};
use tender_types::{LeaseId, Rate, Timestamp};

use crate::house::*;

fn above(rate: u128, most: u128) -> ContractError {
    let (rate, most) = (Rate(rate), Rate(most));
    let mismatch = Mismatch::Total { rate, most };
    ContractError::Mismatch { mismatch }
}

#[test]
fn the_price_rises_by_the_second_and_stands_at_its_highest() {
    let mut house = with(dutch());
    for (at, price) in [
        (0, 1_000),
        (1, 1_010),
        (55, 1_550),
        (100, 2_000),
        (129, 2_000),
    ] {
        assert_eq!(house.later(at).auction().unwrap().most, Rate(price));
    }
    assert_eq!(house.later(130).auction().unwrap().stage, Stage::Over {});
}

#[test]
fn the_first_who_takes_the_price_wins_and_is_paid_what_it_asks() {
    let mut house = with(dutch());
    assert_eq!(house.later(20).bid(1, 1_201), Err(above(1_201, 1_200)));
    let response = house.bid(1, 1_200).unwrap();
    assert_eq!(won(&response), (1, 1_200));
    let placed = events::<BidPlaced>(&response.events);
    assert_eq!((placed.len(), placed[0].rate), (1, Rate(1_200)));
    let closed = events::<AuctionClosed>(&response.events);
    assert_eq!(closed[0].rate, Some(Rate(1_200)));
    let lease = lease(&response);
    let awarded = ContractError::Awarded {
        order: ORDER,
        lease,
    };
    assert_eq!(house.bid(2, 1_000), Err(awarded));
    // It asks for no more binding: the lease holds what was bid.
    assert_eq!(house.bound(1), None);

    let mut house = with(dutch());
    assert_eq!(won(&house.later(20).bid(1, 1_100).unwrap()), (1, 1_100));
}

#[test]
fn a_class_is_not_paid_more_than_its_ceiling() {
    let mut house = with(dutch());
    house.later(100);
    assert_eq!(house.bid_with(1, A100, 1_201), Err(above(1_201, 1_200)));
    house.bid_with(1, A100, 1_200).unwrap();
}

#[test]
fn the_last_second_is_the_last() {
    let mut house = with(dutch());
    house.later(129).bid(1, MOST).unwrap();
    let mut house = with(dutch());
    let over = ContractError::BiddingOver {
        order: ORDER,
        until: after(130),
        now: after(130),
    };
    assert_eq!(house.later(130).bid(1, MOST), Err(over));
    let response = house.close().unwrap();
    assert_eq!(data::<Closed>(&response).outcome, Outcome::NoBid);
    house.gone();
}

/// What is on its way too long is not taken.
#[test]
fn a_bid_says_until_when_it_may_be_taken() {
    for (late, taken) in [(50, true), (51, false)] {
        let mut house = with(dutch());
        let mut bid = house.new_bid(1, H100, 1_000);
        bid.valid_until = after(50);
        let msg = ExecuteMsg::PlaceBid { order: ORDER, bid };
        let answer = house.later(late).send(&speaker(1), &msg);
        assert_eq!(answer.is_ok(), taken, "{answer:?}");
    }
}

/// Seconds in which a winner was waited for do not count: the price goes on where it stopped.
#[test]
fn the_price_goes_on_where_it_stopped() {
    let mut house = with(dutch());
    let first = lease(&house.later(20).bid(1, 1_000).unwrap());
    house.never_begins(first, Some(ORDER.slot));
    house.purse(|purse| purse.next = LeaseId(2));
    let response = house.later(500).close().unwrap();
    assert_eq!(data::<Closed>(&response).outcome, Outcome::Reopened);
    assert_eq!(house.auction().unwrap().most, Rate(1_200));
    assert_eq!(house.later(510).auction().unwrap().most, Rate(1_300));
    let out = house.bid(1, 1_000);
    assert!(matches!(out, Err(ContractError::FailedBefore { .. })));
    let until = after(480 + 130);
    assert_eq!(house.auction().unwrap().stage, Stage::Bidding { until });
    house.sound();

    let second = lease(&house.bid(2, 1_300).unwrap());
    house.never_begins(second, Some(ORDER.slot));
    house.later(1_000).close().unwrap();
    assert_eq!(house.auction().unwrap().most, Rate(1_300));
}

/// Whoever asks more than the tenant can pay ends nothing.
#[test]
fn a_price_that_the_tenant_cannot_pay_is_refused() {
    let mut house = with(dutch());
    house.purse(|purse| purse.rate = Rate(1_049));
    let rate = Rate(1_050);
    assert_eq!(
        house.later(10).bid(1, 1_050),
        Err(ContractError::Unfunded { rate })
    );
    assert_eq!(won(&house.bid(2, 1_049).unwrap()), (2, 1_049));
}

#[test]
fn a_price_is_not_taken_in_a_pause() {
    let mut house = with(dutch());
    house.guardian_pauses();
    assert_eq!(house.bid(1, 1_000), Err(paused()));
}

#[test]
fn binding_is_from_now() {
    let house = with(dutch());
    assert_eq!(house.auction().unwrap().binding, after(0));
    assert_ne!(house.auction().unwrap().binding, Timestamp::default());
}
