use cosmwasm_std::{from_json, Binary, CosmosMsg, Event, WasmMsg};
use cw20::Cw20ReceiveMsg;
use tender_bme::ContractError;
use tender_guard::GuardError;
use tender_interfaces::bme::ExecuteMsg;
use tender_interfaces::escrow;
use tender_interfaces::events::CreditMoved;
use tender_interfaces::roles::ActionClass;

use crate::desk::{addr, amount, messages, Desk, ONE};

/// With 9.975 ACT of ana's.
fn minted() -> Desk {
    let mut desk = Desk::new();
    desk.mint("ana", 10 * ONE).unwrap();
    desk
}

fn not_in_suite(name: &str) -> ContractError {
    let address = addr(name).into();
    ContractError::NotInSuite { address }
}

#[test]
fn a_holder_sends_to_the_suite_and_says_why() {
    let mut desk = minted();
    let answer = desk.send("ana", "escrow", 4 * ONE).unwrap();
    assert_eq!(desk.balance("ana"), 5_975_000);
    assert_eq!(desk.balance("escrow"), 4 * ONE);
    let event = CreditMoved {
        from: addr("ana").into(),
        to: addr("escrow").into(),
        amount: amount(4 * ONE),
    };
    assert_eq!(answer.events, [Event::from(event)]);
    let sent = messages(&answer);
    let [CosmosMsg::Wasm(WasmMsg::Execute {
        contract_addr,
        msg,
        funds,
    })] = sent.as_slice()
    else {
        panic!("{sent:?}");
    };
    assert_eq!(*contract_addr, addr("escrow").as_str());
    assert!(funds.is_empty());
    let hook = escrow::ExecuteMsg::Receive(Cw20ReceiveMsg {
        sender: addr("ana").into(),
        amount: amount(4 * ONE),
        msg: Binary::new(b"{}".to_vec()),
    });
    assert_eq!(from_json::<escrow::ExecuteMsg>(msg).unwrap(), hook);
}

#[test]
fn the_suite_transfers_to_anybody() {
    let mut desk = minted();
    desk.send("ana", "escrow", 4 * ONE).unwrap();
    let answer = desk.transfer("escrow", "ben", ONE).unwrap();
    assert!(answer.messages.is_empty());
    desk.transfer("escrow", "auction", ONE).unwrap();
    desk.send("escrow", "auction", ONE).unwrap();
    let holders = ["escrow", "ben", "auction"].map(|name| desk.balance(name));
    assert_eq!(holders, [ONE, ONE, 2 * ONE]);
}

#[test]
fn credit_is_not_for_trade() {
    let mut desk = minted();
    assert_eq!(desk.transfer("ana", "ben", ONE), Err(not_in_suite("ben")));
    assert_eq!(desk.transfer("ana", "ana", ONE), Err(not_in_suite("ana")));
    assert_eq!(desk.send("ana", "ben", ONE), Err(not_in_suite("ben")));
    assert_eq!(desk.send("ana", "token", ONE), Err(not_in_suite("token")));
    assert_eq!(desk.balance("ana"), 9_975_000);
}

#[test]
fn credit_without_a_message_would_be_nobodys() {
    let mut desk = minted();
    let address = addr("escrow").into();
    let refused = desk.transfer("ana", "escrow", ONE);
    assert_eq!(refused, Err(ContractError::UseSend { address }));
}

#[test]
fn the_suite_sends_only_to_the_suite() {
    let mut desk = minted();
    desk.send("ana", "escrow", ONE).unwrap();
    assert_eq!(desk.send("escrow", "ben", ONE), Err(not_in_suite("ben")));
}

#[test]
fn a_move_to_oneself_changes_nothing() {
    let mut desk = minted();
    desk.send("ana", "escrow", ONE).unwrap();
    desk.transfer("escrow", "escrow", ONE).unwrap();
    assert_eq!(desk.balance("escrow"), ONE);
    let (balance, needed) = (amount(ONE), amount(ONE + 1));
    let refused = desk.transfer("escrow", "escrow", ONE + 1);
    assert_eq!(
        refused,
        Err(ContractError::InsufficientCredit { balance, needed })
    );
}

#[test]
fn only_what_is_held_moves() {
    let mut desk = minted();
    let (balance, needed) = (amount(9_975_000), amount(9_975_001));
    let refused = desk.send("ana", "escrow", 9_975_001);
    assert_eq!(
        refused,
        Err(ContractError::InsufficientCredit { balance, needed })
    );
    assert_eq!(
        desk.send("ana", "escrow", 0),
        Err(ContractError::ZeroAmount)
    );
    assert_eq!(
        desk.transfer("escrow", "ana", 0),
        Err(ContractError::ZeroAmount)
    );
    desk.send("ana", "escrow", 9_975_000).unwrap();
    assert_eq!(desk.balance("ana"), 0);
}

#[test]
fn a_pause_of_spending_stops_holders_and_not_the_suite() {
    let mut desk = minted();
    desk.send("ana", "escrow", 4 * ONE).unwrap();
    let class = ActionClass::Spend;
    desk.run("gil", ExecuteMsg::Pause { class }).unwrap();
    let refused = desk.send("ana", "escrow", ONE);
    assert_eq!(refused, Err(GuardError::Paused { class }.into()));
    desk.transfer("escrow", "ana", ONE).unwrap();
    desk.send("escrow", "auction", ONE).unwrap();
    desk.pay("escrow", &[("ben", ONE)]).unwrap();
    desk.run("gov", ExecuteMsg::Unpause { class }).unwrap();
    desk.send("ana", "escrow", ONE).unwrap();
}

#[test]
fn addresses_are_checked_and_coins_refused() {
    let mut desk = minted();
    let amount = amount(ONE);
    for text in ["", "escrow", &addr("escrow").as_str().to_uppercase()] {
        let transfer = ExecuteMsg::Transfer {
            recipient: text.to_string(),
            amount,
        };
        let send = ExecuteMsg::Send {
            contract: text.to_string(),
            amount,
            msg: Binary::default(),
        };
        for msg in [transfer, send] {
            let coins = desk.run_with_coins("ana", msg.clone());
            assert_eq!(coins, Err(GuardError::UnexpectedFunds.into()));
            let refused = desk.run("ana", msg);
            let typed = matches!(
                refused,
                Err(ContractError::Guard(GuardError::Address { .. }))
            );
            assert!(typed, "{text}: {refused:?}");
        }
    }
}
