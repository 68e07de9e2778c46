use cosmwasm_std::testing::MockQuerier;
use tender_bme::ContractError;
use tender_guard::GuardError;
use tender_interfaces::bme::{ConfigResponse, QueryMsg};
use tender_interfaces::events::LinksUpdated;
use tender_interfaces::invariants::{Check, InvariantsResponse};
use tender_interfaces::{attestation, auction, escrow, oracle, orderbook, token};
use tender_testkit::solo::{addr, event};

use crate::verbs::{bme, minter, opened, opening, Solo, Verbs, ENTRY, ONE};

fn config(solo: &Solo) -> ConfigResponse {
    solo.query(&QueryMsg::Config {}).unwrap()
}

fn wrong<T>(link: &'static str, expected: &'static str, found: &str) -> Result<T, ContractError> {
    let error = GuardError::WrongContract {
        link,
        expected,
        found: found.into(),
    };
    Err(error.into())
}

/// What does not hold, by name and detail, with names for addresses.
fn broken(solo: &Solo) -> Vec<(String, String)> {
    let page: InvariantsResponse = solo
        .query(&QueryMsg::Invariants {
            start_after: None,
            limit: None,
        })
        .unwrap();
    let broken = page.checks.into_iter().filter(|check| !check.holds);
    broken.map(named).collect()
}

fn named(check: Check) -> (String, String) {
    let names = ["token", "oracle", "escrow", "auction", "ana"];
    let names = names.iter().map(|name| (addr(name).to_string(), *name));
    let detail = names.fold(check.detail, |text, (address, name)| {
        text.replace(&address, name)
    });
    (check.name, detail)
}

fn pair(name: &str, detail: &str) -> (String, String) {
    (name.to_string(), detail.to_string())
}

#[test]
fn what_is_not_given_stays() {
    let mut solo = bme();
    let before = config(&solo);
    solo.neighbour("other", oracle::CONTRACT);
    let answer = solo.link(Some("other"), None).unwrap();
    let by = addr("gov").into();
    assert_eq!(event::<LinksUpdated>(&answer), LinksUpdated { by });
    let oracle = addr("other").into();
    assert_eq!(config(&solo), ConfigResponse { oracle, ..before });
}

#[test]
fn what_is_linked_already_is_refused() {
    let mut solo = bme();
    let same = Err(GuardError::NoChange.into());
    assert_eq!(solo.link(None, None), same);
    assert_eq!(solo.link(Some("oracle"), None), same);
    let suite = ["escrow", "auction"];
    assert_eq!(solo.link(Some("oracle"), Some(&suite)), same);
    solo.link(None, Some(&["escrow"])).unwrap();
}

#[test]
fn only_the_owner_links() {
    let mut solo = bme();
    let msg = tender_interfaces::bme::ExecuteMsg::UpdateLinks {
        oracle: None,
        suite: Some(vec![]),
    };
    for sender in ["ana", "gil", "escrow", "token"] {
        let expected = GuardError::NotAllowed {
            role: "owner".to_string(),
            holder: addr("gov").into(),
        };
        assert_eq!(solo.send(sender, &msg), Err(expected.into()), "{sender}");
    }
}

#[test]
fn a_contract_of_another_kind_is_refused() {
    let mut solo = bme();
    solo.neighbour("book", orderbook::CONTRACT);
    solo.neighbour("registry", attestation::CONTRACT);
    let (escrow, suite) = (escrow::CONTRACT, "a contract of the suite");
    let refused = solo.link(Some("escrow"), None);
    assert_eq!(refused, wrong("oracle", oracle::CONTRACT, escrow));
    let refused = solo.link(Some("nobody"), None);
    assert_eq!(refused, wrong("oracle", oracle::CONTRACT, "no contract"));
    // The first takes deposits, so it is `escrow`.
    let refused = solo.link(None, Some(&["auction", "escrow"]));
    assert_eq!(refused, wrong("suite[0]", escrow, auction::CONTRACT));
    let refused = solo.link(None, Some(&["escrow", "auction", "ana"]));
    assert_eq!(refused, wrong("suite[2]", suite, "no contract"));
    solo.neighbour("stranger", "crates.io:stranger");
    let refused = solo.link(None, Some(&["escrow", "stranger"]));
    assert_eq!(refused, wrong("suite[1]", suite, "crates.io:stranger"));
    solo.link(None, Some(&["escrow", "registry", "book", "auction"]))
        .unwrap();
}

