//! The registry examines itself.

use cosmwasm_std::testing::MockQuerier;
use cosmwasm_std::Storage;
use tender_attestation::ContractError;
use tender_interfaces::attestation::{
    class_id_key, class_key, provider_key, ClassRow, ExecuteMsg, QueryMsg,
};
use tender_interfaces::invariants::InvariantsResponse;
use tender_interfaces::oracle;
use tender_storage::pack;
use tender_testkit::solo::addr;
use tender_types::{ProviderId, Tier};

use crate::verbs::{
    bond, bond_auditor, challenge, fault, furnished, opened, opening, Solo, Verbs, AUDITOR_BOND,
    CHALLENGE_BOND, MIN_BOND, PIA, UNBONDING,
};

/// All that [`busy`] owes.
const OWED: u128 = MIN_BOND + 77 + AUDITOR_BOND + 5 + CHALLENGE_BOND;

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

/// Two bonded providers, one of them attested, challenged and suspended, and one that has left.
fn busy() -> Solo {
    let mut solo = furnished();
    solo.register("pol");
    solo.register("pam");
    solo.ok("token", bond(ProviderId(2), 77));
    solo.ok("token", bond_auditor("audrey", 5));
    solo.ok("pam", ExecuteMsg::StartLeaving {});
    solo.wait(UNBONDING);
    solo.ok("pam", ExecuteMsg::WithdrawBond {});
    solo.ok("pol", ExecuteMsg::StartLeaving {});
    solo.vouch("audrey", 1);
    solo.ok("token", challenge(PIA, "audrey"));
    solo.ok("orderbook", fault(PIA, 30, 10));
    solo.neighbour_token("token", OWED);
    solo
}

#[test]
fn what_all_pages_hold_adds_up() {
    let solo = busy();
    for limit in [1, 2, 3, 100] {
        solo.assert_invariants(|start_after| QueryMsg::Invariants {
            start_after,
            limit: Some(limit),
        });
    }
    let totals = page(&solo, None, 2).totals.into_iter();
    let totals: Vec<(String, u128)> = totals
        .map(|total| (total.name, total.amount.u128()))
        .collect();
    let expected = [
        ("bonds of providers, in uakt", MIN_BOND + 77 - 30),
        ("bonds of auditors, in uakt", AUDITOR_BOND + 5),
        ("bonds of challenges, in uakt", CHALLENGE_BOND),
        ("claims, in uakt", 10),
    ];
    let expected = expected.map(|(name, amount)| (name.to_string(), amount));
    assert_eq!(totals, expected);
}

#[test]
fn missing_money_is_found() {
    let solo = busy();
    solo.neighbour_token("token", OWED - 1);
    assert_eq!(broken(&solo), ["everything that is owed can be paid"]);
    // AKT sent without a message is nobody's, and breaks nothing.
    solo.neighbour_token("token", OWED + 1);
    assert_eq!(broken(&solo), Vec::<String>::new());
}

#[test]
fn a_class_that_is_not_the_same_by_its_id_is_found() {
    let mut solo = busy();
    let mut row: ClassRow = solo.published(&class_key(crate::verbs::H100)).unwrap();
    row.memory_gib = 40;
    let key = class_id_key(row.class);
    solo.deps.storage.set(&key, &pack(&row));
    let expected = "a class is the same by its name and by its id, and of a whole device";
    assert_eq!(broken(&solo), [expected]);
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
    for text in [
        "pia",
        "1",
        "",
        "provider/+1",
        "provider/01",
        "provider/1/2",
        "auditor/x",
        "challenge/1",
        "claim/ben",
        "class/-1",
    ] {
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
                let name = |text: String, name: &str| text.replace(addr(name).as_str(), name);
                let names = ["orderbook", "auction", "token"];
                names.into_iter().fold(check.detail, name)
            })
            .collect()
    };
    solo.neighbour("orderbook", oracle::CONTRACT);
    let orderbook = "orderbook is crates.io:tender-orderbook";
    assert_eq!(broken(&solo), [orderbook]);
    assert_eq!(details(&solo), ["orderbook is crates.io:tender-oracle"]);
    // Nobody is there at all: still an answer.
    solo.deps.querier = MockQuerier::default();
    let names = [
        "everything that is owed can be paid",
        "token is a cw20 token",
        orderbook,
        "auction is crates.io:tender-auction",
    ];
    assert_eq!(broken(&solo), names);
    let expected = [
        "the token does not say, 1682 uakt owed",
        "token is no contract",
        "orderbook is no contract",
        "auction is no contract",
    ];
    assert_eq!(details(&solo), expected);
}

#[test]
fn a_link_that_is_not_set_is_named() {
    let mut msg = opening();
    msg.orderbook = None;
    let solo = opened(&msg).unwrap();
    assert_eq!(broken(&solo), ["orderbook is crates.io:tender-orderbook"]);
}
