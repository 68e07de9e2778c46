//! Leases that begin together, or not at all.

use tender_escrow::state::GANGS;
use tender_escrow::ContractError;
use tender_interfaces::escrow::{CloseReason, ClosedBy, LeaseState, NewLease};
use tender_interfaces::events::{AccountClosed, LeaseClosed, LeaseStarted};
use tender_testkit::solo::events;
use tender_types::{AccountId, LeaseId, LeaseKey, Micro, Seconds};

use crate::world::{
    at, bound, key, lease, told, Events, World, CREDIT, GRACE, START_BLOCKS, START_WITHIN, UNIT,
};

/// What each must run.
const LEAST: u64 = 10;

/// Ana's 10 000 units, and legs of providers 1, 2 and 3 for ten, twenty and thirty units a second.
fn gang() -> (World, AccountId) {
    let mut world = World::without_fees();
    let account = world.open("ana", 10_000);
    let leg = |provider: u32| bound(provider, u128::from(provider) * 10 * UNIT, LEAST);
    let legs = (1..=3).map(leg).collect();
    world.gang("ana", account, legs).unwrap();
    (world, account)
}

fn leg(account: AccountId, number: u32) -> LeaseKey {
    key(number, account, number)
}

fn reasons(done: Events) -> Vec<(u32, CloseReason, ClosedBy)> {
    let closed = events::<LeaseClosed>(&done.unwrap()).into_iter();
    let facts = closed.map(|each| (each.lease.0, each.reason, each.by));
    facts.collect()
}

fn paid(world: &World) -> [i128; 3] {
    [1, 2, 3].map(|provider| world.held(CREDIT, &format!("provider{provider}")))
}

#[test]
fn all_begin_with_the_last() {
    let (mut world, account) = gang();
    for number in [2, 1] {
        let started = world.advance(7).start(&[leg(account, number)]).unwrap();
        let started: LeaseStarted = told(&started);
        assert_eq!((started.lease, started.begun), (LeaseId(number), false));
        assert_eq!(started.runs_out_at, None);
    }
    let start_until = at(START_WITHIN);
    for (number, state) in [
        (1, LeaseState::Ready { start_until }),
        (2, LeaseState::Ready { start_until }),
        (3, LeaseState::Pending { start_until }),
    ] {
        assert_eq!(world.lease_of(leg(account, number)).state, state);
    }
    assert_eq!(world.account(account).balance, Micro(10_000));
    let started = world.advance(7).start(&[leg(account, 3)]).unwrap();
    let started = events::<LeaseStarted>(&started).into_iter();
    let started: Vec<_> = started
        .map(|each| (each.lease.0, each.begun, each.billed, each.runs_out_at))
        .collect();
    let begun = |number| (number, true, Seconds::ZERO, Some(at(21 + 166)));
    assert_eq!(started, [1, 2, 3].map(begun));
    let now = world.account(account);
    assert_eq!((now.leases, now.pending, now.rate.0), (3, 0, 60 * UNIT));
    assert_eq!(
        world
            .solo
            .rows()
            .iter()
            .filter(|row| row.0[0] == b'g')
            .count(),
        0
    );
    world.assert_balanced();
    // From then on each is alone.
    world.advance(LEAST);
    let done = world.close("ana", &[leg(account, 2)], CloseReason::Done);
    assert_eq!(reasons(done), [(2, CloseReason::Done, ClosedBy::Tenant)]);
    let keys = [leg(account, 1), leg(account, 3)];
    world.withdraw(&keys).unwrap();
    assert_eq!(paid(&world), [100, 200, 300]);
    world.assert_balanced();
}

/// Legs of one provider, in one message.
#[test]
fn a_provider_starts_all_its_legs_at_once() {
    let mut world = World::new();
    let account = world.open("ana", 10_000);
    world
        .gang("ana", account, vec![lease(1, UNIT), lease(1, UNIT)])
        .unwrap();
    let keys = [key(1, account, 1), key(1, account, 2)];
    let started = events::<LeaseStarted>(&world.start(&keys).unwrap()).into_iter();
    let started: Vec<_> = started.map(|each| (each.lease.0, each.begun)).collect();
    assert_eq!(started, [(1, false), (1, true), (2, true)]);
    let again = world.start(&keys);
    assert_eq!(again, Err(ContractError::AlreadyStarted { lease: keys[0] }));
    world.assert_balanced();
}

