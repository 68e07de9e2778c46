use cosmwasm_std::coins;
use tender_bme::ContractError;
use tender_guard::GuardError;
use tender_interfaces::bme::{ExecuteMsg, Payment};
use tender_interfaces::events::CreditMoved;
use tender_math::MathError;
use tender_testkit::solo::{addr, events};
use tender_types::{Act, Echo};

use crate::verbs::{bme, Solo, Verbs, ONE};

/// With 1 000 ACT of escrow's.
fn funded() -> Solo {
    let mut solo = bme();
    solo.mint("ana", 1_100 * ONE).unwrap();
    solo.hand("ana", "escrow", 1_000 * ONE).unwrap();
    solo
}

#[test]
fn several_holders_are_paid_at_once() {
    let mut solo = funded();
    let answer = solo
        .pay("escrow", &[("ben", 3), ("bob", 5), ("ben", 4)])
        .unwrap();
    assert_eq!((solo.balance("ben"), solo.balance("bob")), (7, 5));
    assert_eq!(solo.balance("escrow"), 1_000 * ONE - 12);
    // One event for each who is paid, so that balances follow from events alone.
    let moved = |to: &str, amount| CreditMoved {
        from: addr("escrow").into(),
        to: addr(to).into(),
        amount: Act(amount),
    };
    let mut said = events::<CreditMoved>(&answer.events);
    assert_eq!(said.len(), answer.events.len());
    said.sort_by_key(|moved| moved.amount);
    assert_eq!(said, [moved("bob", 5), moved("ben", 7)]);
    assert!(answer.messages.is_empty());
    // What was there before stays.
    solo.pay("escrow", &[("ben", 1)]).unwrap();
    assert_eq!(solo.balance("ben"), 8);
}

#[test]
fn only_the_suite_pays() {
    let mut solo = funded();
    for stranger in ["ana", "gov", "token", "oracle"] {
        let address = addr(stranger).into();
        let refused = solo.pay(stranger, &[("ben", 1)]);
        assert_eq!(refused, Err(ContractError::NotInSuite { address }));
    }
}

#[test]
fn a_batch_has_one_to_a_hundred_payments() {
    let mut solo = funded();
    let names: Vec<String> = (0..101).map(|number| format!("b{number}")).collect();
    let payments: Vec<(&str, u128)> = names.iter().map(|name| (name.as_str(), 2)).collect();
    for length in [0, 101] {
        let refused = solo.pay("escrow", &payments[..length]);
        let error = GuardError::ListLength {
            what: "payments",
            length,
            min: 1,
            max: 100,
        };
        assert_eq!(refused, Err(error.into()));
    }
    solo.pay("escrow", &payments[..100]).unwrap();
    assert_eq!(solo.balance("b99"), 2);
    assert_eq!(solo.balance("escrow"), 1_000 * ONE - 200);
}

#[test]
fn nobody_is_paid_nothing() {
    let mut solo = funded();
    let refused = solo.pay("escrow", &[("ben", 1), ("bob", 0)]);
    let to = Echo::of(addr("bob"));
    assert_eq!(refused, Err(ContractError::ZeroPayment { to }));
}

#[test]
fn a_batch_is_covered_as_a_whole() {
    let mut solo = funded();
    let balance = Act(1_000 * ONE);
    let needed = Act(1_000 * ONE + 1);
    let refused = solo.pay("escrow", &[("ben", 1_000 * ONE), ("bob", 1)]);
    assert_eq!(
        refused,
        Err(ContractError::InsufficientCredit { balance, needed })
    );
    let refused = solo.pay("escrow", &[("ben", u128::MAX), ("bob", 1)]);
    let overflow = MathError::Overflow {
        what: "sum of the payments",
    };
    assert_eq!(refused, Err(overflow.into()));
    solo.pay("escrow", &[("ben", 1_000 * ONE)]).unwrap();
    assert_eq!(solo.balance("escrow"), 0);
}

#[test]
fn paying_oneself_creates_nothing() {
    let mut solo = funded();
    solo.pay("escrow", &[("escrow", ONE), ("ben", ONE)])
        .unwrap();
    assert_eq!(solo.balance("escrow"), 999 * ONE);
}

#[test]
fn addresses_are_checked_and_coins_refused() {
    let mut solo = funded();
    let pay = |to: &str| ExecuteMsg::Pay {
        payments: vec![Payment {
            to: to.to_string(),
            amount: Act(1),
        }],
    };
    let paid = solo.send_with("escrow", &pay(addr("ben").as_str()), &coins(1, "uakt"));
    assert_eq!(paid, Err(GuardError::UnexpectedFunds.into()));
    for text in ["", "ben", &addr("ben").as_str().to_uppercase()] {
        let refused = solo.send("escrow", &pay(text));
        let typed = matches!(
            refused,
            Err(ContractError::Guard(GuardError::Address { .. }))
        );
        assert!(typed, "{text}: {refused:?}");
    }
}
