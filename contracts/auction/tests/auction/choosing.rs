use tender_auction::ContractError;
use tender_interfaces::auction::{BidsResponse, Closed, ExecuteMsg, Outcome, QueryMsg, MAX_PRUNE};
use tender_interfaces::demand::Mismatch;
use tender_interfaces::events::{AuctionClosed, BidsPruned};
use tender_types::{ClassId, LeaseId, OrderId, ProviderId, Rate};

use crate::verbs::*;

/// Providers 1 and 2 have bid 900 and 800.
fn bid_for() -> Solo {
    let mut solo = with(choice());
    solo.bid(1, 900).unwrap();
    solo.bid(2, 800).unwrap();
    solo
}

fn choose(solo: &mut Solo, id: u32, class: ClassId, max_rate: u128) -> Answer {
    let msg = ExecuteMsg::Choose {
        order: ORDER,
        provider: ProviderId(id),
        class,
        max_rate: Rate(max_rate),
    };
    solo.send("tenant", &msg)
}

fn prune(solo: &mut Solo, limit: Option<u32>) -> Answer {
    let msg = ExecuteMsg::PruneBids {
        order: ORDER,
        limit,
    };
    solo.send("anyone", &msg)
}

#[test]
fn the_tenant_takes_any_bid() {
    let mut solo = bid_for();
    let response = choose(&mut solo, 1, H100, 900).unwrap();
    let (tenant, lease) = lease(&response);
    assert_eq!(tenant, addr("tenant").to_string());
    assert_eq!(
        (lease.lease, lease.provider, lease.rate, lease.units),
        (LeaseId(9), ProviderId(1), Rate(900), 2)
    );
    assert_eq!(lease.payee, addr(&speaker(1)).as_str());
    let awarded = AuctionClosed {
        order: ORDER,
        outcome: Outcome::Awarded,
        lease: Some(LeaseId(9)),
        winner: Some(ProviderId(1)),
        rate: Some(Rate(900)),
    };
    assert_eq!(event::<AuctionClosed>(&response), awarded);
    let won = Closed {
        order: ORDER,
        lease: Some(LeaseId(9)),
        winner: Some(ProviderId(1)),
    };
    assert_eq!(data::<Closed>(&response), won);
    let again = ContractError::UnknownAuction { order: ORDER };
    assert_eq!(choose(&mut solo, 2, H100, 800), Err(again));
    assert_eq!(solo.bids(), [(2, 800)]);
}

#[test]
fn choosing_ends_at_the_second_and_closing_begins() {
    let mut solo = bid_for();
    choose(solo.later(89), 1, H100, 900).unwrap();
    let mut solo = bid_for();
    let over = ContractError::ChoosingOver {
        order: ORDER,
        closes_at: after(90),
        now: after(90),
    };
    assert_eq!(choose(solo.later(90), 1, H100, 900), Err(over));
    let early = ContractError::StillRunning {
        order: ORDER,
        closes_at: after(90),
        now: after(89),
    };
    assert_eq!(solo.later(89).close(), Err(early));
    let response = solo.later(90).close().unwrap();
    let ended: AuctionClosed = event(&response);
    assert_eq!((ended.outcome, ended.winner), (Outcome::NotChosen, None));
    assert_eq!(data::<Closed>(&response).lease, None);
}

#[test]
fn only_the_tenant_chooses() {
    let mut solo = bid_for();
    for sender in ["anyone", &speaker(1), "orderbook", "gov"] {
        let msg = ExecuteMsg::Choose {
            order: ORDER,
            provider: ProviderId(1),
            class: H100,
            max_rate: Rate(900),
        };
        assert_eq!(
            solo.send(sender, &msg),
            Err(not_allowed("tenant", Some(addr("tenant"))))
        );
    }
}

