//! When money runs out, and what the grace is for.

use tender_escrow::ContractError;
use tender_interfaces::escrow::{CloseReason, Funding};
use tender_interfaces::events::{AccountSynced, LeaseClosed};
use tender_testkit::solo::events;
use tender_types::{AccountId, Micro, Seconds, Timestamp};

use crate::world::{at, key, lease, told, World, CREDIT, GRACE, UNIT};

/// Ana's 240 units pay two leases for 60 seconds, the minimum runway.
fn short() -> (World, AccountId) {
    let mut world = World::without_fees();
    let account = world.open("ana", 240);
    let leases = vec![lease(1, UNIT), lease(2, 3 * UNIT)];
    world.rent("ana", account, leases);
    (world, account)
}

/// When the account of [`short`] runs out, so many seconds later.
fn out(later: u64) -> Timestamp {
    at(60 + later)
}

fn sync(world: &mut World, account: AccountId) -> AccountSynced {
    told(&world.sync(&[account]).unwrap())
}

#[test]
fn all_leases_stop_at_the_same_second() {
    let (mut world, account) = short();
    world.solo.at(out(0));
    // Spent to the last unit is not starved: nothing was owed that is not there.
    let runs_out_at = out(0);
    assert_eq!(
        world.account(account).funding,
        Funding::Funded { runs_out_at }
    );
    world.advance(1);
    let starved = Funding::Starved {
        since: out(0),
        grace_until: out(GRACE),
    };
    assert_eq!(world.account(account).funding, starved);
    world.advance(500);
    assert_eq!(
        world.account(account).funding,
        Funding::Overdue { since: out(0) }
    );
    world
        .withdraw(&[key(2, account, 2), key(1, account, 1)])
        .unwrap();
    assert_eq!(
        (
            world.held(CREDIT, "provider1"),
            world.held(CREDIT, "provider2")
        ),
        (60, 180)
    );
    world.assert_balanced();
}

#[test]
fn a_sync_tells_how_things_stand() {
    let (mut world, account) = short();
    world.solo.at(at(50));
    let funded = AccountSynced {
        account,
        balance: Micro(40),
        clock: Seconds(50),
        runs_out_at: Some(out(0)),
        starved: false,
    };
    assert_eq!(sync(&mut world, account), funded);
    world.solo.at(out(10));
    let starved = AccountSynced {
        balance: Micro(0),
        clock: Seconds(60),
        starved: true,
        ..funded
    };
    assert_eq!(sync(&mut world, account), starved);
}

/// Attack: whoever syncs an account writes it; its grace must not start again with that.
#[test]
fn syncing_does_not_prolong_the_grace() {
    let (mut world, account) = short();
    for late in [1, 50, 100, GRACE - 1] {
        world.solo.at(out(late));
        sync(&mut world, account);
        world.collect(&[account]).unwrap();
        let grace_until = out(GRACE);
        assert_eq!(
            world.account(account).funding,
            Funding::Starved {
                since: out(0),
                grace_until
            }
        );
    }
    world.solo.at(out(GRACE));
    sync(&mut world, account);
    world.close_account("eve", account).unwrap();
}

/// Attack: closing one lease of a starved account writes it too.
#[test]
fn closing_a_lease_does_not_prolong_the_grace() {
    let mut world = World::new();
    let account = world.open("ana", 60);
    world.rent("ana", account, vec![lease(1, 400_000), lease(2, 600_000)]);
    world.solo.at(out(100));
    world
        .close("provider1", &[key(1, account, 1)], CloseReason::Unstable)
        .unwrap();
    let since = out(0);
    let grace_until = out(GRACE);
    // What the first lease gives back, 520 000 pico-units, is less than a second of the other.
    assert_eq!(
        world.account(account).funding,
        Funding::Starved { since, grace_until }
    );
    world.assert_balanced();
}

