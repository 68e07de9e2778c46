use tender_interfaces::attestation::ProviderStatus;
use tender_interfaces::demand::{Demand, Mismatch, SignedBy};
use tender_interfaces::events::AskWithdrawn;
use tender_interfaces::orderbook::{AskEnd, ExecuteMsg, Offer, OrderStatus, Release, TimeInForce};
use tender_orderbook::ContractError;
use tender_types::{AskId, AssetIndex, AuditorId, LeaseId, ProviderId, Rate, Tier};

use crate::verbs::*;

/// What is filled by an order of `demand`: ask, units, rate, in the order of the leases.
fn fills(solo: &mut Solo, demand: Demand) -> Vec<(u64, u32, u128)> {
    let (_, leases) = solo.place(demand, book(TimeInForce::Ioc));
    let fill = |lease: &tender_interfaces::escrow::NewLease| {
        (lease.ask.unwrap().0, lease.units, lease.rate.0)
    };
    leases.iter().map(fill).collect()
}

#[test]
fn the_lowest_rate_is_taken_first_and_at_one_rate_the_earliest() {
    let mut solo = open();
    solo.post("pia", offer(H100, 700, 2));
    solo.post("pol", offer(H100, 600, 2));
    solo.post("pam", offer(H100, 600, 2));
    assert_eq!(
        fills(&mut solo, demand(5)),
        [(2, 2, 600), (3, 2, 600), (1, 1, 700)]
    );
    solo.check(1);
}

#[test]
fn alternatives_compete_by_rate_each_under_its_own_ceiling() {
    let mut solo = open();
    solo.post("pia", offer(H100, 900, 1));
    solo.post("pia", offer(A100, 400, 1));
    solo.post("pol", offer(A100, 501, 1));
    solo.post("pol", offer(H100, 450, 1));
    let mut wanted = demand(4);
    wanted.alternatives = vec![alternative(H100, 900), alternative(A100, 500)];
    assert_eq!(
        fills(&mut solo, wanted),
        [(2, 1, 400), (4, 1, 450), (1, 1, 900)]
    );
}

#[test]
fn an_ask_at_the_ceiling_is_taken_and_one_above_is_not() {
    let mut solo = open();
    solo.post("pia", offer(H100, 1_001, 1));
    assert_eq!(fills(&mut solo, demand(1)), []);
    solo.post("pia", offer(H100, 1_000, 1));
    assert_eq!(fills(&mut solo, demand(1)), [(2, 1, 1_000)]);
}

#[test]
fn whole_takes_the_cheapest_ask_that_has_all_units() {
    let mut solo = open();
    solo.post("pia", offer(H100, 100, 3));
    solo.post("pol", offer(H100, 200, 4));
    let wanted = Demand {
        whole: true,
        ..demand(4)
    };
    assert_eq!(fills(&mut solo, wanted), [(2, 4, 200)]);
}

#[test]
fn asks_that_do_not_do_are_passed_over() {
    let mut solo = open();
    solo.post(
        "pia",
        Offer {
            assets: vec![AssetIndex(1)],
            ..offer(H100, 100, 1)
        },
    );
    solo.register("pol", 2, |row| row.attributes.0.clear());
    solo.post("pol", offer(H100, 200, 1));
    solo.post("pam", offer(H100, 300, 1));
    let mut wanted = demand(1);
    wanted.attributes = vec!["region=eu-west".to_string()];
    assert_eq!(fills(&mut solo, wanted), [(3, 1, 300)]);
}

#[test]
fn the_lease_names_payee_tier_and_ask() {
    let mut solo = open();
    solo.post("pia", offer(H100, 700, 2));
    let (placed, leases) = solo.place(demand(2), book(TimeInForce::Fok));
    assert_eq!(placed.status, OrderStatus::Filled);
    let [lease] = leases.as_slice() else { panic!() };
    assert_eq!((lease.lease, placed.order.0), (LeaseId(1), 1));
    assert_eq!((lease.provider, lease.ask), (ProviderId(1), Some(AskId(1))));
    assert_eq!(
        (lease.units, lease.rate, lease.tier),
        (2, Rate(700), Tier(2))
    );
    assert_eq!(lease.payee, addr("pia").as_str());
}

