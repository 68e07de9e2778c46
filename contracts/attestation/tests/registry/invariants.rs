//! The registry examines itself.

use tender_attestation::ContractError;
use tender_interfaces::attestation::{provider_key, ExecuteMsg, QueryMsg};
use tender_interfaces::invariants::InvariantsResponse;
use tender_storage::pack;
use tender_types::ProviderId;

use cosmwasm_std::{Storage, Uint128};

use crate::world::{bond, furnished, World, MIN_BOND, UNBONDING};

fn page(world: &World, start_after: Option<String>, limit: u32) -> InvariantsResponse {
    world.ask(QueryMsg::Invariants {
        start_after,
        limit: Some(limit),
    })
}

fn broken(world: &World) -> Vec<String> {
    let checks = page(world, None, 100).checks;
    let failed = checks.into_iter().filter(|check| !check.holds);
    failed.map(|check| check.name).collect()
}

/// Two bonded providers with an attestation, and one that has left.
fn busy() -> World {
    let mut world = furnished();
    world.register("pol");
    world.register("pam");
    world.ok("token", bond(ProviderId(2), 77));
    world.ok("pam", ExecuteMsg::StartLeaving {});
    world.wait(UNBONDING);
    world.ok("pam", ExecuteMsg::WithdrawBond {});
    world.ok("pol", ExecuteMsg::StartLeaving {});
    world.vouch("audrey", 1);
    world.answer(MIN_BOND + 77, None);
    world
}

#[test]
fn bonds_of_all_pages_add_up() {
    let world = busy();
    let (mut sum, mut next, mut pages) = (Uint128::zero(), None, 0);
    loop {
        let found = page(&world, next, 2);
        assert!(
            found.checks.iter().all(|check| check.holds),
            "{:?}",
            found.checks
        );
        assert_eq!(found.totals[0].amount, Uint128::new(MIN_BOND + 77));
        assert_eq!(found.totals[0].name, found.sums[0].name);
        sum += found.sums[0].amount;
        pages += 1;
        next = found.next;
        if next.is_none() {
            break;
        }
    }
    assert_eq!((sum, pages), (Uint128::new(MIN_BOND + 77), 2));
}

#[test]
fn missing_money_is_found() {
    let mut world = busy();
    world.answer(MIN_BOND + 76, None);
    assert_eq!(broken(&world), ["every bond can be paid back"]);
    // AKT sent without a message is nobody's, and breaks nothing.
    world.answer(MIN_BOND + 78, None);
    assert_eq!(broken(&world), Vec::<String>::new());
}

#[test]
fn a_row_without_its_evidence_is_found() {
    let mut world = busy();
    let mut row = world.row(ProviderId(1));
    row.attestations[0].tier = 4;
    let bytes = pack(&row);
    world.deps.storage.set(&provider_key(ProviderId(1)), &bytes);
    let expected = "an attestation has its evidence, a used nonce, and one place";
    assert_eq!(broken(&world), [expected]);
}

#[test]
fn a_page_starts_where_one_ended() {
    let world = busy();
    let error = world
        .try_ask(QueryMsg::Invariants {
            start_after: Some("pia".to_string()),
            limit: None,
        })
        .unwrap_err();
    let expected = ContractError::StartAfter {
        text: "pia".to_string(),
    };
    assert_eq!(error, expected);
}
