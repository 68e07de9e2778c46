use cosmwasm_std::Event;
use tender_bme::ContractError;
use tender_guard::GuardError;
use tender_interfaces::bme::{ExecuteMsg, Payment};
use tender_interfaces::events::CreditPaid;

use crate::desk::{addr, amount, Desk, ONE};

/// With 1 000 ACT of escrow's.
fn funded() -> Desk {
    let mut desk = Desk::new();
    desk.mint("ana", 1_100 * ONE).unwrap();
    desk.send("ana", "escrow", 1_000 * ONE).unwrap();
    desk
}

#[test]
fn several_holders_are_paid_at_once() {
    let mut desk = funded();
    let answer = desk
        .pay("escrow", &[("ben", 3), ("bob", 5), ("ben", 4)])
        .unwrap();
    assert_eq!((desk.balance("ben"), desk.balance("bob")), (7, 5));
    assert_eq!(desk.balance("escrow"), 1_000 * ONE - 12);
    let event = CreditPaid {
        from: addr("escrow").into(),
        payments: 3,
        amount: amount(12),
    };
    assert_eq!(answer.events, [Event::from(event)]);
    assert!(answer.messages.is_empty());
    // What was there before stays.
    desk.pay("escrow", &[("ben", 1)]).unwrap();
    assert_eq!(desk.balance("ben"), 8);
}

#[test]
fn only_the_suite_pays() {
    let mut desk = funded();
    for stranger in ["ana", "gov", "token", "oracle"] {
        let address = addr(stranger).into();
        let refused = desk.pay(stranger, &[("ben", 1)]);
        assert_eq!(refused, Err(ContractError::NotInSuite { address }));
    }
}

#[test]
fn a_batch_has_one_to_a_hundred_payments() {
    let mut desk = funded();
    let names: Vec<String> = (0..101).map(|number| format!("b{number}")).collect();
    let payments: Vec<(&str, u128)> = names.iter().map(|name| (name.as_str(), 2)).collect();
    for length in [0, 101] {
        let refused = desk.pay("escrow", &payments[..length]);
        let error = GuardError::ListLength {
            what: "payments",
            length,
            min: 1,
            max: 100,
        };
        assert_eq!(refused, Err(error.into()));
    }
    desk.pay("escrow", &payments[..100]).unwrap();
    assert_eq!(desk.balance("b99"), 2);
    assert_eq!(desk.balance("escrow"), 1_000 * ONE - 200);
}

#[test]
fn nobody_is_paid_nothing() {
    let mut desk = funded();
    let refused = desk.pay("escrow", &[("ben", 1), ("bob", 0)]);
    assert_eq!(refused, Err(ContractError::ZeroAmount));
}

#[test]
fn a_batch_is_covered_as_a_whole() {
    let mut desk = funded();
    let balance = amount(1_000 * ONE);
    let needed = amount(1_000 * ONE + 1);
    let refused = desk.pay("escrow", &[("ben", 1_000 * ONE), ("bob", 1)]);
    assert_eq!(
        refused,
        Err(ContractError::InsufficientCredit { balance, needed })
    );
    let refused = desk.pay("escrow", &[("ben", u128::MAX), ("bob", 1)]);
    assert!(
        matches!(refused, Err(ContractError::Math(_))),
        "{refused:?}"
    );
    desk.pay("escrow", &[("ben", 1_000 * ONE)]).unwrap();
    assert_eq!(desk.balance("escrow"), 0);
}

#[test]
fn paying_oneself_creates_nothing() {
    let mut desk = funded();
    desk.pay("escrow", &[("escrow", ONE), ("ben", ONE)])
        .unwrap();
    assert_eq!(desk.balance("escrow"), 999 * ONE);
}

#[test]
fn addresses_are_checked_and_coins_refused() {
    let mut desk = funded();
    let pay = |to: &str| ExecuteMsg::Pay {
        payments: vec![Payment {
            to: to.to_string(),
            amount: amount(1),
        }],
    };
    let coins = desk.run_with_coins("escrow", pay(addr("ben").as_str()));
    assert_eq!(coins, Err(GuardError::UnexpectedFunds.into()));
    for text in ["", "ben", &addr("ben").as_str().to_uppercase()] {
        let refused = desk.run("escrow", pay(text));
        let typed = matches!(
            refused,
            Err(ContractError::Guard(GuardError::Address { .. }))
        );
        assert!(typed, "{text}: {refused:?}");
    }
}
