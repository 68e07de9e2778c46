use cosmwasm_std::testing::mock_env;
use cosmwasm_std::{coins, from_json, Binary, CosmosMsg, Empty, StdError, WasmMsg};
use cw20::{Cw20ExecuteMsg, MinterResponse};
use cw20_base::msg::QueryMsg;
use serde_json::Value;
use tender_guard::{set_version, GuardError};
use tender_interfaces::token::{ExecuteMsg, CONTRACT};
use tender_testkit::solo::{addr, message};
use tender_token::contract::migrate;
use tender_token::ContractError;
use tender_types::Akt;

use crate::verbs::{token, Verbs};

/// What wallets, explorers and other contracts send is what the cw20 standard says.
#[test]
fn the_messages_are_those_of_the_standard() {
    let (ana, ben) = (addr("ana").to_string(), addr("ben").to_string());
    let amount = Akt(7);
    let ours = [
        ExecuteMsg::Transfer {
            recipient: ana.clone(),
            amount,
        },
        ExecuteMsg::Burn { amount },
        ExecuteMsg::Send {
            contract: ana.clone(),
            amount,
            msg: Binary::from(b"{}"),
        },
        ExecuteMsg::IncreaseAllowance {
            spender: ben.clone(),
            amount,
            expires: None,
        },
        ExecuteMsg::DecreaseAllowance {
            spender: ben.clone(),
            amount,
            expires: Some(cw20::Expiration::AtHeight(9)),
        },
        ExecuteMsg::TransferFrom {
            owner: ana.clone(),
            recipient: ben.clone(),
            amount,
        },
        ExecuteMsg::SendFrom {
            owner: ana.clone(),
            contract: ben.clone(),
            amount,
            msg: Binary::from(b"{}"),
        },
        ExecuteMsg::BurnFrom { owner: ana, amount },
        ExecuteMsg::Mint {
            recipient: ben.clone(),
            amount,
        },
        ExecuteMsg::UpdateMinter { new_minter: ben },
    ];
    for msg in ours {
        let json: Value = serde_json::to_value(&msg).unwrap();
        let standard: Cw20ExecuteMsg = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(serde_json::to_value(&standard).unwrap(), json);
        assert_eq!(Cw20ExecuteMsg::from(msg), standard);
    }
}

#[test]
fn a_contract_is_told_what_came_and_why() {
    let mut solo = token();
    let msg = ExecuteMsg::Send {
        contract: addr("bme").into(),
        amount: Akt(400),
        msg: Binary::from(b"{}"),
    };
    let answer = solo.send("ana", &msg).unwrap();
    assert_eq!((solo.balance("ana"), solo.balance("bme")), (600, 400));
    let [message] = answer.messages.as_slice() else {
        panic!("{answer:?}");
    };
    let CosmosMsg::Wasm(WasmMsg::Execute {
        contract_addr, msg, ..
    }) = &message.msg
    else {
        panic!("{message:?}");
    };
    assert_eq!(*contract_addr, addr("bme").as_str());
    let hook: Value = from_json(msg).unwrap();
    assert_eq!(hook["receive"]["sender"], addr("ana").as_str());
    assert_eq!(hook["receive"]["amount"], "400");
}

#[test]
fn malformed_and_upper_case_addresses_are_refused() {
    let mut solo = token();
    for text in ["", "bme", &addr("bme").as_str().to_uppercase()] {
        let transfer = ExecuteMsg::Transfer {
            recipient: text.to_string(),
            amount: Akt(1),
        };
        let from = ExecuteMsg::TransferFrom {
            owner: addr("ana").into(),
            recipient: text.to_string(),
            amount: Akt(1),
        };
        let minter = ExecuteMsg::UpdateMinter {
            new_minter: text.to_string(),
        };
        for msg in [transfer, from, minter] {
            let refused = solo.send("ana", &msg);
            let typed = matches!(
                refused,
                Err(ContractError::Guard(GuardError::Address { .. }))
            );
            assert!(typed, "{msg:?}: {refused:?}");
        }
        let balance = QueryMsg::Balance {
            address: text.to_string(),
        };
        let after = QueryMsg::AllAccounts {
            start_after: Some(text.to_string()),
            limit: None,
        };
        for msg in [balance, after] {
            let refused = solo.query::<_, Value>(&msg);
            let typed = matches!(
                refused,
                Err(ContractError::Guard(GuardError::Address { .. }))
            );
            assert!(typed, "{msg:?}: {refused:?}");
        }
    }
}

