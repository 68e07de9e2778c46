//! Starting leases: when they begin, what is billed, what is passed over.

use tender_escrow::ContractError;
use tender_guard::GuardError;
use tender_interfaces::escrow::{CloseReason, ClosedBy, LeaseState, NewLease, MAX_BATCH};
use tender_interfaces::events::{LeaseClosed, LeasePassedOver, LeaseStarted};
use tender_interfaces::orderbook::{Again, Release};
use tender_testkit::solo::{addr, events};
use tender_types::{AccountId, LeaseId, LeaseKey, Micro, Pico, ProviderId, Seconds};

use crate::world::{
    at, bound, draw, key, lease, told, World, CREDIT, GRACE, RUNWAY, START_WITHIN, UNIT, USD,
};

/// Ana's 1 000 units, and leases that wait.
fn waiting(leases: Vec<NewLease>) -> (World, AccountId) {
    let mut world = World::new();
    let account = world.open("ana", 1_000);
    world.lease("ana", account, leases).unwrap();
    (world, account)
}

fn instant(provider: u32, rate: u128) -> NewLease {
    NewLease {
        instant: true,
        ..lease(provider, rate)
    }
}

/// The written and removed rows of what `act` does, by letter.
fn touched(world: &mut World, act: impl FnOnce(&mut World)) -> (String, String) {
    let before = world.solo.rows();
    act(world);
    let after = world.solo.rows();
    let letter = |row: &&(Vec<u8>, Vec<u8>)| char::from(row.0[0]);
    let written = after.iter().filter(|row| !before.contains(row));
    let gone = |row: &&(Vec<u8>, Vec<u8>)| !after.iter().any(|other| other.0 == row.0);
    let removed = before.iter().filter(gone);
    (
        written.map(|row| letter(&row)).collect(),
        removed.map(|row| letter(&row)).collect(),
    )
}

#[test]
fn a_lease_begins_when_its_provider_is_ready() {
    let (mut world, account) = waiting(vec![lease(1, UNIT)]);
    world.advance(10);
    let started: LeaseStarted = told(&world.start(&[key(1, account, 1)]).unwrap());
    let expected = LeaseStarted {
        account,
        lease: LeaseId(1),
        provider: ProviderId(1),
        begun: true,
        billed: Seconds::ZERO,
        runs_out_at: Some(at(10 + 1_000)),
    };
    assert_eq!(started, expected);
    let now = world.account(account);
    assert_eq!((now.leases, now.rate.0), (1, UNIT));
    assert_eq!((now.pending, now.pending_rate.0), (0, 0));
    world.advance(50);
    let lease = world.lease_of(key(1, account, 1));
    assert_eq!(lease.state, LeaseState::Active { since: at(10) });
    assert_eq!((lease.seconds, lease.owed), (Seconds(50), Micro(49)));
    assert_eq!(world.account(account).balance.0, 950);
    world.assert_balanced();
}

/// What is written is what must be: an account and a lease each, an account and a run.
#[test]
fn opening_and_starting_write_two_rows() {
    let (mut world, account) = waiting(vec![lease(9, 1)]);
    let two = vec![lease(1, UNIT), lease(2, UNIT)];
    let opened = touched(&mut world, |world| {
        world.lease("ana", account, two.clone()).unwrap();
    });
    assert_eq!(opened, ("all".to_string(), String::new()));
    let started = touched(&mut world, |world| {
        world.start(&[key(1, account, 2)]).unwrap();
    });
    assert_eq!(started, ("ar".to_string(), String::new()));
    let opened = touched(&mut world, |world| {
        world.gang("ana", account, two).unwrap();
    });
    assert_eq!(opened, ("agll".to_string(), String::new()));
    let ready = touched(&mut world, |world| {
        world.start(&[key(1, account, 4)]).unwrap();
    });
    assert_eq!(ready, ("g".to_string(), String::new()));
    let begun = touched(&mut world, |world| {
        world.start(&[key(2, account, 5)]).unwrap();
    });
    assert_eq!(begun, ("arr".to_string(), "g".to_string()));
}

