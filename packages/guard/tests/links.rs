//! Links: what is at the other end, and what is said of it.

// Lints for contract code; a test may be blunt.
#![allow(clippy::unwrap_used)]

use cosmwasm_std::testing::{mock_dependencies, MockApi, MockQuerier, MockStorage};
use cosmwasm_std::{
    to_json_binary, Addr, Api, CanonicalAddr, ContractInfoResponse, ContractResult, OwnedDeps,
    SystemError, SystemResult, WasmQuery,
};
use cw2::ContractVersion;
use cw20::TokenInfoResponse;
use tender_guard::{GuardError, Link};
use tender_interfaces::{bme, escrow, oracle, token};

const ORACLE: Link = Link::suite("price", oracle::CONTRACT);
const TOKEN: Link = Link::token("price");
const MEMBER: Link = Link::member("price");

fn addr(name: &str) -> Addr {
    MockApi::default().addr_make(name)
}

fn canonical(name: &str) -> CanonicalAddr {
    let api = MockApi::default();
    api.addr_canonicalize(addr(name).as_str()).unwrap()
}

/// A chain with an oracle, an escrow, a token of somebody's, a token and a contract that say no name,
/// and nothing else.
fn chain() -> OwnedDeps<MockStorage, MockApi, MockQuerier> {
    let mut deps = mock_dependencies();
    deps.querier.update_wasm(|query| match query {
        // As on a chain, where nobody has no rows either.
        WasmQuery::Raw { contract_addr, key } if key.as_slice() == b"contract_info" => {
            let row = name_of(contract_addr).map(row).unwrap_or_default();
            SystemResult::Ok(ContractResult::Ok(row.into()))
        }
        WasmQuery::ContractInfo { contract_addr } => match name_of(contract_addr) {
            Some(_) => SystemResult::Ok(to_json_binary(&info()).into()),
            None => nobody(contract_addr),
        },
        WasmQuery::Smart { contract_addr, .. } => answer(contract_addr),
        _ => SystemResult::Err(SystemError::Unknown {}),
    });
    deps
}

fn info() -> ContractInfoResponse {
    ContractInfoResponse::new(1, addr("deployer"), None, false, None)
}

/// What a contract calls itself, if it is there.
fn name_of(address: &str) -> Option<&'static str> {
    [
        ("oracle", oracle::CONTRACT),
        ("escrow", escrow::CONTRACT),
        ("token", "crates.io:cw20-base"),
        ("suite token", token::CONTRACT),
        ("bme", bme::CONTRACT),
        ("nameless token", ""),
        ("nameless", ""),
    ]
    .into_iter()
    .find(|(name, _)| addr(name).as_str() == address)
    .map(|(_, contract)| contract)
}

fn row(name: &str) -> Vec<u8> {
    if name.is_empty() {
        return vec![];
    }
    let version = ContractVersion {
        contract: name.to_string(),
        version: "0.1.0".to_string(),
    };
    to_json_binary(&version).unwrap().into()
}

fn answer(address: &str) -> SystemResult<ContractResult<cosmwasm_std::Binary>> {
    // `bme` tells of its credit what a token tells of itself.
    if ["token", "suite token", "nameless token", "bme"]
        .map(addr)
        .iter()
        .any(|token| token.as_str() == address)
    {
        let info = TokenInfoResponse {
            name: "Akash".to_string(),
            symbol: "AKT".to_string(),
            decimals: 6,
            total_supply: 1u128.into(),
        };
        return SystemResult::Ok(to_json_binary(&info).into());
    }
    match name_of(address) {
        Some(_) => SystemResult::Ok(ContractResult::Err("unknown query".to_string())),
        None => nobody(address),
    }
}

fn nobody<T>(address: &str) -> SystemResult<T> {
    SystemResult::Err(SystemError::NoSuchContract {
        addr: address.to_string(),
    })
}

fn wrong(expected: &'static str, found: &str) -> GuardError {
    GuardError::WrongContract {
        link: "price",
        expected,
        found: found.into(),
    }
}