#[test]
fn a_leg_that_is_ready_is_started_once() {
    let (mut world, account) = gang();
    let lease = leg(account, 1);
    world.start(&[lease]).unwrap();
    let again = world.advance(5).start(&[lease]);
    assert_eq!(again, Err(ContractError::AlreadyStarted { lease }));
    let row = GANGS.load(&world.solo.deps.storage, &(account, LeaseId(1)));
    assert_eq!(row.unwrap().legs[0].started_at, Some(at(0)));
    // It is owed nothing, and no withdrawal fails for it.
    assert_eq!(world.withdraw(&[lease]), Ok(vec![]));
}

/// One alone needs no row that says who is ready.
#[test]
fn a_gang_of_one_is_a_lease() {
    let mut world = World::new();
    let account = world.open("ana", 10_000);
    let instant = NewLease {
        instant: true,
        ..lease(1, UNIT)
    };
    world.gang("ana", account, vec![instant]).unwrap();
    assert_eq!(
        world
            .solo
            .rows()
            .iter()
            .filter(|row| row.0[0] == b'g')
            .count(),
        0
    );
    let started = world.advance(9).start(&[key(1, account, 1)]).unwrap();
    let started: LeaseStarted = told(&started);
    assert_eq!((started.begun, started.billed), (true, Seconds(9)));
}

/// Nobody pays for the time in which it waited for others, also not of instant legs.
#[test]
fn a_gang_is_billed_from_its_last_start() {
    let mut world = World::new();
    let account = world.open("ana", 10_000);
    let instant = NewLease {
        instant: true,
        ..lease(1, UNIT)
    };
    world
        .gang("ana", account, vec![instant, lease(2, UNIT)])
        .unwrap();
    world.start(&[key(1, account, 1)]).unwrap();
    world.advance(30).start(&[key(2, account, 2)]).unwrap();
    assert_eq!(world.account(account).balance, Micro(10_000));
    let lease = world.advance(3).lease_of(key(1, account, 1));
    assert_eq!(lease.seconds, Seconds(3));
    world.assert_balanced();
}

/// Attack: one that never starts holds up the others. They are let go when its time is over, nobody is
/// charged, and only it is late.
#[test]
fn a_leg_that_never_starts_ends_the_gang() {
    let (mut world, account) = gang();
    world.start(&[leg(account, 1)]).unwrap();
    world.start(&[leg(account, 3)]).unwrap();
    // Those that are ready are not late, and the one that is not is in time.
    for (number, early) in [(1, false), (2, true)] {
        let closed = world.close("ana", &[leg(account, number)], CloseReason::NotStarted);
        let not_late = matches!(closed, Err(ContractError::NotLate { .. }));
        let wrong = matches!(closed, Err(ContractError::WrongReason { .. }));
        assert_eq!((not_late, wrong), (early, !early), "{closed:?}");
    }
    world.miss_start();
    let ready = world.close("ana", &[leg(account, 1)], CloseReason::NotStarted);
    assert!(matches!(ready, Err(ContractError::WrongReason { .. })));
    let done = world.close("eve", &[leg(account, 2)], CloseReason::NotStarted);
    let expected = [
        (1, CloseReason::Abandoned, ClosedBy::Anyone),
        (2, CloseReason::NotStarted, ClosedBy::Anyone),
        (3, CloseReason::Abandoned, ClosedBy::Anyone),
    ];
    assert_eq!(reasons(done), expected);
    let told: Vec<_> = world
        .outside
        .released
        .iter()
        .map(|each| (each.lease.lease.0, each.reason, each.again.is_some()))
        .collect();
    let released = expected.map(|(number, reason, _)| (number, reason, true));
    assert_eq!(told, released);
    assert_eq!(paid(&world), [0; 3]);
    let left = world.account(account);
    assert_eq!(
        (left.balance.0, left.pending, left.pending_rate.0),
        (10_000, 0, 0)
    );
    world.assert_balanced();
}

