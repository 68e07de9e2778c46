//! The protocol's part: earned by the second, collected whole, burned and sent on.

use tender_guard::GuardError;
use tender_interfaces::escrow::{Claimable, ClaimableResponse, QueryMsg, MAX_BATCH};
use tender_interfaces::events::{FeesCollected, FeesSplit};
use tender_testkit::solo::{addr, events};
use tender_types::{AccountId, Micro};

use crate::world::{key, lease, told, World, CREDIT, UNIT, USD};

#[test]
fn fees_are_burned_and_sent_on_in_whole_units() {
    let mut world = World::new();
    let account = world.open("ana", 100_000);
    world.rent("ana", account, vec![lease(1, 101 * UNIT)]);
    world.advance(10);
    // 2.02 units a second.
    let events = world.collect(&[account]).unwrap();
    let collected: FeesCollected = told(&events);
    assert_eq!(collected.fees_pico.0, 20_200_000);
    let split: FeesSplit = told(&events);
    assert_eq!((split.burned.0, split.treasury.0), (15, 5));
    assert_eq!(
        (world.outside.burned, world.held(CREDIT, "treasury")),
        (15, 5)
    );
    assert_eq!(world.account(account).fees.0, 0);
    world.assert_balanced();
    // The fraction waits for the next time: four times 0.2 and 2.02 · 10 make 21.
    world.advance(10);
    let split: FeesSplit = told(&world.collect(&[account]).unwrap());
    assert_eq!(split.burned.0 + split.treasury.0, 20);
    world.advance(30);
    let split: FeesSplit = told(&world.collect(&[account]).unwrap());
    assert_eq!(split.burned.0 + split.treasury.0, 61);
    world.assert_balanced();
}

#[test]
fn fees_in_other_assets_go_to_the_treasury_whole() {
    let mut world = World::new();
    let account = world.open_usd("ana", 100_000);
    world.rent("ana", account, vec![lease(1, 100 * UNIT)]);
    let split: FeesSplit = told(&world.advance(10).collect(&[account]).unwrap());
    assert_eq!(
        (split.asset, split.burned.0, split.treasury.0),
        (USD, 0, 20)
    );
    assert_eq!(world.held(USD, "treasury"), 20);
    world.assert_balanced();
}

#[test]
fn collecting_stops_nobodys_stream() {
    let mut world = World::new();
    let account = world.open("ana", 100_000);
    world.rent("ana", account, vec![lease(1, 100 * UNIT)]);
    for _ in 0..10 {
        world.advance(7).collect(&[account]).unwrap();
    }
    world.withdraw(&[key(1, account, 1)]).unwrap();
    assert_eq!(world.held(CREDIT, "provider1"), 70 * 98);
    assert_eq!(world.account(account).balance.0, 100_000 - 7_000);
}

#[test]
fn several_accounts_and_assets_are_collected_at_once() {
    let mut world = World::new();
    let first = world.open("ana", 100_000);
    let second = world.open("ben", 100_000);
    let usd = world.open_usd("ana", 100_000);
    let idle = world.open("ida", 5);
    world.rent("ana", first, vec![lease(1, 25 * UNIT)]);
    world.rent("ben", second, vec![lease(1, 25 * UNIT)]);
    world.rent("ana", usd, vec![lease(1, 50 * UNIT)]);
    let told = world
        .advance(1)
        .collect(&[first, idle, usd, second])
        .unwrap();
    assert_eq!(events::<FeesCollected>(&told).len(), 4);
    // Half a unit of each account is a unit together.
    let totals = events::<FeesSplit>(&told)
        .into_iter()
        .map(|split| (split.asset, split.burned.0, split.treasury.0));
    assert_eq!(totals.collect::<Vec<_>>(), [(CREDIT, 0, 1), (USD, 0, 1)]);
    world.assert_balanced();
}

#[test]
fn accounts_are_named_once_and_may_be_none() {
    let mut world = World::new();
    let account = world.open("ana", 1);
    let twice = world.collect(&[account, account]);
    assert_eq!(
        twice,
        Err(GuardError::Duplicate { what: "accounts" }.into())
    );
    let many: Vec<_> = (1u64..).take(MAX_BATCH + 1).map(AccountId).collect();
    let length = MAX_BATCH + 1;
    let bounds = GuardError::ListLength {
        what: "accounts",
        length,
        min: 0,
        max: MAX_BATCH,
    };
    assert_eq!(world.collect(&many), Err(bounds.into()));
    assert_eq!(world.collect(&[]), Ok(vec![]));
}

#[test]
fn a_treasury_that_cannot_be_paid_stops_no_burning() {
    let mut world = World::new();
    let account = world.open("ana", 100_000);
    world.rent("ana", account, vec![lease(1, 100 * UNIT)]);
    world.outside.refusing.insert(addr("treasury"));
    world.advance(10).collect(&[account]).unwrap();
    assert_eq!(world.outside.burned, 15);
    let held: ClaimableResponse = world
        .query(QueryMsg::Claimable {
            payee: None,
            start_after: None,
            limit: None,
        })
        .unwrap();
    let expected = Claimable {
        payee: addr("treasury").into(),
        asset: CREDIT,
        amount: Micro(5),
    };
    assert_eq!(held.claimable, [expected]);
    world.assert_balanced();
}
