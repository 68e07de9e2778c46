//! The least time that a lease must run, and what is owed for one that never began.

use tender_interfaces::escrow::{CloseReason, ClosedBy, NewLease};
use tender_interfaces::events::{FeesSplit, LeaseClosed};
use tender_types::{AccountId, LeaseKey, Micro, Pico, Seconds};

use crate::world::{bound, key, lease, told, World, CREDIT, START_BLOCKS, UNIT, USD};

/// What ana's lease of provider 1, for ten units a second, must run.
const LEAST: u64 = 20;

/// Ana's 1 000 units, and her lease as it waits.
fn waiting() -> (World, LeaseKey) {
    let mut world = World::new();
    let account = world.open("ana", 1_000);
    let new = bound(1, 10 * UNIT, LEAST);
    world.lease("ana", account, vec![new]).unwrap();
    (world, key(1, account, 1))
}

/// And as it has begun.
fn begun() -> (World, LeaseKey) {
    let (mut world, key) = waiting();
    world.start(&[key]).unwrap();
    (world, key)
}

/// What a lease cost is what its statement says, to the pico-unit.
#[track_caller]
fn assert_sums_up(closed: &LeaseClosed, rate: u128) {
    let cost = rate * u128::from(closed.seconds.0);
    let parts = closed.paid.0 * UNIT + closed.fees_pico.0 + closed.forfeited_pico.0;
    assert_eq!(parts, cost, "{closed:?}");
}

#[test]
fn nothing_is_paid_out_before_a_lease_has_run_for_its_time() {
    for (ran, paid) in [(1, 0), (LEAST - 1, 0), (LEAST, 196), (LEAST + 1, 205)] {
        let (mut world, key) = begun();
        world.advance(ran);
        assert_eq!(world.lease_of(key).owed, Micro(paid));
        world.withdraw(&[key]).unwrap();
        assert_eq!(world.held(CREDIT, "provider1").unsigned_abs(), paid);
        world.assert_balanced();
    }
}

/// Whoever ends it early pays for its time all the same.
#[test]
fn a_tenant_owes_the_least_time() {
    for reason in [CloseReason::Done, CloseReason::Unspecified] {
        for (ran, seconds) in [
            (0, LEAST),
            (1, LEAST),
            (LEAST - 1, LEAST),
            (LEAST, LEAST),
            (LEAST + 1, LEAST + 1),
        ] {
            let (mut world, key) = begun();
            let closed = world.advance(ran).close("ana", &[key], reason).unwrap();
            let closed: LeaseClosed = told(&closed);
            assert_eq!(closed.seconds, Seconds(seconds));
            assert_sums_up(&closed, 10 * UNIT);
            let earned = u128::from(seconds) * 98 / 10;
            assert_eq!(world.held(CREDIT, "provider1").unsigned_abs(), earned);
            let left = 1_000 - u128::from(seconds) * 10;
            assert_eq!(world.account(key.account).balance, Micro(left));
            world.assert_balanced();
        }
    }
}

/// Closing the whole account is no way around it.
#[test]
fn a_tenant_that_closes_its_account_owes_it_too() {
    let (mut world, key) = begun();
    world.advance(1).close_account("ana", key.account).unwrap();
    assert_eq!(world.held(CREDIT, "provider1"), 196);
    assert_eq!(world.held(CREDIT, "ana"), -200);
    world.assert_balanced();
}

/// An account whose money another cancelled lease took, and a lease that has just begun.
fn scarce() -> (World, AccountId) {
    let mut world = World::new();
    let account = world.open("ana", 180);
    let held = NewLease {
        start_within: Seconds(20),
        ..bound(3, UNIT, 40)
    };
    let leases = vec![lease(1, UNIT), bound(2, UNIT, LEAST), held];
    world.lease("ana", account, leases).unwrap();
    world.start(&[key(1, account, 1)]).unwrap();
    // 41 are left: enough for 20 seconds of two.
    world.advance(139).start(&[key(2, account, 2)]).unwrap();
    let closed = world.close("ana", &[key(3, account, 3)], CloseReason::Cancelled);
    assert_eq!(told::<LeaseClosed>(&closed.unwrap()).seconds, Seconds(40));
    assert_eq!(world.account(account).balance, Micro(1));
    (world, account)
}