/// Its time is over when somebody says so, and not before: also in the same block the first comes first.
#[test]
fn a_lease_is_started_as_long_as_it_is_there() {
    for late in [0, START_WITHIN - 1, START_WITHIN, START_WITHIN + 1, 900] {
        let (mut world, account) = waiting(vec![lease(1, UNIT)]);
        let key = key(1, account, 1);
        world.blocks(1_000).advance(late).start(&[key]).unwrap();
        let closed = world.close("eve", &[key], CloseReason::NotStarted);
        let closable_at = Some(at(late + 1_000 + GRACE));
        let early = ContractError::NotOverdue {
            account,
            closable_at,
        };
        assert_eq!(closed, Err(early));
    }
    let (mut world, account) = waiting(vec![lease(1, UNIT)]);
    let key = key(1, account, 1);
    world.miss_start();
    world.close("eve", &[key], CloseReason::NotStarted).unwrap();
    let missing = ContractError::LeaseNotFound { lease: key };
    assert_eq!(world.start(&[key]), Err(missing));
}

#[test]
fn only_its_provider_starts_a_lease() {
    let (mut world, account) = waiting(vec![lease(1, UNIT)]);
    let lease = key(1, account, 1);
    for stranger in ["ana", "gov", "orderbook", "provider2"] {
        let refused = world.start_as(stranger, &[lease]);
        assert_eq!(refused, Err(ContractError::NotProvider { lease }));
    }
    let wrong = key(2, account, 1);
    let missing = ContractError::LeaseNotFound { lease: wrong };
    assert_eq!(world.start(&[wrong]), Err(missing));
    assert_eq!(world.account(account).leases, 0);
}

#[test]
fn a_lease_is_started_once() {
    let (mut world, account) = waiting(vec![lease(1, UNIT)]);
    let lease = key(1, account, 1);
    let twice = world.start(&[lease; 2]);
    assert_eq!(twice, Err(GuardError::Duplicate { what: "leases" }.into()));
    world.start(&[lease]).unwrap();
    world.advance(30);
    let before = world.solo.rows();
    let again = world.start(&[lease]);
    assert_eq!(again, Err(ContractError::AlreadyStarted { lease }));
    assert_eq!(world.solo.rows(), before);
}

/// A list of several accounts in which some is rubbish: the rest begins.
#[test]
fn what_cannot_be_started_is_passed_over() {
    let (mut world, anas) = waiting(vec![lease(1, UNIT), lease(2, UNIT), lease(1, UNIT)]);
    let bens = world.open_usd("ben", 1_000);
    world.lease("ben", bens, vec![lease(1, UNIT)]).unwrap();
    world.start(&[key(1, anas, 3)]).unwrap();
    let nobodys = AccountId(99);
    let keys = [
        key(1, nobodys, 1),
        key(1, anas, 1),
        key(2, anas, 2),
        key(1, anas, 3),
        key(1, anas, 4),
        key(1, bens, 1),
    ];
    let done = world.start(&keys).unwrap();
    let begun = events::<LeaseStarted>(&done).into_iter();
    let begun: Vec<_> = begun.map(|each| (each.account, each.lease.0)).collect();
    assert_eq!(begun, [(anas, 1), (bens, 1)]);
    let passed_over: Vec<_> = events::<LeasePassedOver>(&done)
        .into_iter()
        .map(|each| {
            let key = LeaseKey {
                provider: each.provider,
                account: each.account,
                lease: each.lease,
            };
            (key, each.code)
        })
        .collect();
    let codes = [
        (keys[0], "escrow/account_not_found"),
        (keys[2], "escrow/not_provider"),
        (keys[3], "escrow/already_started"),
        (keys[4], "escrow/lease_not_found"),
    ];
    assert_eq!(
        passed_over,
        codes.map(|(key, code)| (key, code.to_string()))
    );
    for length in [0, MAX_BATCH + 1] {
        let keys: Vec<_> = (0..).take(length).map(|id| key(1, anas, id)).collect();
        let refused = GuardError::ListLength {
            what: "leases",
            length,
            min: 1,
            max: MAX_BATCH,
        };
        assert_eq!(world.start_as("provider1", &keys), Err(refused.into()));
    }
    world.assert_balanced();
}

