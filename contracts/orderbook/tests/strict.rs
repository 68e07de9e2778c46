//! Messages are read to the letter.

use cosmwasm_std::testing::{message_info, mock_dependencies, mock_env};
use cosmwasm_std::{coins, to_json_vec, Empty};
use serde_json::{json, Value};
use tender_guard::{set_version, GuardError};
use tender_interfaces::orderbook::{ExecuteMsg, TimeInForce};
use tender_orderbook::contract::migrate;
use tender_orderbook::ContractError;
use tender_testkit::solo::message;
use tender_types::Echo;

use crate::verbs::*;

fn json_of(msg: &ExecuteMsg) -> Value {
    serde_json::from_slice(&to_json_vec(msg).unwrap()).unwrap()
}

fn unknown_field(place: &str, field: &str, nearest: &'static str) -> ContractError {
    let error = GuardError::UnknownField {
        place: place.to_string(),
        field: Echo::of(field),
        nearest,
    };
    error.into()
}

/// Passed over, each would have meant something else: an ask that never expires, an order that rests
/// for ever or that anybody may serve.
#[test]
fn a_misspelt_field_is_refused_and_named() {
    let mut solo = open();
    let offer = offer(H100, 500, 4);
    let post = json_of(&ExecuteMsg::PostAsk { offer });
    let place = json_of(&order(demand(1), book(TimeInForce::Ioc), None));
    for (msg, place, field, nearest) in [
        (&post, "post_ask.offer", "expiresAt", "expires_at"),
        (&place, "place_order", "expires", "expires_at"),
        (&place, "place_order.demand", "minTier", "min_tier"),
        (&place, "place_order.demand.signed_by", "all", "all_of"),
        (&place, "place_order.selection.book", "maxScan", "max_scan"),
    ] {
        let mut msg = msg.clone();
        let pointer = format!("/{}", place.replace('.', "/"));
        msg.pointer_mut(&pointer).unwrap()[field] = json!(1);
        let refused = solo.send("pia", &msg);
        assert_eq!(refused, Err(unknown_field(place, field, nearest)));
    }
}

#[test]
fn queries_and_migrations_are_read_to_the_letter_too() {
    let mut solo = open();
    let refused = solo.query::<_, Value>(&json!({ "config": { "of": 1 } }));
    assert_eq!(refused, Err(unknown_field("config", "of", "nothing")));
    let env = solo.env.clone();
    let refused = migrate(solo.deps.as_mut(), env.clone(), message(&json!({ "x": 1 })));
    assert_eq!(refused, Err(unknown_field("the message", "x", "nothing")));
    migrate(solo.deps.as_mut(), env, message(&Empty {})).unwrap();
}

#[test]
fn a_migration_stays_with_its_contract() {
    let mut solo = open();
    set_version(&mut solo.deps.storage, "crates.io:tender-bme", "0.0.1").unwrap();
    let env = solo.env.clone();
    let refused = migrate(solo.deps.as_mut(), env, message(&Empty {}));
    let other = GuardError::OtherContract {
        found: Echo::of("crates.io:tender-bme"),
        expected: "crates.io:tender-orderbook",
    };
    assert_eq!(refused, Err(other.into()));
}

#[test]
fn a_number_has_one_spelling() {
    let mut solo = open();
    let refused = solo.send("ana", &json!({ "cancel_order": { "order": "+1" } }));
    let Err(ContractError::Guard(GuardError::Message { place, reason })) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(place, "cancel_order.order");
    assert!(reason.to_string().contains("'+1'"), "{reason}");
}

#[test]
fn opening_takes_no_coins() {
    let info = message_info(&addr("deployer"), &coins(1, "uakt"));
    let mut deps = mock_dependencies();
    let opened = (ENTRY.instantiate)(deps.as_mut(), mock_env(), info, message(&opening()));
    assert_eq!(opened, Err(GuardError::UnexpectedFunds.into()));
}