/// What is not there is not owed: whole seconds as far as the balance reaches.
#[test]
fn what_is_owed_is_taken_as_far_as_the_balance_reaches() {
    let (mut world, account) = scarce();
    let closed = world.close("ana", &[key(2, account, 2)], CloseReason::Done);
    let closed: LeaseClosed = told(&closed.unwrap());
    assert_eq!(closed.seconds, Seconds(1));
    assert_sums_up(&closed, UNIT);
    assert_eq!(world.account(account).balance, Micro(0));
    world.assert_balanced();
    // A cancelled lease is owed no more than there is, too.
    for (balance, seconds) in [(0, 0), (1, 1), (39, 39), (40, 40), (41, 40)] {
        let mut world = World::without_fees();
        let account = world.open("ana", 120);
        let leases = vec![
            lease(1, UNIT),
            NewLease {
                start_within: Seconds(20),
                ..bound(2, UNIT, 40)
            },
        ];
        world.lease("ana", account, leases).unwrap();
        world.start(&[key(1, account, 1)]).unwrap();
        world.advance(120 - balance);
        let closed = world.close("ana", &[key(2, account, 2)], CloseReason::Cancelled);
        let closed: LeaseClosed = told(&closed.unwrap());
        assert_eq!(closed.seconds, Seconds(seconds), "{balance}");
        assert_eq!(closed.paid, Micro(seconds.into()));
        world.assert_balanced();
    }
}

/// Who starves before its time is over pays for what there was.
#[test]
fn what_starved_early_is_paid_for_what_it_ran() {
    let (mut world, account) = scarce();
    world.deposit("ana", account, 9).unwrap();
    world.advance(400);
    let keys = [key(2, account, 2)];
    let closed = world.close("provider2", &keys, CloseReason::Starved);
    let closed: LeaseClosed = told(&closed.unwrap());
    let facts = (closed.by, closed.seconds, closed.paid);
    assert_eq!(facts, (ClosedBy::Provider, Seconds(5), Micro(4)));
    assert_sums_up(&closed, UNIT);
    world.assert_balanced();
}

/// Attack: a bot that starts whatever it is given and serves nobody. Its tenants leave, and it has
/// nothing; nor do they, so nobody gains by saying so of one that serves.
#[test]
fn what_was_not_served_early_burns() {
    for (ran, burns) in [(0, true), (1, true), (LEAST - 1, true), (LEAST, false)] {
        let (mut world, key) = begun();
        let closed = world
            .advance(ran)
            .close("ana", &[key], CloseReason::NotServed);
        let closed: LeaseClosed = told(&closed.unwrap());
        assert_eq!(closed.seconds, Seconds(LEAST));
        assert_sums_up(&closed, 10 * UNIT);
        let (paid, forfeited) = if burns {
            (0, Pico(196 * UNIT))
        } else {
            (196, Pico::ZERO)
        };
        assert_eq!((closed.paid.0, closed.forfeited_pico), (paid, forfeited));
        assert_eq!(world.held(CREDIT, "provider1").unsigned_abs(), paid);
        // The tenant pays as much as one who says that it is done.
        assert_eq!(world.account(key.account).balance, Micro(800));
        world.assert_balanced();
        let split: FeesSplit = told(&world.collect(&[key.account]).unwrap());
        // Of four units of fees three burn.
        let burned = if burns { 199 } else { 3 };
        assert_eq!((split.burned.0, split.treasury.0), (burned, 1));
        assert_eq!(world.outside.burned, burned);
        world.assert_balanced();
    }
}

/// What burns does so to the last fraction, together with the fees.
#[test]
fn fractions_of_what_burns_join_the_fees() {
    let mut world = World::new();
    let account = world.open("ana", 1_000);
    // 3 seconds of 333 333 · 98 % are 0.980001 units, and the fees 0.019998.
    let keys = world.rent("ana", account, vec![bound(1, 333_333, 3); 2]);
    for key in keys {
        world.close("ana", &[key], CloseReason::NotServed).unwrap();
    }
    world.collect(&[account]).unwrap();
    // Twice that is 1.960002 and 0.039996: one burns at once.
    assert_eq!(world.outside.burned, 1);
    world.assert_balanced();
    world.close_account("ana", account).unwrap();
    world.collect(&[]).unwrap();
    // 0.960002 and 0.039996 and what of the account's money was no whole unit: a unit.
    assert_eq!(world.held(CREDIT, "escrow"), 0);
}

/// In another asset nothing can be burned: what was not served is the treasury's, as its fees are.
#[test]
fn what_was_not_served_in_another_asset_is_the_treasurys() {
    let mut world = World::new();
    let account = world.open_usd("ana", 1_000);
    let keys = world.rent("ana", account, vec![bound(1, 10 * UNIT, LEAST)]);
    world.advance(1);
    world.close("ana", &keys, CloseReason::NotServed).unwrap();
    world.assert_balanced();
    let split: FeesSplit = told(&world.collect(&[account]).unwrap());
    assert_eq!((split.burned.0, split.treasury.0), (0, 200));
    let held = (world.held(USD, "treasury"), world.held(USD, "provider1"));
    assert_eq!(held, (200, 0));
    world.assert_balanced();
}

