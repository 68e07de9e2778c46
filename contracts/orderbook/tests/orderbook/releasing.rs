//! Leases that have ended: what comes back, what is written down, what is charged.

use tender_guard::GuardError;
use tender_interfaces::attestation;
use tender_interfaces::demand::Placement;
use tender_interfaces::escrow::{CloseReason, ClosedBy};
use tender_interfaces::events::{BondLocked, OfferChanged};
use tender_interfaces::orderbook::{
    ExecuteMsg, OfferChange, OfferState, Record, Release, MAX_BATCH, REMATCH_WITHIN,
};
use tender_orderbook::state::FAILED;

use tender_types::{Akt, Micro, ProviderId};

use crate::verbs::*;
use crate::world::*;

/// Pia's eight H100s, of which five are on lease.
fn leased() -> (World, Lease) {
    let mut world = world();
    world.posts("pia", offer(H100, 500, 8));
    let mut wanted = demand(5);
    wanted.rematch = 2;
    let (_, leases) = world.places(wanted, FOK);
    (world, leases[0].clone())
}

fn faults(response: &cosmwasm_std::Response) -> Vec<attestation::ExecuteMsg> {
    sent_to(response, "attestation")
}

#[test]
fn only_escrow_releases() {
    let (mut world, lease) = leased();
    let releases = vec![release(
        &lease,
        CloseReason::Done,
        ClosedBy::Tenant,
        0,
        false,
    )];
    for sender in ["owner", "auction", "pia", "ana"] {
        let not_allowed = GuardError::NotAllowed {
            role: "escrow".to_string(),
            holder: addr("escrow").into(),
        };
        let msg = ExecuteMsg::Release {
            releases: releases.clone(),
        };
        assert_eq!(world.send(sender, &msg), Err(not_allowed.into()));
    }
    let empty = ExecuteMsg::Release { releases: vec![] };
    assert_eq!(
        world.send("escrow", &empty),
        Err(list_length("releases", 0, 1, MAX_BATCH))
    );
    let release = release(&lease, CloseReason::Done, ClosedBy::Tenant, 0, false);
    let many = |count| ExecuteMsg::Release {
        releases: vec![release.clone(); count],
    };
    assert_eq!(
        world.send("escrow", &many(51)),
        Err(list_length("releases", 51, 1, MAX_BATCH))
    );
    assert!(world.send("escrow", &many(50)).is_ok());
    // However often it is said, there is never more than there is.
    assert_eq!(world.free(1, H100), 8);
    world.check(30);
}

#[test]
fn every_end_is_written_down_as_what_it_was() {
    use CloseReason::*;
    use ClosedBy::{Anyone, Provider, Tenant};
    let record = |ended, not_served, left, failed, fees| Record {
        ended,
        not_served,
        left,
        failed,
        fees: Micro(fees),
    };
    for (reason, by, waited, expected, part) in [
        (Done, Tenant, false, record(1, 0, 0, 0, 7), None),
        (Unspecified, Tenant, false, record(1, 0, 0, 0, 7), None),
        (Starved, Anyone, false, record(1, 0, 0, 0, 7), None),
        (NotServed, Tenant, false, record(0, 1, 0, 0, 7), None),
        (Unstable, Provider, false, record(0, 0, 1, 0, 7), Some(500)),
        (
            Decommission,
            Provider,
            false,
            record(0, 0, 1, 0, 7),
            Some(500),
        ),
        (
            Unspecified,
            Provider,
            false,
            record(0, 0, 1, 0, 7),
            Some(500),
        ),
        (Starved, Provider, false, record(0, 0, 1, 0, 7), None),
        (Declined, Provider, true, record(0, 0, 0, 1, 7), Some(100)),
        (NotStarted, Anyone, true, record(0, 0, 0, 1, 7), Some(1_000)),
        (NotStarted, Tenant, true, record(0, 0, 0, 1, 7), Some(1_000)),
        (Cancelled, Tenant, true, Record::default(), None),
        (Unfunded, Provider, true, Record::default(), None),
        (Abandoned, Anyone, true, Record::default(), None),
    ] {
        let (mut world, lease) = leased();
        let response = world.releases(&lease, reason, by, 7, waited);
        assert_eq!(world.offer(1, H100).record, expected, "{reason:?}");
        let changed = events::<OfferChanged>(&response.events);
        assert_eq!(
            (changed[0].free, changed[0].state),
            (8, OfferState::Standing)
        );
        // Of 500 locked for five units.
        let charged: Vec<_> = part
            .map(|part| attestation::ExecuteMsg::Fault {
                provider: ProviderId(1),
                slash: Akt(500 * part / 10_000),
                tenant: Some(addr("ana").into()),
                compensation: Akt(30),
                locked: Akt(800),
            })
            .into_iter()
            .collect();
        assert_eq!(faults(&response), charged, "{reason:?}");
        // Its order goes on only when its provider has failed it before it began.
        let key = (lease.key.account, lease.key.lease);
        let failed = FAILED.may_load(&world.deps.storage, &key).unwrap();
        let goes_on = matches!(reason, Declined | NotStarted);
        assert_eq!(failed.is_some(), goes_on, "{reason:?}");
        if let Some(row) = failed {
            assert_eq!(
                (row.provider, row.rematch, row.slot),
                (ProviderId(1), 2, None)
            );
            assert_eq!(
                (row.digest, row.until),
                (lease.new.digest, START.after(REMATCH_WITHIN))
            );
        }
        world.check(30);
    }
}