#[test]
fn a_tier_ends_with_its_attestation() {
    let mut solo = open();
    solo.post("pia", offer(H100, 700, 9));
    let wanted = || Demand {
        min_tier: Tier(2),
        ..demand(1)
    };
    solo.at(after(499));
    assert_eq!(fills(&mut solo, wanted()).len(), 1);
    solo.at(after(500));
    assert_eq!(fills(&mut solo, wanted()).len(), 0);
    assert_eq!(fills(&mut solo, demand(1)).len(), 1);
}

#[test]
fn nobody_is_matched_who_stopped_being_active() {
    let mut solo = open();
    solo.post("pia", offer(H100, 700, 9));
    for status in [
        ProviderStatus::Leaving,
        ProviderStatus::Jailed,
        ProviderStatus::Left,
    ] {
        solo.register("pia", 1, |row| row.status = status);
        assert_eq!(fills(&mut solo, demand(1)), []);
    }
    solo.register("pia", 1, |row| row.bonded = false);
    assert_eq!(fills(&mut solo, demand(1)), []);
}

#[test]
fn signed_by_needs_the_auditor_to_attest_the_attributes() {
    let mut solo = open();
    solo.post("pia", offer(H100, 700, 9));
    let mut wanted = demand(1);
    wanted.signed_by = SignedBy {
        all_of: vec![addr("aud").into()],
        any_of: vec![],
    };
    assert_eq!(fills(&mut solo, wanted.clone()).len(), 1);
    wanted.attributes = vec!["region=eu-west".to_string()];
    let refused = solo.send("ana", &order(wanted, book(TimeInForce::Fok), None));
    assert_eq!(
        refused,
        Err(ContractError::NotFillable {
            filled: 0,
            wanted: 1,
            cheapest_refused: Some((
                AskId(1),
                Mismatch::SignedByAll {
                    auditor: AuditorId(6)
                }
            )),
        })
    );
}

#[test]
fn an_expired_ask_is_swept_by_the_take_that_meets_it() {
    let mut solo = open();
    let expires_at = Some(after(10));
    let ask = solo.post(
        "pia",
        Offer {
            expires_at,
            ..offer(H100, 100, 1)
        },
    );
    solo.post("pol", offer(H100, 200, 2));
    solo.at(after(9));
    assert_eq!(
        fills(
            &mut solo,
            Demand {
                whole: true,
                ..demand(1)
            }
        ),
        [(1, 1, 100)]
    );
    let release = Release {
        provider: ask.provider,
        ask: ask.ask,
        units: 1,
    };
    let releases = vec![release];
    solo.send("escrow", &ExecuteMsg::Release { releases })
        .unwrap();
    solo.at(after(10));
    let response = solo
        .send("ana", &order(demand(1), book(TimeInForce::Fok), None))
        .unwrap();
    let swept = AskWithdrawn::try_from(&response.events[0]).unwrap();
    assert_eq!((swept.ask, swept.reason), (AskId(1), AskEnd::Expired));
    assert_eq!(opened(&response).unwrap()[0].ask, Some(AskId(2)));
    solo.check(1);
}

#[test]
fn a_take_sweeps_at_most_eight_asks() {
    let mut solo = open();
    for _ in 0..10 {
        let expires_at = Some(after(10));
        solo.post(
            "pia",
            Offer {
                expires_at,
                ..offer(H100, 100, 1)
            },
        );
    }
    solo.at(after(10));
    let response = solo
        .send("ana", &order(demand(1), book(TimeInForce::Ioc), None))
        .unwrap();
    assert_eq!(response.events.len(), 8 + 1);
    solo.check(7);
}
