//! What the token fixes, refuses and leaves to `cw20-base`.

// The allowance for tests in clippy.toml does not reach the helpers of a test file.
#![allow(clippy::unwrap_used)]

use cosmwasm_std::testing::{message_info, mock_dependencies, mock_env, MockApi};
use cosmwasm_std::{coin, coins, from_json, Addr, DepsMut, Response, Uint128};
use cw20::{Cw20Coin, MinterResponse, TokenInfoResponse};
use cw20_base::msg::{ExecuteMsg, InstantiateMarketingInfo, InstantiateMsg, QueryMsg};
use tender_token::contract::{execute, instantiate, query};
use tender_token::ContractError;

fn addr(name: &str) -> Addr {
    MockApi::default().addr_make(name)
}

fn akt() -> InstantiateMsg {
    InstantiateMsg {
        name: "Akash Token".to_owned(),
        symbol: "AKT".to_owned(),
        decimals: 6,
        initial_balances: vec![Cw20Coin {
            address: addr("ana").to_string(),
            amount: Uint128::new(1_000),
        }],
        mint: Some(MinterResponse {
            minter: addr("bme").to_string(),
            cap: None,
        }),
        marketing: None,
    }
}

fn refused(change: impl FnOnce(&mut InstantiateMsg)) -> ContractError {
    let mut msg = akt();
    change(&mut msg);
    let info = message_info(&addr("deployer"), &[]);
    instantiate(mock_dependencies().as_mut(), mock_env(), info, msg).unwrap_err()
}

fn deploy(deps: DepsMut, minter: &str) {
    let mut msg = akt();
    msg.mint = Some(MinterResponse {
        minter: addr(minter).to_string(),
        cap: None,
    });
    let info = message_info(&addr("deployer"), &[]);
    instantiate(deps, mock_env(), info, msg).unwrap();
}

fn run(deps: DepsMut, sender: &str, msg: ExecuteMsg) -> Result<Response, ContractError> {
    execute(deps, mock_env(), message_info(&addr(sender), &[]), msg)
}

fn mint(recipient: &str, amount: u128) -> ExecuteMsg {
    ExecuteMsg::Mint {
        recipient: addr(recipient).to_string(),
        amount: Uint128::new(amount),
    }
}

#[test]
fn another_symbol_is_refused() {
    let error = refused(|msg| msg.symbol = "akt".to_owned());
    let found = "akt".to_owned();
    let expected = "AKT";
    assert_eq!(error, ContractError::WrongSymbol { found, expected });
}

#[test]
fn only_six_decimals_are_taken() {
    for found in [0, 5, 7, 18] {
        let error = refused(|msg| msg.decimals = found);
        assert_eq!(error, ContractError::WrongDecimals { found, expected: 6 });
    }
}

#[test]
fn the_name_has_three_to_fifty_bytes() {
    for bytes in [2, 51] {
        let error = refused(|msg| msg.name = "a".repeat(bytes));
        assert!(matches!(error, ContractError::WrongNameLength { found, .. } if found == bytes));
    }
    for bytes in [3, 50] {
        let mut msg = akt();
        msg.name = "a".repeat(bytes);
        let info = message_info(&addr("deployer"), &[]);
        assert!(instantiate(mock_dependencies().as_mut(), mock_env(), info, msg).is_ok());
    }
}

#[test]
fn a_minter_without_cap_is_required() {
    assert_eq!(refused(|msg| msg.mint = None), ContractError::MinterMissing);
    let cap = Uint128::MAX;
    let error = refused(|msg| msg.mint.as_mut().unwrap().cap = Some(cap));
    assert_eq!(error, ContractError::MinterCapped { cap });
}

#[test]
fn marketing_is_refused() {
    let error = refused(|msg| {
        msg.marketing = Some(InstantiateMarketingInfo {
            project: None,
            description: None,
            marketing: None,
            logo: None,
        });
    });
    assert_eq!(error, ContractError::MarketingUnsupported);
}

#[test]
fn malformed_and_upper_case_addresses_are_refused() {
    for found in ["", "bme", &addr("bme").to_string().to_uppercase()] {
        let invalid = ContractError::InvalidAddress {
            found: found.to_owned(),
        };
        let minter = refused(|msg| msg.mint.as_mut().unwrap().minter = found.to_owned());
        assert_eq!(minter, invalid);
        let holder = refused(|msg| msg.initial_balances[0].address = found.to_owned());
        assert_eq!(holder, invalid);

        let mut deps = mock_dependencies();
        deploy(deps.as_mut(), "bme");
        let transfer = ExecuteMsg::Transfer {
            recipient: found.to_owned(),
            amount: Uint128::one(),
        };
        assert_eq!(run(deps.as_mut(), "ana", transfer).unwrap_err(), invalid);
        let balance = QueryMsg::Balance {
            address: found.to_owned(),
        };
        let error = query(deps.as_ref(), mock_env(), balance).unwrap_err();
        assert_eq!(error, invalid);
    }
}

