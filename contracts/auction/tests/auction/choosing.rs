use tender_auction::ContractError;
use tender_interfaces::attestation::ProviderStatus;
use tender_interfaces::auction::{Closed, ExecuteMsg, Outcome, Stage, BINDING};
use tender_interfaces::demand::Mismatch;
use tender_interfaces::events::{AuctionClosed, BidPassedOver};
use tender_types::{ProviderId, Rate};

use crate::house::*;

/// Providers 1 and 2 have bid 900 and 800.
fn bid_for() -> House {
    let mut house = with(choice());
    house.bid(1, 900).unwrap();
    house.bid(2, 800).unwrap();
    house
}

#[test]
fn the_tenant_takes_any_bid_while_bidding_and_after() {
    for at in [1, 60, 89] {
        let mut house = bid_for();
        let response = house.later(at).choose(1, 900).unwrap();
        assert_eq!(won(&response), (1, 900));
        let lease = lease(&response);
        let closed = AuctionClosed {
            order: ORDER,
            outcome: Outcome::Awarded,
            lease: Some(lease),
            rate: Some(Rate(900)),
        };
        assert_eq!(event::<AuctionClosed>(&response), closed);
        let again = ContractError::Awarded {
            order: ORDER,
            lease,
        };
        assert_eq!(house.choose(2, 800), Err(again));
    }
}

#[test]
fn choosing_ends_at_the_second_and_closing_begins() {
    let mut house = bid_for();
    assert_eq!(
        house.later(60).auction().unwrap().stage,
        Stage::Choosing { until: after(90) }
    );
    let over = ContractError::NotChoosing {
        order: ORDER,
        from: after(0),
        until: after(90),
        now: after(90),
    };
    assert_eq!(house.later(90).choose(1, 900), Err(over));
    let early = ContractError::StillRunning {
        order: ORDER,
        closes_at: after(90),
        now: after(89),
    };
    assert_eq!(house.later(89).close(), Err(early));
    let response = house.later(90).close().unwrap();
    assert_eq!(data::<Closed>(&response).outcome, Outcome::NotChosen);
    house.gone();
}

#[test]
fn only_the_tenant_chooses_and_only_where_it_picks() {
    let choose = ExecuteMsg::Choose {
        order: ORDER,
        provider: ProviderId(1),
        max_rate: Rate(900),
    };
    let mut house = bid_for();
    for sender in ["anyone", &speaker(1), "orderbook", "gov"] {
        let refused = not_allowed("tenant", Some(addr("tenant")));
        assert_eq!(house.send(sender, &choose), Err(refused));
    }
    let mut house = with(open_bidding());
    house.bid(1, 900).unwrap();
    let refused = ContractError::LowestWins { order: ORDER };
    assert_eq!(house.choose(1, 900), Err(refused));
}

#[test]
fn a_bid_is_taken_as_it_was_seen() {
    let mut house = bid_for();
    let rate = Rate(900);
    let refused = ContractError::BidChanged { rate };
    assert_eq!(house.choose(1, 899), Err(refused));
    let provider = ProviderId(3);
    let refused = ContractError::NoBid {
        order: ORDER,
        provider,
    };
    assert_eq!(house.choose(3, 900), Err(refused));
    house.bid(1, 850).unwrap();
    assert_eq!(won(&house.choose(1, 900).unwrap()), (1, 850));
}

#[test]
fn a_bid_that_its_bidder_made_unfillable_is_paid_for_and_forgotten() {
    let mut house = bid_for();
    house.withdraw(2);
    let response = house.choose(2, 800).unwrap();
    assert_eq!(faulted(&response), [bidder(2)]);
    assert_eq!(data::<Closed>(&response).outcome, Outcome::PassedOver);
    assert_eq!(events::<BidPassedOver>(&response.events).len(), 1);
    assert_eq!(house.bids(), [(1, 900)]);
    assert_eq!(house.auction().unwrap().failed, [ProviderId(2)]);
    house.choose(1, 900).unwrap();
}

#[test]
fn a_bid_that_cannot_be_served_now_is_refused_and_stays() {
    let mut house = bid_for();
    house.sell_out(2);
    let mismatch = Mismatch::Units { free: 0, wanted: 2 };
    assert_eq!(
        house.choose(2, 800),
        Err(ContractError::Mismatch { mismatch })
    );
    house.change(1, |row| row.status = ProviderStatus::Jailed);
    let mismatch = Mismatch::ProviderStatus {};
    assert_eq!(
        house.choose(1, 900),
        Err(ContractError::Mismatch { mismatch })
    );
    assert_eq!(house.bids().len(), 2);
}

/// Unlike an onlooker's close, the tenant's own choice ends nothing: it deposits and chooses again.
#[test]
fn a_tenant_that_cannot_pay_may_choose_again() {
    let mut house = bid_for();
    house.purse(|purse| purse.rate = Rate(899));
    let rate = Rate(900);
    assert_eq!(house.choose(1, 900), Err(ContractError::Unfunded { rate }));
    house.purse(|purse| purse.rate = Rate(900));
    house.choose(1, 900).unwrap();
}

/// After a winner that never began the tenant picks anew, in a new round, among the others and whoever
/// bids now.
#[test]
fn when_the_winner_does_not_begin_the_tenant_picks_anew() {
    let mut house = bid_for();
    let lease = lease(&house.choose(2, 800).unwrap());
    house.never_begins(lease, Some(ORDER.slot));
    let response = house.later(400).close().unwrap();
    assert_eq!(data::<Closed>(&response).outcome, Outcome::Reopened);
    assert_eq!(house.bids(), [(1, 900)]);
    house.bid(3, 850).unwrap();
    assert_eq!(won(&house.choose(1, 900).unwrap()), (1, 900));
}

#[test]
fn a_bid_that_binds_no_more_is_not_chosen() {
    let mut house = bid_for();
    let lease = lease(&house.choose(2, 800).unwrap());
    house.never_begins(lease, Some(ORDER.slot));
    let valid_until = after(90).after(BINDING);
    let late = 90 + BINDING.0;
    house.later(late).close().unwrap();
    let now = after(late + 1);
    let lapsed = ContractError::Lapsed { valid_until, now };
    assert_eq!(house.later(late + 1).choose(1, 900), Err(lapsed));
    house.later(late).choose(1, 900).unwrap();
}

#[test]
fn the_tenant_cancels_with_bids_too_and_a_pause_stops_its_choice() {
    let mut house = bid_for();
    house.guardian_pauses();
    assert_eq!(house.choose(1, 900), Err(paused()));
    let response = house.cancel().unwrap();
    assert_eq!(data::<Closed>(&response).outcome, Outcome::Cancelled);
    house.gone();
}