#[test]
fn an_order_that_does_not_go_on_leaves_no_row() {
    let mut world = world();
    world.posts("pia", offer(H100, 500, 8));
    let (_, leases) = world.places(demand(1), FOK);
    world.fails(&leases[0], CloseReason::Declined, ClosedBy::Provider);
    let key = (leases[0].key.account, leases[0].key.lease);
    assert_eq!(FAILED.may_load(&world.deps.storage, &key), Ok(None));
}

#[test]
fn a_fault_is_measured_by_what_is_locked_now_and_told_what_is_left() {
    let (mut world, lease) = leased();
    world
        .changes("pia", OfferChange::Withdraw { class: H100 })
        .unwrap();
    assert_eq!(world.locked(1), 500);
    let response = world.closes(&lease, CloseReason::Unstable, ClosedBy::Provider);
    let locked = events::<BondLocked>(&response.events);
    assert_eq!(locked[0].locked, Akt::ZERO);
    // Twenty-five of the 500 that were locked for it, and nothing is any more.
    let [attestation::ExecuteMsg::Fault { slash, locked, .. }] = faults(&response)[..] else {
        panic!("no fault");
    };
    assert_eq!((slash, locked), (Akt(25), Akt::ZERO));
}

#[test]
fn gpus_and_card_come_back_together_and_fees_count_once() {
    let mut world = world();
    world.posts("pia", offer(H100, 500, 8));
    world.posts("pia", offer(A100, 100, 8));
    world.sets_card("pia", card()).unwrap();
    let group = lines(
        vec![
            gpus(2),
            gpus_of(1, 1, &[(A100_NAME, 900)]),
            cpus(1, 2_500, 1_024),
        ],
        Placement::OneProvider,
    );
    let (_, leases) = world.places(group, named(&[(1, &[H100, A100])]));
    let response = world.releases(
        &leases[0],
        CloseReason::NotStarted,
        ClosedBy::Anyone,
        9,
        true,
    );
    // 2 · 100, 50, and of the card three cores at 10 and a GiB at 1: a tenth of 281.
    let [attestation::ExecuteMsg::Fault { slash, .. }] = faults(&response)[..] else {
        panic!("no fault");
    };
    assert_eq!(slash, Akt(28));
    let provider = ProviderId(1);
    let card: tender_interfaces::orderbook::CardResponse =
        world.answer(tender_interfaces::orderbook::QueryMsg::Card { provider });
    assert!(card.out.is_empty());
    let records = [
        world.offer(1, H100).record,
        world.offer(1, A100).record,
        card.record,
    ];
    assert_eq!(records.map(|record| record.failed), [1; 3]);
    let fees: u128 = records.iter().map(|record| record.fees.0).sum();
    assert_eq!(fees, 9);
    assert_eq!((world.free(1, H100), world.free(1, A100)), (8, 8));
    world.check(30);
}

#[test]
fn a_batch_gives_everything_back() {
    let mut world = world();
    world.posts("pia", offer(H100, 500, 8));
    world.posts("pol", offer(H100, 600, 8));
    let mut releases: Vec<Release> = vec![];
    for _ in 0..8 {
        let (_, leases) = world.places(demand(2), FOK);
        releases.push(release(
            &leases[0],
            CloseReason::Unstable,
            ClosedBy::Provider,
            1,
            false,
        ));
    }
    assert!(world.in_book(H100).is_empty());
    let response = world
        .send("escrow", &ExecuteMsg::Release { releases })
        .unwrap();
    assert_eq!(faults(&response).len(), 8);
    assert_eq!(world.in_book(H100), [1, 2]);
    assert_eq!(
        (world.free(1, H100), world.offer(2, H100).record.left),
        (8, 4)
    );
    world.check(30);
}

#[test]
fn a_parked_offer_takes_its_units_back_and_stays_parked() {
    let (mut world, lease) = leased();
    world.change(1, |row| row.bonded = false);
    let offers = vec![key(1, H100)];
    let orders = vec![];
    world
        .send("mallory", &ExecuteMsg::Expire { orders, offers })
        .unwrap();
    world.closes(&lease, CloseReason::Done, ClosedBy::Tenant);
    let parked = world.offer(1, H100);
    assert_eq!(
        (parked.state, parked.free, parked.largest),
        (OfferState::Parked, 8, 8)
    );
    world.check(30);
}

#[test]
fn what_never_was_is_released_without_harm() {
    let (mut world, mut lease) = leased();
    lease.key.provider = ProviderId(77);
    lease.new.draw.card.cpu_milli = 1;
    let response = world.fails(&lease, CloseReason::NotStarted, ClosedBy::Anyone);
    let [attestation::ExecuteMsg::Fault { slash, .. }] = faults(&response)[..] else {
        panic!("no fault");
    };
    assert_eq!(slash, Akt::ZERO);
    world.check(30);
}
