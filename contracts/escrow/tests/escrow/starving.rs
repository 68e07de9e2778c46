//! When money runs out, and what the grace is for.

use tender_escrow::ContractError;
use tender_interfaces::escrow::{CloseReason, ExecuteMsg, Funding};
use tender_interfaces::events::AccountSettled;
use tender_types::AccountId;

use crate::world::{all_told, key, lease, told, World, CREDIT, GRACE, START, UNIT};

/// Ana's 240 units pay two leases for 60 seconds, the minimum runway.
fn short() -> (World, AccountId) {
    let mut msg = crate::world::instantiation();
    msg.params.take = tender_types::Bps(0);
    let mut world = World::bare(&msg).unwrap();
    let account = world.open("ana", 240);
    let leases = vec![lease(1, 1, UNIT), lease(2, 2, 3 * UNIT)];
    world.lease("ana", account, leases).unwrap();
    (world, account)
}

/// When the account of [`short`] runs out.
const OUT: u64 = START + 60;

fn settle(world: &mut World, account: AccountId) -> AccountSettled {
    let accounts = vec![account];
    told(
        &world
            .send("keeper", ExecuteMsg::Settle { accounts })
            .unwrap(),
    )
}

#[test]
fn all_leases_stop_at_the_same_second() {
    let (mut world, account) = short();
    world.now = OUT;
    // Spent to the last unit is not starved: nothing was owed that is not there.
    let runs_out_at = OUT;
    assert_eq!(
        world.account(account).funding,
        Funding::Funded { runs_out_at }
    );
    world.advance(1);
    let starved = Funding::Starved {
        since: OUT,
        grace_until: OUT + GRACE,
    };
    assert_eq!(world.account(account).funding, starved);
    world.advance(500);
    assert_eq!(
        world.account(account).funding,
        Funding::Overdue { since: OUT }
    );
    world.withdraw(&[key(account, 2), key(account, 1)]).unwrap();
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
fn a_settlement_tells_how_things_stand() {
    let (mut world, account) = short();
    world.now = OUT - 10;
    let funded = AccountSettled {
        account,
        balance: 40u128.into(),
        clock: 50,
        runs_out_at: Some(OUT),
        starved: false,
    };
    assert_eq!(settle(&mut world, account), funded);
    world.now = OUT + 10;
    let starved = AccountSettled {
        balance: 0u128.into(),
        clock: 60,
        starved: true,
        ..funded
    };
    assert_eq!(settle(&mut world, account), starved);
}

/// Attack: whoever settles an account writes it; its grace must not start again with that.
#[test]
fn settling_does_not_prolong_the_grace() {
    let (mut world, account) = short();
    for late in [1, 50, 100, GRACE - 1] {
        world.now = OUT + late;
        settle(&mut world, account);
        world.collect(&[account]).unwrap();
        let grace_until = OUT + GRACE;
        assert_eq!(
            world.account(account).funding,
            Funding::Starved {
                since: OUT,
                grace_until
            }
        );
    }
    world.now = OUT + GRACE;
    settle(&mut world, account);
    world.close_account("eve", account).unwrap();
}

/// Attack: closing one lease of a starved account writes it too.
#[test]
fn closing_a_lease_does_not_prolong_the_grace() {
    let mut world = World::new();
    let account = world.open("ana", 60);
    world
        .lease(
            "ana",
            account,
            vec![lease(1, 1, 400_000), lease(2, 2, 600_000)],
        )
        .unwrap();
    world.now = OUT + 100;
    world
        .close("provider1", &[key(account, 1)], CloseReason::Unstable)
        .unwrap();
    let since = OUT;
    let grace_until = OUT + GRACE;
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
    world.now = OUT + GRACE - 1;
    world.deposit("sam", account, 40).unwrap();
    let runs_out_at = OUT + GRACE + 9;
    assert_eq!(
        world.account(account).funding,
        Funding::Funded { runs_out_at }
    );
    world.advance(10);
    world.withdraw(&[key(account, 1), key(account, 2)]).unwrap();
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
    world.now = OUT + 100;
    world.deposit("ana", account, 3).unwrap();
    let grace_until = OUT + GRACE;
    assert_eq!(
        world.account(account).funding,
        Funding::Starved {
            since: OUT,
            grace_until
        }
    );
    world.deposit("ana", account, 1).unwrap();
    let runs_out_at = OUT + 101;
    assert_eq!(
        world.account(account).funding,
        Funding::Funded { runs_out_at }
    );
}

#[test]
fn after_the_grace_leases_are_closed_first() {
    let (mut world, account) = short();
    world.now = OUT + GRACE;
    let overdue = ContractError::AccountOverdue {
        account,
        since: OUT,
    };
    assert_eq!(world.deposit("ana", account, 1_000), Err(overdue));
    let keys = [key(account, 1), key(account, 2)];
    world.close("ana", &keys, CloseReason::Done).unwrap();
    world.deposit("ana", account, 1_000).unwrap();
    world
        .lease("ana", account, vec![lease(3, 1, UNIT)])
        .unwrap();
    world.assert_balanced();
}

#[test]
fn nothing_can_be_taken_back_from_a_starved_account() {
    let (mut world, account) = short();
    world.now = OUT - 1;
    world.deposit("sam", account, 1).unwrap();
    world.now = OUT + 1;
    assert_eq!(world.account(account).balance.u128(), 1);
    for who in ["ana", "sam"] {
        let nothing = ContractError::NothingToTakeBack { account };
        assert_eq!(world.take_back(who, account, None), Err(nothing));
    }
}

#[test]
fn anyone_closes_when_the_grace_is_over_and_not_before() {
    let (mut world, account) = short();
    let early = Err(ContractError::NotOverdue {
        account,
        closable_at: Some(OUT + GRACE),
    });
    for now in [START, OUT + 1, OUT + GRACE - 1] {
        world.now = now;
        assert_eq!(world.close_account("eve", account), early);
        assert_eq!(
            world.close("eve", &[key(account, 1)], CloseReason::Starved),
            early
        );
    }
    world.advance(1);
    world
        .close("eve", &[key(account, 1)], CloseReason::Starved)
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
    let leases = (1..=50).map(|id| lease(id, 1, 333)).collect();
    world.lease("ana", account, leases).unwrap();
    world.now = START + 60 + GRACE + 1;
    let keys: Vec<_> = (1..=50).map(|id| key(account, id)).collect();
    let closed = world.close("eve", &keys, CloseReason::Starved).unwrap();
    let closed: Vec<tender_interfaces::events::LeaseClosed> = all_told(&closed);
    assert_eq!(closed.len(), 50);
    world.assert_balanced();
}