#[test]
fn the_right_contract_is_taken() {
    let deps = chain();
    for (name, link) in [
        ("oracle", ORACLE),
        ("token", TOKEN),
        ("suite token", TOKEN),
        ("nameless token", TOKEN),
        ("oracle", MEMBER),
        ("escrow", MEMBER),
    ] {
        let at = addr(name);
        assert_eq!(link.told(deps.as_ref(), at.as_str()), Ok(canonical(name)));
        assert_eq!(link.ahead(deps.as_ref(), at.as_str()), Ok(canonical(name)));
        let check = link.holds(deps.as_ref().querier, &at);
        assert!(check.holds, "{check:?}");
    }
}

#[test]
fn a_contract_of_another_kind_is_refused() {
    let deps = chain();
    let suite = "a contract of the suite";
    for (name, link, expected, found) in [
        ("escrow", ORACLE, oracle::CONTRACT, escrow::CONTRACT),
        ("token", ORACLE, oracle::CONTRACT, "crates.io:cw20-base"),
        (
            "nameless",
            ORACLE,
            oracle::CONTRACT,
            "a contract without a name",
        ),
        ("oracle", TOKEN, "a cw20 token", oracle::CONTRACT),
        ("bme", TOKEN, "a cw20 token", bme::CONTRACT),
        (
            "nameless",
            TOKEN,
            "a cw20 token",
            "a contract without a name",
        ),
        ("token", MEMBER, suite, "crates.io:cw20-base"),
        ("nameless", MEMBER, suite, "a contract without a name"),
    ] {
        let at = addr(name);
        let refused = Err(wrong(expected, found));
        assert_eq!(link.told(deps.as_ref(), at.as_str()), refused);
        // Also before the suite is complete: what is there will not become another.
        assert_eq!(link.ahead(deps.as_ref(), at.as_str()), refused);
    }
}

#[test]
fn where_nothing_is_something_may_come_while_the_suite_is_set_up() {
    let deps = chain();
    let name = "later";
    let at = addr(name);
    for (link, expected) in [
        (ORACLE, oracle::CONTRACT),
        (TOKEN, "a cw20 token"),
        (MEMBER, "a contract of the suite"),
    ] {
        assert_eq!(
            link.told(deps.as_ref(), at.as_str()),
            Err(wrong(expected, "no contract"))
        );
        assert_eq!(link.ahead(deps.as_ref(), at.as_str()), Ok(canonical(name)));
    }
}

#[test]
fn a_text_that_is_no_address_is_refused_first() {
    let deps = chain();
    for look in [Link::told, Link::ahead] {
        let refused = look(ORACLE, deps.as_ref(), "oracle");
        assert!(matches!(refused, Err(GuardError::Address { .. })));
    }
}

#[test]
fn invariants_say_what_is_at_a_link() {
    let deps = chain();
    let of = |name: &str, link: Link| {
        let check = link.holds(deps.as_ref().querier, &addr(name));
        let there = check.detail.replace(addr(name).as_str(), name);
        (check.name, check.holds, there)
    };
    let check = |name: &str, holds, detail: &str| (name.to_string(), holds, detail.to_string());
    let price = "price is crates.io:tender-oracle";
    assert_eq!(
        of("oracle", ORACLE),
        check(price, true, "oracle is crates.io:tender-oracle")
    );
    assert_eq!(
        of("escrow", ORACLE),
        check(price, false, "escrow is crates.io:tender-escrow")
    );
    assert_eq!(
        of("later", ORACLE),
        check(price, false, "later is no contract")
    );
    assert_eq!(
        of("token", TOKEN),
        check("price is a cw20 token", true, "token is a cw20 token")
    );
    assert_eq!(
        of("escrow", MEMBER),
        check(
            "price is a contract of the suite",
            true,
            "escrow is a contract of the suite"
        )
    );
}

#[test]
fn what_a_stranger_calls_itself_is_not_taken_for_a_code() {
    let found = "guard/paused";
    let error = wrong(oracle::CONTRACT, found).to_string();
    let codes: Vec<&str> = error
        .split(' ')
        .filter(|word| word.ends_with(':'))
        .collect();
    assert_eq!(codes, ["guard/wrong_contract:"], "{error}");
}