/// A provider may withdraw and bid anew: a choice already on its way must not take the worse bid.
#[test]
fn a_bid_swapped_under_the_tenants_hand_is_refused() {
    let mut solo = bid_for();
    assert_eq!(
        choose(&mut solo, 1, H100, 899),
        Err(ContractError::BidChanged {
            class: H100,
            rate: Rate(900)
        })
    );
    solo.send(&speaker(1), &bid(1, A100, 500)).unwrap();
    assert_eq!(
        choose(&mut solo, 1, H100, 900),
        Err(ContractError::BidChanged {
            class: A100,
            rate: Rate(500)
        })
    );
    choose(&mut solo, 1, A100, 900).unwrap();
}

#[test]
fn the_provider_is_judged_anew() {
    let mut solo = bid_for();
    solo.change(1, |row| row.attestations[0].expires_at = after(70));
    let refused = ContractError::Mismatch {
        mismatch: Mismatch::SignedByAll { auditor: OTTO },
    };
    assert_eq!(choose(solo.later(70), 1, H100, 900), Err(refused));
    choose(solo.later(69), 1, H100, 900).unwrap();
}

#[test]
fn there_must_be_a_bid_to_choose() {
    let mut solo = bid_for();
    let none = ContractError::NoBid {
        order: ORDER,
        provider: ProviderId(3),
    };
    assert_eq!(choose(&mut solo, 3, H100, 900), Err(none));
    let mut solo = with(descending());
    solo.bid(1, 900).unwrap();
    let wrong = ContractError::WrongRule { order: ORDER };
    assert_eq!(choose(&mut solo, 1, H100, 900), Err(wrong));
}

#[test]
fn a_pause_stops_bids_and_choices_and_lets_bids_be_taken_back() {
    let mut solo = bid_for();
    solo.guardian_pauses();
    assert_eq!(solo.bid(1, 100), Err(paused()));
    assert_eq!(choose(&mut solo, 1, H100, 900), Err(paused()));
    assert_eq!(solo.hand_over(10, choice()), Err(paused()));
    let msg = ExecuteMsg::WithdrawBid {
        order: ORDER,
        provider: ProviderId(1),
    };
    solo.send(&speaker(1), &msg).unwrap();
    let msg = ExecuteMsg::Cancel { order: ORDER };
    solo.send("tenant", &msg).unwrap();
    prune(&mut solo, None).unwrap();
}

#[test]
fn the_tenant_cancels_with_bids_too() {
    let mut solo = bid_for();
    let msg = ExecuteMsg::Cancel { order: ORDER };
    let response = solo.send("tenant", &msg).unwrap();
    let ended: AuctionClosed = event(&response);
    assert_eq!(ended.outcome, Outcome::Cancelled);
    let unknown = ContractError::UnknownAuction { order: ORDER };
    assert_eq!(choose(&mut solo, 1, H100, 900), Err(unknown));
}

#[test]
fn bids_are_pruned_after_the_end_a_bounded_number_at_a_time() {
    let mut solo = with(choice());
    for id in 6..=65 {
        solo.register(id, &provider(id, 2));
        solo.bid(id, 900).unwrap();
    }
    solo.hand_over(10, choice()).unwrap();
    let other = ExecuteMsg::PlaceBid {
        order: OrderId(10),
        provider: ProviderId(1),
        class: H100,
        rate: Rate(1),
        unit: unit(),
    };
    solo.send(&speaker(1), &other).unwrap();
    let running = ContractError::NotEnded { order: ORDER };
    assert_eq!(prune(&mut solo, None), Err(running));
    solo.later(90).close().unwrap();
    for limit in [0, MAX_PRUNE + 1] {
        let refused = prune(&mut solo, Some(limit));
        assert_eq!(refused, Err(out_of_range("limit", limit, 1, MAX_PRUNE)));
    }
    for (limit, pruned) in [(None, 50), (Some(3), 3), (Some(50), 7)] {
        let response = prune(&mut solo, limit).unwrap();
        let order = ORDER;
        assert_eq!(event::<BidsPruned>(&response), BidsPruned { order, pruned });
    }
    let nothing = ContractError::NothingToPrune { order: ORDER };
    assert_eq!(prune(&mut solo, None), Err(nothing));
    let page: BidsResponse = solo.answer(QueryMsg::Bids {
        order: OrderId(10),
        start_after: None,
        limit: None,
    });
    assert_eq!(page.bids.len(), 1);
}
