//! The registry examines itself.

use cosmwasm_std::testing::MockQuerier;
use cosmwasm_std::Storage;
use tender_attestation::ContractError;
use tender_interfaces::attestation::{provider_key, ExecuteMsg, QueryMsg};
use tender_interfaces::invariants::InvariantsResponse;
use tender_interfaces::oracle;
use tender_storage::pack;
use tender_testkit::solo::addr;
use tender_types::{ProviderId, Tier};

use crate::verbs::{bond, furnished, opened, opening, Solo, Verbs, MIN_BOND, UNBONDING};

fn page(solo: &Solo, start_after: Option<String>, limit: u32) -> InvariantsResponse {
    solo.told(&QueryMsg::Invariants {
        start_after,
        limit: Some(limit),
    })
}

fn broken(solo: &Solo) -> Vec<String> {
    let checks = page(solo, None, 100).checks;
    let failed = checks.into_iter().filter(|check| !check.holds);
    failed.map(|check| check.name).collect()
}

/// Two bonded providers with an attestation, and one that has left.
fn busy() -> Solo {
    let mut solo = furnished();
    solo.register("pol");
    solo.register("pam");
    solo.ok("token", bond(ProviderId(2), 77));
    solo.ok("pam", ExecuteMsg::StartLeaving {});
    solo.wait(UNBONDING);
    solo.ok("pam", ExecuteMsg::WithdrawBond {});
    solo.ok("pol", ExecuteMsg::StartLeaving {});
    solo.vouch("audrey", 1);
    solo.neighbours_say(MIN_BOND + 77, None);
    solo
}

#[test]
fn bonds_of_all_pages_add_up() {
    let solo = busy();
    for limit in [1, 2, 3, 100] {
        solo.assert_invariants(|start_after| QueryMsg::Invariants {
            start_after,
            limit: Some(limit),
        });
    }
    let bonds = page(&solo, None, 2).totals[0].amount.u128();
    assert_eq!(bonds, MIN_BOND + 77);
}

#[test]
fn missing_money_is_found() {
    let solo = busy();
    solo.neighbours_say(MIN_BOND + 76, None);
    assert_eq!(broken(&solo), ["every bond can be paid back"]);
    // AKT sent without a message is nobody's, and breaks nothing.
    solo.neighbours_say(MIN_BOND + 78, None);
    assert_eq!(broken(&solo), Vec::<String>::new());
}

#[test]
fn a_row_without_its_evidence_is_found() {
    let mut solo = busy();
    let mut row = solo.row(ProviderId(1));
    row.attestations[0].tier = Tier(4);
    let bytes = pack(&row);
    solo.deps.storage.set(&provider_key(ProviderId(1)), &bytes);
    let expected = "an attestation has its evidence, a used nonce, and one place";
    assert_eq!(broken(&solo), [expected]);
}

#[test]
fn a_page_starts_where_one_ended() {
    let solo = busy();
    for text in ["pia", "+1", "01", ""] {
        let asked = solo.query::<_, InvariantsResponse>(&QueryMsg::Invariants {
            start_after: Some(text.to_string()),
            limit: None,
        });
        let text = text.into();
        assert_eq!(asked, Err(ContractError::StartAfter { text }));
    }
}

#[test]
fn a_link_that_is_broken_is_named() {
    let mut solo = busy();
    let details = |solo: &Solo| -> Vec<String> {
        let checks = page(solo, None, 100).checks.into_iter();
        let broken = checks.filter(|check| !check.holds);
        broken
            .map(|check| {
                let detail = check.detail.replace(addr("escrow").as_str(), "escrow");
                detail.replace(addr("token").as_str(), "token")
            })
            .collect()
    };
    solo.neighbour("escrow", oracle::CONTRACT);
    let escrow = "escrow is crates.io:tender-escrow";
    assert_eq!(broken(&solo), [escrow]);
    assert_eq!(details(&solo), ["escrow is crates.io:tender-oracle"]);
    // Nobody is there at all: still an answer.
    solo.deps.querier = MockQuerier::default();
    let names = [
        "every bond can be paid back",
        "token is a cw20 token",
        escrow,
    ];
    assert_eq!(broken(&solo), names);
    let expected = [
        "the token does not say, 1077 uakt bonded",
        "token is no contract",
        "escrow is no contract",
    ];
    assert_eq!(details(&solo), expected);
}

#[test]
fn a_link_that_is_not_set_is_named() {
    let mut msg = opening();
    msg.escrow = None;
    let solo = opened(&msg).unwrap();
    assert_eq!(broken(&solo), ["escrow is crates.io:tender-escrow"]);
}
