//! Links: what is at the other end, and what is said of it.

// Lints for contract code; a test may be blunt.
#![allow(clippy::unwrap_used)]

use cosmwasm_std::testing::{mock_dependencies, MockApi, MockQuerier, MockStorage};
use cosmwasm_std::{
    to_json_binary, Addr, ContractInfoResponse, ContractResult, OwnedDeps, SystemError,
    SystemResult, WasmQuery,
};
use cw2::ContractVersion;
use cw20::TokenInfoResponse;
use tender_guard::{link, link_ahead, link_holds, GuardError, Kind};
use tender_interfaces::{escrow, oracle};

const ORACLE: Kind = Kind::Suite(oracle::CONTRACT);

fn addr(name: &str) -> Addr {
    MockApi::default().addr_make(name)
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
    if ["token", "nameless token"]
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
    for (name, kind) in [
        ("oracle", ORACLE),
        ("token", Kind::Cw20),
        ("nameless token", Kind::Cw20),
        ("oracle", Kind::Member),
        ("escrow", Kind::Member),
    ] {
        let at = addr(name);
        assert_eq!(
            link(deps.as_ref(), "price", at.as_str(), kind),
            Ok(at.clone())
        );
        assert_eq!(
            link_ahead(deps.as_ref(), "price", at.as_str(), kind),
            Ok(at.clone())
        );
        let check = link_holds(deps.as_ref().querier, "price", &at, kind);
        assert!(check.holds, "{check:?}");
    }
}

#[test]
fn a_contract_of_another_kind_is_refused() {
    let deps = chain();
    let suite = "a contract of the suite";
    for (name, kind, expected, found) in [
        ("escrow", ORACLE, oracle::CONTRACT, escrow::CONTRACT),
        ("token", ORACLE, oracle::CONTRACT, "crates.io:cw20-base"),
        (
            "nameless",
            ORACLE,
            oracle::CONTRACT,
            "a contract without a name",
        ),
        ("oracle", Kind::Cw20, "a cw20 token", oracle::CONTRACT),
        (
            "nameless",
            Kind::Cw20,
            "a cw20 token",
            "a contract without a name",
        ),
        ("token", Kind::Member, suite, "crates.io:cw20-base"),
        ("nameless", Kind::Member, suite, "a contract without a name"),
    ] {
        let at = addr(name);
        let refused = Err(wrong(expected, found));
        assert_eq!(link(deps.as_ref(), "price", at.as_str(), kind), refused);
        // Also before the suite is complete: what is there will not become another.
        assert_eq!(
            link_ahead(deps.as_ref(), "price", at.as_str(), kind),
            refused
        );
    }
}

#[test]
fn where_nothing_is_something_may_come_while_the_suite_is_set_up() {
    let deps = chain();
    let at = addr("later");
    for (kind, expected) in [
        (ORACLE, oracle::CONTRACT),
        (Kind::Cw20, "a cw20 token"),
        (Kind::Member, "a contract of the suite"),
    ] {
        assert_eq!(
            link(deps.as_ref(), "price", at.as_str(), kind),
            Err(wrong(expected, "no contract"))
        );
        assert_eq!(
            link_ahead(deps.as_ref(), "price", at.as_str(), kind),
            Ok(at.clone())
        );
    }
}

#[test]
fn a_text_that_is_no_address_is_refused_first() {
    let deps = chain();
    for link in [link, link_ahead] {
        let refused = link(deps.as_ref(), "price", "oracle", ORACLE);
        assert!(matches!(refused, Err(GuardError::Address { .. })));
    }
}

#[test]
fn invariants_say_what_is_at_a_link() {
    let deps = chain();
    let of = |name: &str, kind| {
        let check = link_holds(deps.as_ref().querier, "price", &addr(name), kind);
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
        of("token", Kind::Cw20),
        check("price is a cw20 token", true, "token is a cw20 token")
    );
    assert_eq!(
        of("escrow", Kind::Member),
        check(
            "price is a contract of the suite",
            true,
            "escrow is a contract of the suite"
        )
    );
}
