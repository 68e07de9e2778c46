use tender_auction::ContractError;
use tender_interfaces::auction::BiddingName;
use tender_interfaces::auction::{Closed, Outcome, Stage, MAX_FAILED};
use tender_interfaces::events::{AuctionClosed, AuctionOpened, BidPassedOver};
use tender_types::{LeaseId, LeaseKey, ProviderId, Rate, Seconds};

use crate::house::*;

/// Providers 1, 2 and 3 at 900, 800 and 700; awarded to 3 after a minute.
fn awarded_to_three(rule: tender_interfaces::auction::Rule) -> (House, LeaseKey) {
    let mut house = with(rule);
    for (id, rate) in [(1, 900), (2, 800), (3, 700)] {
        house.bid(id, rate).unwrap();
    }
    let response = house.later(60).close().unwrap();
    let lease = lease(&response);
    (house, lease)
}

/// The lease does not begin, and the account's next one gets the next number.
fn never_begins(house: &House, lease: LeaseKey) {
    house.never_begins(lease, Some(ORDER.slot));
    let next = LeaseId(lease.lease.0 + 1);
    house.purse(|purse| purse.next = next);
}

#[test]
fn when_the_winner_does_not_begin_the_next_in_line_is_awarded() {
    let (mut house, first) = awarded_to_three(open_bidding());
    never_begins(&house, first);
    let response = house.later(400).close().unwrap();
    let (award, faulted) = awarded(&response);
    // Who did not begin has paid for that already.
    assert_eq!((award.provider, faulted), (ProviderId(2), vec![]));
    let second = LeaseKey {
        provider: ProviderId(2),
        account: ACCOUNT,
        lease: LeaseId(2),
    };
    let auction = house.auction().unwrap();
    assert_eq!(auction.stage, Stage::Awarded { lease: second });
    assert_eq!(auction.failed, [ProviderId(3)]);
    assert_eq!(house.bids(), [(2, 800), (1, 900)]);

    never_begins(&house, second);
    assert_eq!(won(&house.later(800).close().unwrap()), (1, 900));
}

/// A lease that runs, waits, or is another's is no reason.
#[test]
fn an_award_stands_unless_its_lease_never_began() {
    let (mut house, lease) = awarded_to_three(open_bidding());
    let stands = || {
        Err(ContractError::Awarded {
            order: ORDER,
            lease,
        })
    };
    assert_eq!(house.close(), stands());
    assert_eq!(house.bid(4, 1), stands());
    for slot in [None, Some(ORDER.slot + 1)] {
        house.never_begins(lease, slot);
        assert_eq!(house.close(), stands());
    }
    never_begins(&house, lease);
    house.close().unwrap();
}

#[test]
fn the_second_price_is_found_anew_for_the_next_in_line() {
    let (mut house, lease) = awarded_to_three(second_price());
    never_begins(&house, lease);
    assert_eq!(won(&house.later(400).close().unwrap()), (2, 900));
}

#[test]
fn who_is_next_is_looked_at_anew() {
    let (mut house, lease) = awarded_to_three(open_bidding());
    house.withdraw(2);
    never_begins(&house, lease);
    let (award, faulted) = awarded(&house.later(400).close().unwrap());
    assert_eq!((award.provider, faulted), (ProviderId(1), vec![bidder(2)]));
    let failed = house.auction().unwrap().failed;
    assert_eq!(failed, [ProviderId(3), ProviderId(2)]);
}

#[test]
fn when_all_have_failed_bidding_begins_anew_without_them() {
    let mut house = with(open_bidding());
    house.bid(1, 900).unwrap();
    house.bid(2, 800).unwrap();
    let first = lease(&house.later(60).close().unwrap());
    house.withdraw(1);
    never_begins(&house, first);
    let response = house.later(400).close().unwrap();
    let reopened = AuctionClosed {
        order: ORDER,
        outcome: Outcome::Reopened,
        lease: None,
        rate: None,
    };
    assert_eq!(events::<AuctionClosed>(&response.events), [reopened]);
    let opened = AuctionOpened {
        order: ORDER,
        tenant: addr("tenant").into(),
        round: HEIGHT + 400,
        bidding: BiddingName::Open,
        max_rate: Rate(MOST),
        bids_until: after(460),
    };
    assert_eq!(events::<AuctionOpened>(&response.events), [opened]);
    assert_eq!(data::<Closed>(&response).outcome, Outcome::Reopened);
    assert_eq!(faulted(&response), [bidder(1)]);

    for id in [1, 2] {
        let provider = ProviderId(id);
        let out = ContractError::FailedBefore {
            order: ORDER,
            provider,
        };
        assert_eq!(house.bid(id, 1), Err(out));
    }
    house.later(459).bid(3, MOST).unwrap();
    house.sound();
    assert_eq!(won(&house.later(469).close().unwrap()), (3, MOST));
}

/// Bids that nobody's fault keeps from being served give way to a new round, in which they are welcome.
#[test]
fn bidding_begins_anew_when_none_can_be_served() {
    let mut house = with(open_bidding());
    house.bid(1, 900).unwrap();
    house.sell_out(1);
    let response = house.later(60).close().unwrap();
    assert_eq!(data::<Closed>(&response).outcome, Outcome::Reopened);
    assert_eq!(events::<BidPassedOver>(&response.events).len(), 1);
    assert!(response.messages.is_empty());
    assert_eq!((house.bids(), house.round()), (vec![], HEIGHT + 60));
    house.change_offer(1, |_| ());
    house.bid(1, 950).unwrap();
    assert_eq!(won(&house.later(120).close().unwrap()), (1, 950));
}

#[test]
fn a_round_that_nobody_bids_in_is_the_last() {
    let mut house = with(open_bidding());
    house.bid(1, 900).unwrap();
    house.sell_out(1);
    house.later(60).close().unwrap();
    let response = house.later(120).close().unwrap();
    assert_eq!(data::<Closed>(&response).outcome, Outcome::NoBid);
    house.gone();
}

/// The order ends after a day: a round that cannot be over 30 seconds before does not begin.
#[test]
fn bidding_begins_anew_while_the_order_has_time_for_it() {
    let last = Seconds::days(1).0 - 120 - 30;
    for (at, outcome) in [(last, Outcome::Reopened), (last + 1, Outcome::NoBid)] {
        let mut house = with(open_bidding());
        house.bid(1, 900).unwrap();
        let lease = lease(&house.later(60).close().unwrap());
        never_begins(&house, lease);
        let response = house.later(at).close().unwrap();
        assert_eq!(data::<Closed>(&response).outcome, outcome);
    }
    let mut house = with(open_bidding());
    house.bid(1, 900).unwrap();
    let lease = lease(&house.later(60).close().unwrap());
    never_begins(&house, lease);
    let response = house.later(Seconds::days(1).0).close().unwrap();
    assert_eq!(data::<Closed>(&response).outcome, Outcome::NoBid);
    house.gone();
}

/// The list of who is out is as short as the list of bids: of more the latest stay out.
#[test]
fn the_latest_eight_that_failed_are_out() {
    let mut house = with(open_bidding());
    let mut at = 0;
    for id in 1..=9 {
        house.later(at).bid(id, 500).unwrap();
        house.withdraw(id);
        at += 60;
        let response = house.later(at).close().unwrap();
        assert_eq!(faulted(&response), [bidder(id)]);
    }
    let failed = house.auction().unwrap().failed;
    assert_eq!(failed.len(), MAX_FAILED);
    assert!(!failed.contains(&ProviderId(1)));
    house.sound();
}
