//! Paying leases: exactly, in any order, and never stopped by one who cannot be paid.

use cosmwasm_std::StdError;
use proptest::prelude::*;
use tender_escrow::ContractError;
use tender_guard::GuardError;
use tender_interfaces::escrow::{Claimable, ClaimableResponse, ExecuteMsg, QueryMsg, MAX_BATCH};
use tender_interfaces::events::{LeasePaid, PaymentClaimed, PaymentHeld};
use tender_testkit::solo::{addr, events};
use tender_types::{AccountId, Echo, LeaseId, Micro};

use crate::world::{at, key, lease, payee, told, World, CREDIT, UNIT, USD};

/// A world without a take rate, in which ana pays for leases 1, 2, … of providers 1, 2, … at these
/// rates.
fn leased(amount: u128, rates: &[u128]) -> (World, AccountId) {
    let mut world = World::without_fees();
    let account = world.open("ana", amount);
    let new = |(rate, id): (&u128, u32)| lease(id, *rate);
    let leases = rates.iter().zip(1..).map(new).collect();
    world.rent("ana", account, leases);
    (world, account)
}

#[test]
fn whole_units_are_paid_and_fractions_kept() {
    let (mut world, account) = leased(1_000, &[400_000]);
    for (second, total) in [(1, 0), (2, 0), (3, 1), (4, 1), (5, 2), (10, 4), (11, 4)] {
        world.solo.at(at(second));
        world.withdraw(&[key(1, account, 1)]).unwrap();
        assert_eq!(
            world.held(CREDIT, "provider1"),
            total,
            "after {second} seconds"
        );
    }
}

#[test]
fn a_payment_says_what_was_paid_and_touches_one_row() {
    let (mut world, account) = leased(1_000, &[UNIT, UNIT]);
    world.advance(7);
    let before = world.solo.rows();
    let events = world.withdraw(&[key(2, account, 2)]).unwrap();
    let expected = LeasePaid {
        account,
        lease: LeaseId(2),
        payee: payee(2).into(),
        amount: Micro(7),
        paid: Micro(7),
    };
    assert_eq!(told::<LeasePaid>(&events), expected);
    let after = world.solo.rows();
    let written: Vec<_> = after.iter().filter(|row| !before.contains(row)).collect();
    assert_eq!(
        (written.len(), written[0].0[0], after.len()),
        (1, b'r', before.len())
    );

    // At the same moment there is nothing more: no message, no event, no failure.
    assert_eq!(world.withdraw(&[key(2, account, 2)]), Ok(vec![]));
    assert!(world.sent.is_empty());
    world.assert_balanced();
}

#[test]
fn a_batch_pays_each_payee_once() {
    let mut world = World::new();
    let account = world.open("ana", 10_000);
    let usd = world.open_usd("ana", 10_000);
    let of = |provider| lease(provider, 10 * UNIT);
    world.rent("ana", account, vec![of(2), of(1), of(2)]);
    world.rent("ana", usd, vec![of(2), of(2), of(1)]);
    world.advance(10);
    let keys = [
        (2, usd, 1),
        (2, account, 1),
        (1, account, 2),
        (2, usd, 2),
        (2, account, 3),
        (1, usd, 3),
    ]
    .map(|(provider, account, lease)| key(provider, account, lease));
    assert_eq!(
        events::<LeasePaid>(&world.withdraw(&keys).unwrap()).len(),
        6
    );
    // One message for all credit, one per payee for coins.
    assert_eq!(world.sent.len(), 3);
    assert_eq!(
        (
            world.held(CREDIT, "provider1"),
            world.held(CREDIT, "provider2")
        ),
        (98, 196)
    );
    assert_eq!(
        (world.held(USD, "provider1"), world.held(USD, "provider2")),
        (98, 196)
    );
    world.assert_balanced();
}

#[test]
fn a_batch_names_leases_once() {
    let (mut world, account) = leased(1_000, &[UNIT]);
    let twice = world.withdraw(&[key(1, account, 1); 2]);
    assert_eq!(twice, Err(GuardError::Duplicate { what: "leases" }.into()));
    for length in [0, MAX_BATCH + 1] {
        let keys: Vec<_> = (0..).take(length).map(|id| key(1, account, id)).collect();
        let refused = GuardError::ListLength {
            what: "leases",
            length,
            min: 1,
            max: MAX_BATCH,
        };
        assert_eq!(world.withdraw(&keys), Err(refused.into()));
    }
}