/// A lease that its account cannot pay for the least time is closed, and that is nobody's fault.
#[test]
fn a_lease_that_cannot_be_paid_for_is_unfunded() {
    // A runway of a minute is reserved for both. The first takes it in a minute; what is left then
    // decides.
    for (paid_in, begins) in [(9, false), (10, true), (11, true)] {
        let mut world = World::new();
        let account = world.open("ana", 120);
        let ten = NewLease {
            start_within: Seconds(50),
            ..bound(2, UNIT, 10)
        };
        world.lease("ana", account, vec![ten]).unwrap();
        world.rent("ana", account, vec![lease(1, UNIT)]);
        world.advance(119);
        world.deposit("ana", account, paid_in + 9).unwrap();
        // One is left; with that both have to last for ten seconds.
        let key = key(2, account, 1);
        let done = world.start(&[key]).unwrap();
        assert_eq!(events::<LeaseStarted>(&done).len(), usize::from(begins));
        if !begins {
            let closed: LeaseClosed = told(&done);
            let facts = (closed.reason, closed.by, closed.seconds, closed.amount);
            let expected = (
                CloseReason::Unfunded,
                ClosedBy::Provider,
                Seconds::ZERO,
                Micro::ZERO,
            );
            assert_eq!(facts, expected);
            let release = Release {
                lease: key,
                draw: draw(),
                reason: CloseReason::Unfunded,
                by: ClosedBy::Provider,
                fees: Micro::ZERO,
                tenant: addr("ana").into(),
                again: Some(Again {
                    digest: vec![9; 32].into(),
                    rematch: 1,
                    slot: None,
                }),
            };
            assert_eq!(world.outside.released, [release]);
        }
        world.assert_balanced();
    }
}

/// One second of all leases has to be there also where nothing has to be run.
#[test]
fn a_lease_that_would_starve_at_once_is_unfunded() {
    for (balance, begins) in [(1, false), (2, true), (3, true)] {
        let mut world = World::new();
        let account = world.open("ana", 120);
        let leases = vec![lease(1, UNIT), lease(2, UNIT)];
        world.lease("ana", account, leases).unwrap();
        world.start(&[key(1, account, 1)]).unwrap();
        world.advance(120 - balance);
        let done = world.start(&[key(2, account, 2)]).unwrap();
        assert_eq!(events::<LeaseStarted>(&done).len(), usize::from(begins));
        world.assert_balanced();
    }
    // And of one that has starved already.
    let mut world = World::new();
    let account = world.open("ana", 120);
    let leases = vec![lease(1, UNIT), lease(2, UNIT)];
    world.lease("ana", account, leases).unwrap();
    world.start(&[key(1, account, 1)]).unwrap();
    world.advance(200);
    let done = world.start(&[key(2, account, 2)]).unwrap();
    assert_eq!(told::<LeaseClosed>(&done).reason, CloseReason::Unfunded);
    world.assert_balanced();
}

/// In time, and with the runway there was when it was opened, a lease is never unfunded: that is what
/// the runway is for.
#[test]
fn who_starts_in_time_is_funded() {
    let runway = u128::from(RUNWAY);
    let mut world = World::new();
    let account = world.open("ana", 8 * runway);
    let leases = vec![bound(1, UNIT, RUNWAY - START_WITHIN); 8];
    world.lease("ana", account, leases).unwrap();
    let keys: Vec<_> = (1..=8).map(|id| key(1, account, id)).collect();
    world.start(&keys[..7]).unwrap();
    world.advance(START_WITHIN);
    world.start(&keys[7..]).unwrap();
    assert_eq!(world.account(account).leases, 8);
    world.assert_balanced();
}

#[test]
fn an_instant_lease_is_billed_from_its_opening() {
    let (mut world, account) = waiting(vec![instant(1, 2 * UNIT)]);
    let key = key(1, account, 1);
    world.advance(10);
    assert_eq!(world.lease_of(key).owed, Micro::ZERO);
    let started: LeaseStarted = told(&world.start(&[key]).unwrap());
    assert_eq!(started.billed, Seconds(10));
    // 20 are gone, and 980 last for 490 seconds.
    assert_eq!(started.runs_out_at, Some(at(10 + 490)));
    assert_eq!(world.account(account).balance.0, 980);
    world.advance(5);
    let lease = world.lease_of(key);
    assert_eq!((lease.seconds, lease.owed), (Seconds(15), Micro(29)));
    world.withdraw(&[key]).unwrap();
    world.advance(5);
    let closed: LeaseClosed = told(&world.close("ana", &[key], CloseReason::Done).unwrap());
    let facts = (closed.seconds, closed.amount, closed.paid, closed.fees_pico);
    let fees = Pico(20 * 40_000 + 200_000);
    assert_eq!(facts, (Seconds(20), Micro(10), Micro(39), fees));
    world.assert_balanced();
}