#[test]
fn a_deposit_within_the_grace_revives_and_nothing_is_owed_for_the_gap() {
    let (mut world, account) = short();
    world.solo.at(out(GRACE - 1));
    world.deposit("sam", account, 40).unwrap();
    let runs_out_at = out(GRACE + 9);
    assert_eq!(
        world.account(account).funding,
        Funding::Funded { runs_out_at }
    );
    world.advance(10);
    world
        .withdraw(&[key(1, account, 1), key(2, account, 2)])
        .unwrap();
    assert_eq!(
        (
            world.held(CREDIT, "provider1"),
            world.held(CREDIT, "provider2")
        ),
        (70, 210)
    );
    world.assert_balanced();
}

#[test]
fn a_deposit_that_covers_no_second_revives_nothing() {
    let (mut world, account) = short();
    world.solo.at(out(100));
    world.deposit("ana", account, 3).unwrap();
    let grace_until = out(GRACE);
    assert_eq!(
        world.account(account).funding,
        Funding::Starved {
            since: out(0),
            grace_until
        }
    );
    world.deposit("ana", account, 1).unwrap();
    let runs_out_at = out(101);
    assert_eq!(
        world.account(account).funding,
        Funding::Funded { runs_out_at }
    );
}

#[test]
fn after_the_grace_leases_are_closed_first() {
    let (mut world, account) = short();
    world.solo.at(out(GRACE));
    let overdue = ContractError::AccountOverdue {
        account,
        since: out(0),
    };
    assert_eq!(world.deposit("ana", account, 1_000), Err(overdue));
    let keys = [key(1, account, 1), key(2, account, 2)];
    world.close("ana", &keys, CloseReason::Done).unwrap();
    world.deposit("ana", account, 1_000).unwrap();
    world.rent("ana", account, vec![lease(1, UNIT)]);
    world.assert_balanced();
}

#[test]
fn nothing_leaves_a_starved_account() {
    let (mut world, account) = short();
    world.solo.at(at(59));
    world.deposit("sam", account, 1).unwrap();
    world.solo.at(out(1));
    assert_eq!(world.account(account).balance.0, 1);
    for who in ["ana", "sam"] {
        let nothing = ContractError::NothingToWithdraw { account };
        assert_eq!(world.withdraw_deposit(who, account, None), Err(nothing));
    }
}

#[test]
fn anyone_closes_when_the_grace_is_over_and_not_before() {
    let (mut world, account) = short();
    let early = Err(ContractError::NotOverdue {
        account,
        closable_at: Some(out(GRACE)),
    });
    for now in [at(0), out(1), out(GRACE - 1)] {
        world.solo.at(now);
        assert_eq!(world.close_account("eve", account), early);
        assert_eq!(
            world.close("eve", &[key(1, account, 1)], CloseReason::Starved),
            early
        );
    }
    world.advance(1);
    world
        .close("eve", &[key(1, account, 1)], CloseReason::Starved)
        .unwrap();
    world.close_account("eve", account).unwrap();
    assert_eq!(
        (
            world.held(CREDIT, "provider1"),
            world.held(CREDIT, "provider2")
        ),
        (60, 180)
    );
    assert_eq!(
        (world.held(CREDIT, "eve"), world.held(CREDIT, "escrow")),
        (0, 0)
    );
    let idle = world.open("ana", 5);
    let never = ContractError::NotOverdue {
        account: idle,
        closable_at: None,
    };
    assert_eq!(world.close_account("eve", idle), Err(never));
}

/// The first lease that closes gives money back; the rest of the batch is judged as of before.
#[test]
fn a_batch_is_judged_once() {
    let mut world = World::new();
    let account = world.open("ana", 1);
    let leases = (1..=50).map(|_| lease(1, 333)).collect();
    world.rent("ana", account, leases);
    world.solo.at(out(GRACE + 1));
    let keys: Vec<_> = (1..=50).map(|id| key(1, account, id)).collect();
    let closed = world.close("eve", &keys, CloseReason::Starved).unwrap();
    assert_eq!(events::<LeaseClosed>(&closed).len(), 50);
    world.assert_balanced();
}