#[test]
fn opening_balances_are_bounded() {
    let rows = |count: usize| {
        let row = |index| Cw20Coin {
            address: addr(&format!("holder{index}")).to_string(),
            amount: Uint128::one(),
        };
        (0..count).map(row).collect::<Vec<_>>()
    };
    let error = refused(|msg| msg.initial_balances = rows(101));
    let (found, max) = (101, 100);
    assert_eq!(error, ContractError::TooManyBalances { found, max });

    let mut msg = akt();
    msg.initial_balances = rows(100);
    let info = message_info(&addr("deployer"), &[]);
    assert!(instantiate(mock_dependencies().as_mut(), mock_env(), info, msg).is_ok());
}

#[test]
fn opening_balances_beyond_128_bits_are_refused() {
    let error = refused(|msg| {
        msg.initial_balances.push(Cw20Coin {
            address: addr("ben").to_string(),
            amount: Uint128::MAX,
        });
    });
    let (current, added) = (Uint128::new(1_000), Uint128::MAX);
    assert_eq!(error, ContractError::Overflow { current, added });
}

#[test]
fn native_coins_are_refused() {
    let mut deps = mock_dependencies();
    let found = coin(5, "uatom").to_string();
    let unexpected = ContractError::UnexpectedFunds { found };

    let paying = message_info(&addr("deployer"), &coins(5, "uatom"));
    let error = instantiate(deps.as_mut(), mock_env(), paying.clone(), akt()).unwrap_err();
    assert_eq!(error, unexpected);

    deploy(deps.as_mut(), "bme");
    let burn = ExecuteMsg::Burn {
        amount: Uint128::one(),
    };
    let error = execute(deps.as_mut(), mock_env(), paying, burn).unwrap_err();
    assert_eq!(error, unexpected);
}

#[test]
fn only_the_minter_mints() {
    let mut deps = mock_dependencies();
    deploy(deps.as_mut(), "bme");
    let error = run(deps.as_mut(), "ana", mint("ana", 1)).unwrap_err();
    let unauthorized = cw20_base::ContractError::Unauthorized {};
    assert_eq!(error, ContractError::Cw20(unauthorized));

    run(deps.as_mut(), "bme", mint("ana", 500)).unwrap();
    let info = query(deps.as_ref(), mock_env(), QueryMsg::TokenInfo {}).unwrap();
    let info: TokenInfoResponse = from_json(info).unwrap();
    assert_eq!(info.total_supply, Uint128::new(1_500));
}

#[test]
fn the_deployer_hands_minting_to_bme() {
    let mut deps = mock_dependencies();
    deploy(deps.as_mut(), "deployer");
    let hand_over = ExecuteMsg::UpdateMinter {
        new_minter: Some(addr("bme").to_string()),
    };
    run(deps.as_mut(), "deployer", hand_over).unwrap();
    assert!(run(deps.as_mut(), "deployer", mint("ana", 1)).is_err());
    assert!(run(deps.as_mut(), "bme", mint("ana", 1)).is_ok());
}

#[test]
fn supply_and_allowance_overflow_without_a_panic() {
    let mut deps = mock_dependencies();
    deploy(deps.as_mut(), "bme");
    let error = run(deps.as_mut(), "bme", mint("ana", u128::MAX)).unwrap_err();
    let (current, added) = (Uint128::new(1_000), Uint128::MAX);
    assert_eq!(error, ContractError::Overflow { current, added });
    run(deps.as_mut(), "bme", mint("ana", u128::MAX - 1_000)).unwrap();

    let allow = ExecuteMsg::IncreaseAllowance {
        spender: addr("ben").to_string(),
        amount: Uint128::MAX,
        expires: None,
    };
    run(deps.as_mut(), "ana", allow.clone()).unwrap();
    let error = run(deps.as_mut(), "ana", allow).unwrap_err();
    let current = Uint128::MAX;
    assert_eq!(error, ContractError::Overflow { current, added });
}

#[test]
fn spending_more_than_held_or_allowed_is_insufficient() {
    let mut deps = mock_dependencies();
    deploy(deps.as_mut(), "bme");
    let amount = Uint128::new(1_001);
    let over = run(deps.as_mut(), "ana", ExecuteMsg::Burn { amount });
    assert_eq!(over.unwrap_err(), ContractError::Insufficient);

    let allow = ExecuteMsg::IncreaseAllowance {
        spender: addr("ben").to_string(),
        amount: Uint128::new(10),
        expires: None,
    };
    run(deps.as_mut(), "ana", allow).unwrap();
    let take = |amount: u128| ExecuteMsg::BurnFrom {
        owner: addr("ana").to_string(),
        amount: Uint128::new(amount),
    };
    let over = run(deps.as_mut(), "ben", take(11));
    assert_eq!(over.unwrap_err(), ContractError::Insufficient);
    assert!(run(deps.as_mut(), "ben", take(10)).is_ok());
}