#[test]
fn credit_that_cannot_be_delivered_is_held() {
    let (mut world, account) = leased(1_000, &[UNIT, 2 * UNIT]);
    world.outside.refusing.insert(payee(1));
    let keys = [key(1, account, 1), key(2, account, 2)];
    let held: Vec<PaymentHeld> = events(&world.advance(10).withdraw(&keys).unwrap());
    let amounts: Vec<_> = held.iter().map(|each| each.claimable.0).collect();
    // Credit goes out in one message, so both are held.
    assert_eq!(amounts, [10, 20]);
    world.assert_balanced();

    world.advance(5).withdraw(&keys).unwrap();
    let rows: ClaimableResponse = world
        .query(QueryMsg::Claimable {
            payee: None,
            start_after: None,
            limit: None,
        })
        .unwrap();
    let of = |provider, amount: u128| Claimable {
        payee: payee(provider).into(),
        asset: CREDIT,
        amount: Micro(amount),
    };
    let mut expected = vec![of(1, 15), of(2, 30)];
    expected.sort_by_key(|row| {
        rows.claimable
            .iter()
            .position(|each| each.payee == row.payee)
    });
    assert_eq!(rows.claimable, expected);

    let claim = |provider| ExecuteMsg::Claim {
        payee: payee(provider).into(),
        asset: CREDIT,
    };
    let claimed: PaymentClaimed = told(&world.send("keeper", claim(2)).unwrap());
    assert_eq!(
        (claimed.amount.0, world.held(CREDIT, "provider2")),
        (30, 30)
    );
    // One who still cannot be paid loses nothing by asking.
    let refused = StdError::generic_err("a payee refuses");
    assert_eq!(world.send("keeper", claim(1)), Err(refused.into()));
    world.assert_balanced();
    world.outside.refusing.clear();
    world.send("keeper", claim(1)).unwrap();
    assert_eq!(world.held(CREDIT, "provider1"), 15);
    let nothing = ContractError::NothingToClaim {
        payee: Echo::of(payee(1)),
        asset: CREDIT,
    };
    assert_eq!(world.send("keeper", claim(1)), Err(nothing));
    world.assert_balanced();
}

#[test]
fn one_who_refuses_coins_is_alone() {
    let mut world = World::new();
    let usd = world.open_usd("ana", 10_000);
    let leases = vec![lease(1, 10 * UNIT), lease(2, 10 * UNIT)];
    world.rent("ana", usd, leases);
    world.outside.refusing.insert(payee(1));
    let events = world
        .advance(10)
        .withdraw(&[key(1, usd, 1), key(2, usd, 2)])
        .unwrap();
    let held: PaymentHeld = told(&events);
    assert_eq!((held.payee, held.asset), (payee(1).to_string(), USD));
    assert_eq!(world.held(USD, "provider2"), 98);
    world.assert_balanced();
}

/// A refund is somebody's own money too: closing never depends on its delivery.
#[test]
fn an_owner_who_cannot_be_paid_still_closes() {
    let (mut world, account) = leased(1_000, &[UNIT]);
    world.outside.refusing.insert(addr("ana"));
    world.advance(10).close_account("ana", account).unwrap();
    world.assert_balanced();
    world.outside.refusing.clear();
    let payee = addr("ana").into();
    world
        .send(
            "eve",
            ExecuteMsg::Claim {
                payee,
                asset: CREDIT,
            },
        )
        .unwrap();
    assert_eq!(
        (world.held(CREDIT, "ana"), world.held(CREDIT, "eve")),
        (-10, 0)
    );
}

proptest! {
    /// However often, by whom and in which order leases are paid: in the end each was paid the same.
    #[test]
    fn the_order_of_payments_changes_nothing(
        rates in prop::collection::vec(1u128..3 * UNIT, 1..6),
        visits in prop::collection::vec((0u64..90, any::<prop::sample::Index>()), 0..25),
        end in 0u64..200,
    ) {
        let (mut busy, account) = leased(2_000, &rates);
        let (mut quiet, _) = leased(2_000, &rates);
        let leases: Vec<_> = (1..).take(rates.len()).map(|id| key(id, account, id)).collect();
        for (seconds, which) in visits {
            let which = which.index(leases.len());
            busy.advance(seconds).withdraw(&leases[which..=which]).unwrap();
        }
        quiet.solo.at(busy.solo.now());
        busy.advance(end).withdraw(&leases).unwrap();
        quiet.advance(end).withdraw(&leases).unwrap();
        prop_assert_eq!(&busy.outside.purses, &quiet.outside.purses);
        busy.assert_balanced();
    }
}