#[test]
fn the_suite_may_come_later_but_not_be_another() {
    // Nothing is there yet, at addresses that can be predicted.
    let solo = Solo::open_among(ENTRY, &opening(), |_| {}).unwrap();
    assert_eq!(config(&solo).suite, opening().suite);
    let there = |name: &'static str, contract: &'static str| {
        let opened = Solo::open_among(ENTRY, &opening(), move |solo| {
            solo.neighbour(name, contract);
        });
        opened.map(|_| ())
    };
    let (escrow, auction) = (escrow::CONTRACT, auction::CONTRACT);
    assert_eq!(there("escrow", auction), wrong("suite[0]", escrow, auction));
    let refused = there("oracle", escrow);
    assert_eq!(refused, wrong("oracle", oracle::CONTRACT, escrow));
    let refused = there("token", escrow);
    assert_eq!(refused, wrong("token", "a cw20 token", escrow));
    assert_eq!(there("escrow", escrow), Ok(()));
}

#[test]
fn a_new_suite_holds_at_once() {
    let mut solo = bme();
    solo.mint("ana", 10 * ONE).unwrap();
    solo.hand("ana", "escrow", ONE).unwrap();
    solo.neighbour("vault", escrow::CONTRACT);
    solo.link(None, Some(&["vault"])).unwrap();
    solo.hand("ana", "vault", ONE).unwrap();
    let address = addr("escrow").into();
    let refused = solo.pay("escrow", &[("ben", 1)]);
    assert_eq!(refused, Err(ContractError::NotInSuite { address }));
    // What a contract that left still holds can be redeemed by it.
    solo.redeem("escrow", ONE).unwrap();
}

#[test]
fn a_suite_names_up_to_eight_contracts_once() {
    let mut solo = bme();
    let names: Vec<String> = (0..9).map(|number| format!("c{number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    for name in &names {
        solo.neighbour(name, escrow::CONTRACT);
    }
    for count in [0, 8] {
        solo.link(None, Some(&names[..count])).unwrap();
        assert_eq!(config(&solo).suite.len(), count);
    }
    let too_long = GuardError::ListLength {
        what: "suite",
        length: 9,
        min: 0,
        max: 8,
    };
    assert_eq!(solo.link(None, Some(&names)), Err(too_long.into()));
    let twice = GuardError::Duplicate { what: "suite" };
    let refused = solo.link(None, Some(&["c0", "c1", "c0"]));
    assert_eq!(refused, Err(twice.into()));
}

#[test]
fn invariants_name_a_link_that_is_broken() {
    let mut solo = bme();
    assert!(broken(&solo).is_empty());
    // Somebody migrated what was the escrow, and what was the oracle.
    solo.neighbour("escrow", token::CONTRACT);
    solo.neighbour("oracle", "crates.io:feed");
    let escrow = "escrow is crates.io:tender-token";
    let expected = [
        pair(
            "oracle is crates.io:tender-oracle",
            "oracle is crates.io:feed",
        ),
        pair("suite[0] is crates.io:tender-escrow", escrow),
    ];
    assert_eq!(broken(&solo), expected);
    // Nobody is there at all: still an answer.
    solo.deps.querier = MockQuerier::default();
    let expected = [
        pair("this contract is the minter of AKT", "the minter is nobody"),
        pair("token is a cw20 token", "token is no contract"),
        pair("oracle is crates.io:tender-oracle", "oracle is no contract"),
        pair(
            "suite[0] is crates.io:tender-escrow",
            "escrow is no contract",
        ),
        pair(
            "suite[1] is a contract of the suite",
            "auction is no contract",
        ),
    ];
    assert_eq!(broken(&solo), expected);
}

#[test]
fn a_lost_right_to_mint_is_found() {
    let solo = opened(&opening()).unwrap();
    minter(&solo, "ana");
    let lost = pair("this contract is the minter of AKT", "the minter is ana");
    assert_eq!(broken(&solo), [lost]);
}