/// Attack: a provider that starts, is paid, and leaves before anybody could have said that it serves
/// nobody. It is paid nothing.
#[test]
fn a_provider_that_leaves_early_gets_nothing() {
    for reason in [
        CloseReason::Unstable,
        CloseReason::Decommission,
        CloseReason::Unspecified,
    ] {
        for (ran, paid) in [(0, 0), (1, 0), (LEAST - 1, 0), (LEAST, 196)] {
            let (mut world, key) = begun();
            let closed = world.advance(ran).close("provider1", &[key], reason);
            let closed: LeaseClosed = told(&closed.unwrap());
            // Its tenant owes nothing besides what it had.
            assert_eq!(closed.seconds, Seconds(ran));
            assert_sums_up(&closed, 10 * UNIT);
            assert_eq!(closed.forfeited_pico == Pico::ZERO, paid > 0 || ran == 0);
            assert_eq!(world.held(CREDIT, "provider1").unsigned_abs(), paid);
            let left = 1_000 - u128::from(ran) * 10;
            assert_eq!(world.account(key.account).balance.0, left);
            world.assert_balanced();
        }
    }
}

/// Attack: the same provider has put money into the account before it leaves, to share what comes back.
/// Nothing does.
#[test]
fn what_is_forfeited_is_shared_by_nobody() {
    let (mut world, key) = begun();
    world.advance(LEAST - 1);
    world.deposit("eve", key.account, 1_000_000).unwrap();
    world
        .close("provider1", &[key], CloseReason::Unstable)
        .unwrap();
    world.withdraw_deposit("eve", key.account, None).unwrap();
    assert_eq!(world.held(CREDIT, "eve"), 0);
    world.assert_balanced();
}

/// Seconds that are billed back do not make a lease run: a bot that starts at the last moment has served
/// nobody yet.
#[test]
fn an_instant_lease_has_to_run_for_its_time_too() {
    for (ran, owed) in [(0, 0), (LEAST - 1, 0), (LEAST, 588)] {
        let mut world = World::new();
        let account = world.open("ana", 1_000);
        let new = NewLease {
            instant: true,
            ..bound(1, 10 * UNIT, LEAST)
        };
        world.lease("ana", account, vec![new]).unwrap();
        let key = key(1, account, 1);
        world.advance(40).start(&[key]).unwrap();
        world.advance(ran);
        assert_eq!(world.lease_of(key).owed, Micro(owed));
        let closed = world.close("ana", &[key], CloseReason::NotServed).unwrap();
        let closed: LeaseClosed = told(&closed);
        // More than the least time is billed already: nothing is owed besides.
        assert_eq!(closed.seconds, Seconds(40 + ran));
        assert_sums_up(&closed, 10 * UNIT);
        assert_eq!(world.held(CREDIT, "provider1").unsigned_abs(), owed);
        world.assert_balanced();
    }
}

/// Units that were held are paid for, and no longer than the tenant would have owed.
#[test]
fn a_tenant_that_does_not_wait_pays_for_what_was_held() {
    for (waited, seconds) in [
        (0, 0),
        (1, 1),
        (LEAST - 1, LEAST - 1),
        (LEAST, LEAST),
        (LEAST + 1, LEAST),
        (1_000, LEAST),
    ] {
        let (mut world, key) = waiting();
        world.advance(waited);
        let closed = world.close("ana", &[key], CloseReason::Cancelled).unwrap();
        let closed: LeaseClosed = told(&closed);
        assert_eq!(closed.seconds, Seconds(seconds));
        assert_sums_up(&closed, 10 * UNIT);
        let earned = u128::from(seconds) * 98 / 10;
        assert_eq!(world.held(CREDIT, "provider1").unsigned_abs(), earned);
        world.assert_balanced();
    }
}

/// Of one that was not started in time, or declined, the tenant pays nothing.
#[test]
fn a_provider_that_does_not_start_is_paid_nothing() {
    for (who, reason) in [
        ("provider1", CloseReason::Declined),
        ("eve", CloseReason::NotStarted),
        ("ana", CloseReason::NotStarted),
        ("provider1", CloseReason::NotStarted),
    ] {
        let (mut world, key) = waiting();
        world.blocks(START_BLOCKS).advance(100);
        let closed: LeaseClosed = told(&world.close(who, &[key], reason).unwrap());
        assert_eq!((closed.seconds, closed.paid), (Seconds::ZERO, Micro::ZERO));
        assert_sums_up(&closed, 10 * UNIT);
        let account = world.account(key.account);
        assert_eq!((account.balance.0, account.pending), (1_000, 0));
        world.withdraw_deposit("ana", key.account, None).unwrap();
        assert_eq!(world.held(CREDIT, "ana"), 0);
    }
}
