//! The embedded chain with native contracts: atomicity, replies, time, accounts, gas.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, missing_docs)]

use cosmwasm_std::{coins, to_json_binary, BankMsg, Empty, Uint128, WasmMsg};
use cw20::Cw20Coin;
use cw_multi_test::{Contract, ContractWrapper};
use tender_chain::{Chain, ChainError};

fn cw20() -> Box<dyn Contract<Empty>> {
    Box::new(ContractWrapper::new(
        cw20_base::contract::execute,
        cw20_base::contract::instantiate,
        cw20_base::contract::query,
    ))
}

fn token(chain: &mut Chain) -> cosmwasm_std::Addr {
    let code = chain.store_native(cw20());
    let ana = chain.addr("ana");
    let msg = cw20_base::msg::InstantiateMsg {
        name: "Coin".into(),
        symbol: "COIN".into(),
        decimals: 6,
        initial_balances: vec![Cw20Coin {
            address: ana.to_string(),
            amount: Uint128::new(1_000_000),
        }],
        mint: None,
        marketing: None,
    };
    chain
        .instantiate(code, &ana, &msg, &[], "coin", None)
        .unwrap()
        .0
}

fn transfer(chain: &Chain, contract: &cosmwasm_std::Addr, amount: u128) -> cosmwasm_std::CosmosMsg {
    WasmMsg::Execute {
        contract_addr: contract.to_string(),
        msg: to_json_binary(&cw20::Cw20ExecuteMsg::Transfer {
            recipient: chain.addr("ben").to_string(),
            amount: Uint128::new(amount),
        })
        .unwrap(),
        funds: vec![],
    }
    .into()
}

fn balance(chain: &Chain, contract: &cosmwasm_std::Addr, who: &str) -> u128 {
    let query = cw20::Cw20QueryMsg::Balance {
        address: chain.addr(who).to_string(),
    };
    let answer: cw20::BalanceResponse = chain.query(contract, &query).unwrap();
    answer.balance.u128()
}

#[test]
fn a_failing_message_undoes_the_ones_before_it() {
    let mut chain = Chain::new();
    let token = token(&mut chain);
    let ana = chain.addr("ana");
    let msgs = vec![
        transfer(&chain, &token, 5),
        transfer(&chain, &token, 2_000_000),
    ];
    let error = chain.run(&ana, msgs).unwrap_err();
    assert!(error.downcast_ref::<cw20_base::ContractError>().is_some());
    assert_eq!(balance(&chain, &token, "ben"), 0);
    chain.run(&ana, vec![transfer(&chain, &token, 5)]).unwrap();
    assert_eq!(balance(&chain, &token, "ben"), 5);
}

#[test]
fn blocked_accounts_receive_nothing() {
    let mut chain = Chain::new();
    let (ana, ben) = (chain.addr("ana"), chain.addr("ben"));
    chain.fund(&ana, coins(100, "uact"));
    chain.block_account(&ben);
    let send = BankMsg::Send {
        to_address: ben.to_string(),
        amount: coins(40, "uact"),
    };
    let error = chain.run(&ana, vec![send.clone().into()]).unwrap_err();
    let blocked = ChainError::BlockedAddress(ben.to_string());
    assert_eq!(error.downcast_ref::<ChainError>(), Some(&blocked));
    assert_eq!(chain.balance(&ana, "uact").u128(), 100);
    chain.unblock_account(&ben);
    chain.run(&ana, vec![send.into()]).unwrap();
    assert_eq!(chain.balance(&ben, "uact").u128(), 40);
}