/// All that are late are, whichever is named.
#[test]
fn every_leg_that_is_late_is_told_so() {
    let (mut world, account) = gang();
    world.start(&[leg(account, 2)]).unwrap();
    world.miss_start();
    let done = world.close("provider2", &[leg(account, 1)], CloseReason::NotStarted);
    let expected = [
        (1, CloseReason::NotStarted, ClosedBy::Anyone),
        (2, CloseReason::Abandoned, ClosedBy::Anyone),
        (3, CloseReason::NotStarted, ClosedBy::Anyone),
    ];
    assert_eq!(reasons(done), expected);
    world.assert_balanced();
}

/// Each leg has its own time.
#[test]
fn a_slow_leg_is_not_late_with_a_fast_one() {
    let mut world = World::new();
    let account = world.open("ana", 10_000);
    let slow = NewLease {
        start_within: Seconds(60),
        ..lease(2, UNIT)
    };
    world
        .gang("ana", account, vec![lease(1, UNIT), slow, lease(3, UNIT)])
        .unwrap();
    world.start(&[key(3, account, 3)]).unwrap();
    let start_until = at(START_WITHIN);
    let ready = world.lease_of(key(3, account, 3)).state;
    assert_eq!(ready, LeaseState::Ready { start_until });
    world.miss_start();
    let early = world.close("eve", &[key(2, account, 2)], CloseReason::NotStarted);
    assert!(matches!(early, Err(ContractError::NotLate { .. })));
    let done = world.close("eve", &[key(1, account, 1)], CloseReason::NotStarted);
    let expected = [
        (1, CloseReason::NotStarted, ClosedBy::Anyone),
        (2, CloseReason::Abandoned, ClosedBy::Anyone),
        (3, CloseReason::Abandoned, ClosedBy::Anyone),
    ];
    assert_eq!(reasons(done), expected);
}

#[test]
fn a_leg_that_is_declined_ends_the_gang() {
    for ready in [1, 2] {
        let (mut world, account) = gang();
        world.start(&[leg(account, ready)]).unwrap();
        world.advance(5);
        let done = world.close("provider2", &[leg(account, 2)], CloseReason::Declined);
        let expected = [
            (1, CloseReason::Abandoned, ClosedBy::Anyone),
            (2, CloseReason::Declined, ClosedBy::Provider),
            (3, CloseReason::Abandoned, ClosedBy::Anyone),
        ];
        assert_eq!(reasons(done), expected);
        assert_eq!(paid(&world), [0; 3]);
        assert_eq!(world.account(account).balance, Micro(10_000));
        world.assert_balanced();
    }
}

/// Legs that a message names have the reason that it gives; a late one that is not named is late.
#[test]
fn a_provider_declines_all_its_legs() {
    let mut world = World::new();
    let account = world.open("ana", 10_000);
    let legs = [1, 2, 1, 3].map(|provider| lease(provider, UNIT));
    world.gang("ana", account, legs.to_vec()).unwrap();
    world.start(&[key(3, account, 4)]).unwrap();
    world.miss_start();
    let keys = [key(1, account, 3), key(1, account, 1)];
    let done = world.close("provider1", &keys, CloseReason::Declined);
    let expected = [
        (1, CloseReason::Declined, ClosedBy::Provider),
        (2, CloseReason::NotStarted, ClosedBy::Anyone),
        (3, CloseReason::Declined, ClosedBy::Provider),
        (4, CloseReason::Abandoned, ClosedBy::Anyone),
    ];
    assert_eq!(reasons(done), expected);
    assert_eq!(world.outside.released.len(), 4);
    world.assert_balanced();
}

/// A tenant that does not wait pays for what was held, of each leg, whether it was ready or not.
#[test]
fn a_tenant_cancels_all_legs_at_once() {
    for (named, waited, seconds) in [
        (vec![2], 0, 0),
        (vec![2], 4, 4),
        (vec![1, 2, 3], LEAST, 10),
        (vec![3], 30, 10),
    ] {
        let (mut world, account) = gang();
        world.start(&[leg(account, 1)]).unwrap();
        world.advance(waited);
        let keys: Vec<_> = named.iter().map(|number| leg(account, *number)).collect();
        let done = world.close("ana", &keys, CloseReason::Cancelled);
        let cancelled = |number| (number, CloseReason::Cancelled, ClosedBy::Tenant);
        assert_eq!(reasons(done), [1, 2, 3].map(cancelled));
        assert_eq!(paid(&world), [10, 20, 30].map(|rate| rate * seconds));
        let account = world.account(account);
        assert_eq!(i128::try_from(account.balance.0), Ok(10_000 - 60 * seconds));
        world.assert_balanced();
    }
}