/// Only seconds in which there was money count, also before.
#[test]
fn what_was_not_funded_is_not_billed_back() {
    let mut world = World::new();
    let account = world.open("ana", 180);
    world.rent("ana", account, vec![lease(1, 2 * UNIT)]);
    world.advance(20);
    world.deposit("ana", account, 40).unwrap();
    let slow = NewLease {
        start_within: Seconds(60),
        ..instant(2, UNIT)
    };
    world.lease("ana", account, vec![slow]).unwrap();
    // 180 last for 90 seconds.
    world.advance(150);
    world.deposit("ana", account, 1_000).unwrap();
    world.advance(7);
    let started: LeaseStarted = told(&world.start(&[key(2, account, 2)]).unwrap());
    // 97 funded seconds, of which a minute counts.
    assert_eq!(started.billed, Seconds(60));
    world.assert_balanced();
}

/// Attack: a provider that waits gains nothing by it.
#[test]
fn no_more_is_billed_back_than_it_may_take_to_start() {
    for (waited, billed) in [
        (START_WITHIN - 1, START_WITHIN - 1),
        (START_WITHIN, START_WITHIN),
        (START_WITHIN + 1, START_WITHIN),
        (900, START_WITHIN),
    ] {
        let (mut world, account) = waiting(vec![instant(1, UNIT)]);
        let started = world.advance(waited).start(&[key(1, account, 1)]);
        assert_eq!(
            told::<LeaseStarted>(&started.unwrap()).billed,
            Seconds(billed)
        );
        world.assert_balanced();
    }
}

/// What is billed back and the least time that is left of it have to be there.
#[test]
fn an_instant_lease_pays_for_its_past_first() {
    // Twenty seconds after the opening 20 are billed, and 20 seconds of 40 are left to be run.
    for (extra, begins) in [(0, false), (1, true)] {
        let mut world = World::new();
        let account = world.open("ana", 120);
        let bound = NewLease {
            start_within: Seconds(20),
            instant: true,
            ..bound(2, UNIT, 40)
        };
        let leases = vec![lease(1, UNIT), bound];
        world.lease("ana", account, leases).unwrap();
        world.start(&[key(1, account, 1)]).unwrap();
        world.advance(61);
        // 59 are left: 20 for the past, and 20 seconds of both.
        world.deposit("ana", account, extra).ok();
        let done = world.start(&[key(2, account, 2)]).unwrap();
        assert_eq!(events::<LeaseStarted>(&done).len(), usize::from(begins));
        world.assert_balanced();
    }
}

/// Leases of one message are judged one after the other: what the first takes is gone for the next.
#[test]
fn one_start_leaves_the_rest_to_the_next() {
    let mut world = World::new();
    let account = world.open("ana", 180);
    let leases = vec![lease(3, UNIT), bound(1, UNIT, 20), bound(1, UNIT, 20)];
    world.lease("ana", account, leases).unwrap();
    world.start(&[key(3, account, 1)]).unwrap();
    world.advance(130);
    // 50 are left: two leases for twenty seconds, and not three.
    let keys = [key(1, account, 2), key(1, account, 3)];
    let done = world.start(&keys).unwrap();
    assert_eq!(told::<LeaseStarted>(&done).lease, LeaseId(2));
    let closed: LeaseClosed = told(&done);
    let facts = (closed.lease, closed.reason);
    assert_eq!(facts, (LeaseId(3), CloseReason::Unfunded));
    world.assert_balanced();
}

#[test]
fn a_lease_in_another_asset_begins_too() {
    let mut world = World::new();
    let account = world.open_usd("ana", 1_000);
    let keys = world.rent("ana", account, vec![bound(1, UNIT, 10)]);
    world.advance(10).withdraw(&keys).unwrap();
    assert_eq!(
        (
            world.held(USD, "provider1"),
            world.held(CREDIT, "provider1")
        ),
        (9, 0)
    );
    world.assert_balanced();
}