#[test]
fn native_coins_are_refused() {
    let mut solo = token();
    let burn = ExecuteMsg::Burn { amount: Akt(1) };
    let refused = solo.send_with("ana", &burn, &coins(5, "uatom"));
    assert_eq!(refused, Err(GuardError::UnexpectedFunds.into()));
}

#[test]
fn only_the_minter_mints() {
    let mut solo = token();
    let refused = solo.mint("ana", "ana", 1);
    assert_eq!(refused, Err(ContractError::NotMinter));
    solo.mint("bme", "ana", 500).unwrap();
    assert_eq!((solo.balance("ana"), solo.supply()), (1_500, 1_500));
}

#[test]
fn the_minter_passes_minting_on() {
    let mut solo = token();
    let refused = solo.hand_minting_to("ana", "ana");
    assert_eq!(refused, Err(ContractError::NotMinter));
    let refused = solo.hand_minting_to("bme", "bme");
    assert_eq!(refused, Err(GuardError::NoChange.into()));
    solo.hand_minting_to("bme", "dao").unwrap();
    let minter: MinterResponse = solo.query(&QueryMsg::Minter {}).unwrap();
    assert_eq!(minter.minter, addr("dao").as_str());
    let refused = solo.mint("bme", "ana", 1);
    assert_eq!(refused, Err(ContractError::NotMinter));
    solo.mint("dao", "ana", 1).unwrap();
}

#[test]
fn supply_overflows_without_a_panic() {
    let mut solo = token();
    let (what, current, added) = ("supply", Akt(1_000), Akt(u128::MAX));
    let overflow = ContractError::Overflow {
        what,
        current,
        added,
    };
    assert_eq!(solo.mint("bme", "ana", u128::MAX), Err(overflow));
    solo.mint("bme", "ben", u128::MAX - 1_000).unwrap();
    assert_eq!(solo.supply(), u128::MAX);
}

#[test]
fn more_than_one_holds_is_insufficient() {
    let mut solo = token();
    assert_eq!(solo.burn("ana", 1_001), Err(ContractError::Insufficient));
    assert_eq!(solo.burn("ben", 1), Err(ContractError::Insufficient));
    let transfer = ExecuteMsg::Transfer {
        recipient: addr("ben").into(),
        amount: Akt(1_001),
    };
    let refused = solo.send("ana", &transfer);
    assert_eq!(refused, Err(ContractError::Insufficient));
    solo.burn("ana", 1_000).unwrap();
    assert_eq!(solo.supply(), 0);
}

#[test]
fn what_is_not_there_is_refused_with_a_code() {
    let refused = token().query::<_, Value>(&QueryMsg::DownloadLogo {});
    let error = refused.unwrap_err();
    let missing = matches!(error, ContractError::Std(StdError::NotFound { .. }));
    assert!(missing, "{error:?}");
    assert!(error.to_string().starts_with("guard/std: "), "{error}");
}

#[test]
fn code_goes_forward_only() {
    let mut solo = token();
    let rows = solo.rows();
    migrate(solo.deps.as_mut(), mock_env(), message(&Empty {})).unwrap();
    assert_eq!(solo.rows(), rows);
    set_version(&mut solo.deps.storage, "crates.io:cw20-base", "0.0.1").unwrap();
    let other = GuardError::OtherContract {
        found: "crates.io:cw20-base".into(),
        expected: CONTRACT,
    };
    let refused = migrate(solo.deps.as_mut(), mock_env(), message(&Empty {}));
    assert_eq!(refused, Err(other.into()));
}