/// Two gangs and a lease that runs, in one message.
#[test]
fn gangs_end_one_by_one() {
    let (mut world, account) = gang();
    let second = vec![lease(4, UNIT), lease(5, UNIT)];
    world.gang("ana", account, second).unwrap();
    let keys = [leg(account, 3), key(5, account, 5), key(4, account, 4)];
    let done = world.close("ana", &keys[1..2], CloseReason::Cancelled);
    let cancelled = |number| (number, CloseReason::Cancelled, ClosedBy::Tenant);
    assert_eq!(reasons(done), [4, 5].map(cancelled));
    assert_eq!(world.account(account).pending, 3);
    let done = world.close("ana", &keys, CloseReason::Cancelled);
    assert_eq!(reasons(done), [1, 2, 3].map(cancelled));
    world.assert_balanced();
}

/// A gang that its account cannot pay for ends as one lease does.
#[test]
fn a_gang_that_cannot_be_paid_for_is_unfunded() {
    for (missing, begins) in [(1, false), (0, true)] {
        let mut world = World::new();
        let account = world.open("ana", 360);
        let runs = world.rent("ana", account, vec![lease(3, UNIT)]);
        let legs = vec![bound(1, 2 * UNIT, 10), bound(2, 3 * UNIT, 20)];
        world.gang("ana", account, legs).unwrap();
        world.start(&[key(1, account, 2)]).unwrap();
        // Twenty seconds of all six units a second have to be there.
        world.advance(240 + missing);
        let done = world.start(&[key(2, account, 3)]).unwrap();
        assert_eq!(
            events::<LeaseStarted>(&done).len(),
            if begins { 2 } else { 0 }
        );
        if !begins {
            let unfunded = [
                (2, CloseReason::Unfunded, ClosedBy::Anyone),
                (3, CloseReason::Unfunded, ClosedBy::Provider),
            ];
            assert_eq!(reasons(Ok(done)), unfunded);
        }
        assert_eq!(world.lease_of(runs[0]).seconds, Seconds(240 + missing));
        world.assert_balanced();
    }
}

/// A tenant that closes its account leaves a gang as it could leg by leg.
#[test]
fn closing_an_account_ends_its_gangs() {
    for (late, reasons_of_legs) in [
        (false, [CloseReason::Cancelled; 3]),
        (
            true,
            [
                CloseReason::Abandoned,
                CloseReason::NotStarted,
                CloseReason::NotStarted,
            ],
        ),
    ] {
        let (mut world, account) = gang();
        world.start(&[leg(account, 1)]).unwrap();
        world.advance(START_WITHIN - 1).blocks(START_BLOCKS);
        if late {
            world.advance(1);
        }
        let done = world.close_account("ana", account).unwrap();
        assert_eq!(events::<AccountClosed>(&done).len(), 1);
        let closed: Vec<_> = reasons(Ok(done)).into_iter().map(|each| each.1).collect();
        assert_eq!(closed, reasons_of_legs);
        let expected = if late { [0; 3] } else { [100, 200, 300] };
        assert_eq!(paid(&world), expected);
        assert_eq!(world.held(CREDIT, "escrow"), 0);
        world.assert_balanced();
    }
}

/// Once an account is overdue its gangs starve with it.
#[test]
fn a_gang_of_an_overdue_account_starves() {
    let mut world = World::new();
    let account = world.open("ana", 180);
    let runs = world.rent("ana", account, vec![lease(3, UNIT)]);
    let legs = vec![lease(1, UNIT), lease(2, UNIT)];
    world.gang("ana", account, legs).unwrap();
    world.start(&[key(1, account, 2)]).unwrap();
    world.advance(180 + GRACE);
    let keys = [runs[0], key(1, account, 2)];
    let done = world.close("eve", &keys, CloseReason::Starved);
    let starved = |number| (number, CloseReason::Starved, ClosedBy::Anyone);
    assert_eq!(reasons(done), [1, 2, 3].map(starved));
    assert!(world.account(account).leases == 0);
    world.assert_balanced();
}
