use cosmwasm_std::{coins, Binary};
use cw20::Cw20ReceiveMsg;
use tender_bme::ContractError;
use tender_guard::GuardError;
use tender_interfaces::admin::{ActionClass, DEFAULT_GUARDIAN_PAUSE};
use tender_interfaces::bme::ExecuteMsg;
use tender_interfaces::escrow;
use tender_interfaces::events::CreditMoved;
use tender_testkit::solo::{addr, event, sent_to};
use tender_types::{Act, Seconds};

use crate::verbs::{bme, Solo, Verbs, ONE};

/// With 9.975 ACT of ana's.
fn minted() -> Solo {
    let mut solo = bme();
    solo.mint("ana", 10 * ONE).unwrap();
    solo
}

fn not_in_suite(name: &str) -> ContractError {
    let address = addr(name).into();
    ContractError::NotInSuite { address }
}

#[test]
fn a_holder_sends_to_the_suite_and_says_why() {
    let mut solo = minted();
    let answer = solo.hand("ana", "escrow", 4 * ONE).unwrap();
    assert_eq!(solo.balance("ana"), 5_975_000);
    assert_eq!(solo.balance("escrow"), 4 * ONE);
    let moved = CreditMoved {
        from: addr("ana").into(),
        to: addr("escrow").into(),
        amount: Act(4 * ONE),
    };
    assert_eq!(event::<CreditMoved>(&answer), moved);
    let hook = escrow::ExecuteMsg::Receive(Cw20ReceiveMsg {
        sender: addr("ana").into(),
        amount: (4 * ONE).into(),
        msg: Binary::new(b"{}".to_vec()),
    });
    assert_eq!(answer.messages.len(), 1);
    assert_eq!(sent_to::<escrow::ExecuteMsg>(&answer, "escrow"), [hook]);
}

#[test]
fn the_suite_transfers_to_anybody() {
    let mut solo = minted();
    solo.hand("ana", "escrow", 4 * ONE).unwrap();
    let answer = solo.transfer("escrow", "ben", ONE).unwrap();
    assert!(answer.messages.is_empty());
    solo.transfer("escrow", "auction", ONE).unwrap();
    solo.hand("escrow", "auction", ONE).unwrap();
    let holders = ["escrow", "ben", "auction"].map(|name| solo.balance(name));
    assert_eq!(holders, [ONE, ONE, 2 * ONE]);
}

#[test]
fn credit_is_not_for_trade() {
    let mut solo = minted();
    assert_eq!(solo.transfer("ana", "ben", ONE), Err(not_in_suite("ben")));
    assert_eq!(solo.transfer("ana", "ana", ONE), Err(not_in_suite("ana")));
    assert_eq!(solo.hand("ana", "ben", ONE), Err(not_in_suite("ben")));
    assert_eq!(solo.hand("ana", "token", ONE), Err(not_in_suite("token")));
    assert_eq!(solo.balance("ana"), 9_975_000);
}

#[test]
fn credit_without_a_message_would_be_nobodys() {
    let mut solo = minted();
    let address = addr("escrow").into();
    let refused = solo.transfer("ana", "escrow", ONE);
    assert_eq!(refused, Err(ContractError::UseSend { address }));
}

#[test]
fn the_suite_sends_only_to_the_suite() {
    let mut solo = minted();
    solo.hand("ana", "escrow", ONE).unwrap();
    assert_eq!(solo.hand("escrow", "ben", ONE), Err(not_in_suite("ben")));
}

#[test]
fn a_move_to_oneself_changes_nothing() {
    let mut solo = minted();
    solo.hand("ana", "escrow", ONE).unwrap();
    solo.transfer("escrow", "escrow", ONE).unwrap();
    assert_eq!(solo.balance("escrow"), ONE);
    let (balance, needed) = (Act(ONE), Act(ONE + 1));
    let refused = solo.transfer("escrow", "escrow", ONE + 1);
    assert_eq!(
        refused,
        Err(ContractError::InsufficientCredit { balance, needed })
    );
}

#[test]
fn only_what_is_held_moves() {
    let mut solo = minted();
    let (balance, needed) = (Act(9_975_000), Act(9_975_001));
    let refused = solo.hand("ana", "escrow", 9_975_001);
    assert_eq!(
        refused,
        Err(ContractError::InsufficientCredit { balance, needed })
    );
    assert_eq!(
        solo.hand("ana", "escrow", 0),
        Err(ContractError::ZeroAmount)
    );
    assert_eq!(
        solo.transfer("escrow", "ana", 0),
        Err(ContractError::ZeroAmount)
    );
    solo.hand("ana", "escrow", 9_975_000).unwrap();
    assert_eq!(solo.balance("ana"), 0);
}

#[test]
fn a_pause_of_spending_stops_holders_and_not_the_suite() {
    let mut solo = minted();
    solo.hand("ana", "escrow", 4 * ONE).unwrap();
    let class = ActionClass::Spend;
    solo.pause("gov", class);
    let refused = solo.hand("ana", "escrow", ONE);
    assert_eq!(refused, Err(GuardError::Paused { class }.into()));
    solo.transfer("escrow", "ana", ONE).unwrap();
    solo.hand("escrow", "auction", ONE).unwrap();
    solo.pay("escrow", &[("ben", ONE)]).unwrap();
    solo.resume(class);
    solo.hand("ana", "escrow", ONE).unwrap();
}

#[test]
fn holders_spend_again_when_the_guardians_pause_lapses() {
    let mut solo = minted();
    let class = ActionClass::Spend;
    solo.pause("gil", class);
    let until = solo.now().after(DEFAULT_GUARDIAN_PAUSE);
    solo.at(until.before(Seconds(1)));
    let refused = solo.hand("ana", "escrow", ONE);
    assert_eq!(
        refused,
        Err(GuardError::PausedUntil { class, until }.into())
    );
    solo.at(until);
    solo.hand("ana", "escrow", ONE).unwrap();
}

#[test]
fn addresses_are_checked_and_coins_refused() {
    let mut solo = minted();
    let amount = Act(ONE);
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
            let paid = solo.send_with("ana", &msg, &coins(1, "uakt"));
            assert_eq!(paid, Err(GuardError::UnexpectedFunds.into()));
            let refused = solo.send("ana", &msg);
            let typed = matches!(
                refused,
                Err(ContractError::Guard(GuardError::Address { .. }))
            );
            assert!(typed, "{text}: {refused:?}");
        }
    }
}
