use cosmwasm_std::{coins, Empty};
use cw2::get_contract_version;
use tender_guard::GuardError;
use tender_interfaces::token::{InitialBalance, InstantiateMsg, CONTRACT};
use tender_testkit::solo::addr;
use tender_token::contract::instantiate;
use tender_token::ContractError;
use tender_types::Akt;

use crate::verbs::{opening, token, Solo, Verbs, ENTRY};

fn opened(change: impl FnOnce(&mut InstantiateMsg)) -> Result<(), ContractError> {
    let mut msg = opening();
    change(&mut msg);
    Solo::open(ENTRY, &msg).map(|_| ())
}

fn holders(count: usize) -> Vec<InitialBalance> {
    let holder = |index| InitialBalance {
        address: addr(&format!("holder{index}")).into(),
        amount: Akt(1),
    };
    (0..count).map(holder).collect()
}

#[test]
fn a_token_opens_with_its_balances_under_its_own_name() {
    let solo = token();
    assert_eq!((solo.balance("ana"), solo.supply()), (1_000, 1_000));
    let version = get_contract_version(&solo.deps.storage).unwrap();
    assert_eq!(version.contract, CONTRACT);
}

#[test]
fn another_symbol_is_refused() {
    let refused = opened(|msg| msg.symbol = "akt".to_string());
    let (found, expected) = ("akt".into(), "AKT");
    assert_eq!(refused, Err(ContractError::Symbol { found, expected }));
    let refused = opened(|msg| msg.symbol = "x".repeat(100_000));
    let error = refused.unwrap_err();
    assert!(matches!(error, ContractError::Symbol { .. }), "{error}");
    assert!(error.to_string().len() < 200);
}

#[test]
fn only_six_decimals_are_taken() {
    for found in [0, 5, 7, 18] {
        let refused = opened(|msg| msg.decimals = found);
        let expected = 6;
        assert_eq!(refused, Err(ContractError::Decimals { found, expected }));
    }
}

#[test]
fn the_name_has_three_to_fifty_bytes() {
    for found in [2, 51] {
        let refused = opened(|msg| msg.name = "a".repeat(found));
        let (min, max) = (3, 50);
        let error = ContractError::NameLength { found, min, max };
        assert_eq!(refused, Err(error));
    }
    for bytes in [3, 50] {
        opened(|msg| msg.name = "a".repeat(bytes)).unwrap();
    }
}

#[test]
fn a_minter_with_a_cap_is_refused() {
    let cap = Akt(u128::MAX);
    let refused = opened(|msg| msg.mint.cap = Some(cap));
    assert_eq!(refused, Err(ContractError::MinterCapped { cap }));
}

#[test]
fn marketing_is_refused() {
    let refused = opened(|msg| msg.marketing = Some(Empty {}));
    assert_eq!(refused, Err(ContractError::Marketing));
}

#[test]
fn holders_and_minter_are_addresses_of_this_chain() {
    for text in ["", "bme", &addr("bme").as_str().to_uppercase()] {
        let minter = opened(|msg| msg.mint.minter = text.to_string());
        let holder = opened(|msg| msg.initial_balances[0].address = text.to_string());
        for refused in [minter, holder] {
            let typed = matches!(
                refused,
                Err(ContractError::Guard(GuardError::Address { .. }))
            );
            assert!(typed, "{text}: {refused:?}");
        }
    }
}

#[test]
fn opening_balances_are_bounded_and_name_each_holder_once() {
    opened(|msg| msg.initial_balances = holders(100)).unwrap();
    opened(|msg| msg.initial_balances = vec![]).unwrap();
    let refused = opened(|msg| msg.initial_balances = holders(101));
    let too_long = GuardError::ListLength {
        what: "initial_balances",
        length: 101,
        min: 0,
        max: 100,
    };
    assert_eq!(refused, Err(too_long.into()));
    let refused = opened(|msg| msg.initial_balances = [holders(2), holders(1)].concat());
    let what = "initial_balances";
    assert_eq!(refused, Err(GuardError::Duplicate { what }.into()));
}

#[test]
fn opening_balances_beyond_128_bits_are_refused() {
    let added = Akt(u128::MAX);
    let refused = opened(|msg| {
        msg.initial_balances.push(InitialBalance {
            address: addr("ben").into(),
            amount: added,
        });
    });
    let (what, current) = ("supply", Akt(1_000));
    let error = ContractError::Overflow {
        what,
        current,
        added,
    };
    assert_eq!(refused, Err(error));
}

#[test]
fn coins_are_refused() {
    let mut solo = token();
    let info = cosmwasm_std::testing::message_info(&addr("deployer"), &coins(5, "uatom"));
    let msg = tender_testkit::solo::message(&opening());
    let refused = instantiate(solo.deps.as_mut(), solo.env.clone(), info, msg);
    assert_eq!(refused, Err(GuardError::UnexpectedFunds.into()));
}
