//! What is read to the letter. That no message takes a field it does not know is held by `tests/matrix/strict.rs`.

use cosmwasm_std::testing::{message_info, mock_dependencies, mock_env};
use cosmwasm_std::{coins, Empty};
use serde_json::{json, Value};
use tender_guard::{set_version, GuardError};
use tender_orderbook::contract::migrate;
use tender_orderbook::ContractError;
use tender_types::Echo;

use crate::solo::message;
use crate::verbs::*;
use crate::world::*;

fn unknown_field(place: &str, field: &str, nearest: &'static str) -> ContractError {
    let error = GuardError::UnknownField {
        place: place.to_string(),
        field: Echo::of(field),
        nearest,
    };
    error.into()
}

#[test]
fn a_misspelt_field_is_named_with_the_nearest() {
    let mut world = world();
    let mut msg = serde_json::to_value(order(demand(1), rest(0))).unwrap();
    for (place, field, nearest, path) in [
        (
            "place_order.demand",
            "max_rte",
            "max_rate",
            &["place_order", "demand"][..],
        ),
        (
            "place_order.demand",
            "rematches",
            "rematch",
            &["place_order", "demand"],
        ),
        (
            "place_order.way.rest",
            "sloth",
            "slot",
            &["place_order", "way", "rest"],
        ),
    ] {
        let before = msg.clone();
        let mut at = &mut msg;
        for step in path {
            at = &mut at[*step];
        }
        at[field] = json!(1);
        let refused = world.send("ana", &msg);
        assert_eq!(refused, Err(unknown_field(place, field, nearest)));
        msg = before;
    }
    let change = json!({ "offer": { "changes": [{ "resize": { "class": "1", "unit": 3 } }] } });
    let Err(ContractError::Guard(GuardError::UnknownField { field, nearest, .. })) =
        world.send("pia", &change)
    else {
        panic!("taken");
    };
    assert_eq!((field, nearest), (Echo::of("unit"), "units"));
    world.send("ana", &msg).unwrap();
}

#[test]
fn queries_and_migrations_are_read_to_the_letter_too() {
    let mut world = world();
    let refused = world.query::<_, Value>(&json!({ "config": { "of": 1 } }));
    assert_eq!(refused, Err(unknown_field("config", "of", "nothing")));
    let env = world.env.clone();
    let refused = migrate(
        world.deps.as_mut(),
        env.clone(),
        message(&json!({ "x": 1 })),
    );
    assert_eq!(refused, Err(unknown_field("the message", "x", "nothing")));
    migrate(world.deps.as_mut(), env, message(&Empty {})).unwrap();
}

#[test]
fn a_migration_stays_with_its_contract() {
    let mut world = world();
    set_version(&mut world.deps.storage, "crates.io:tender-bme", "0.0.1").unwrap();
    let env = world.env.clone();
    let refused = migrate(world.deps.as_mut(), env, message(&Empty {}));
    let other = GuardError::OtherContract {
        found: Echo::of("crates.io:tender-bme"),
        expected: "crates.io:tender-orderbook",
    };
    assert_eq!(refused, Err(other.into()));
}

#[test]
fn a_number_has_one_spelling() {
    let mut world = world();
    let order = json!({ "account": "+1", "slot": 0 });
    let refused = world.send("ana", &json!({ "cancel_order": { "order": order } }));
    let Err(ContractError::Guard(GuardError::Message { place, reason })) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(place, "cancel_order.order.account");
    assert!(reason.to_string().contains("'+1'"), "{reason}");
}

#[test]
fn what_is_absent_asks_for_nothing_and_is_left_out() {
    let text = serde_json::to_string(&demand(1)).unwrap();
    for absent in [
        "asset",
        "public_ips",
        "together",
        "attributes",
        "signed_by",
        "min_tier",
        "exclude",
        "start_within",
        "rematch",
        "cpu_milli",
        "volumes",
        "property",
    ] {
        assert!(!text.contains(absent), "{absent} in {text}");
    }
}

#[test]
fn no_message_takes_coins() {
    let mut world = world();
    let refused = world.send_with("ana", &order(demand(1), FOK), &coins(1, "uakt"));
    assert_eq!(refused, Err(GuardError::UnexpectedFunds.into()));
    let info = message_info(&addr("deployer"), &coins(1, "uakt"));
    let mut deps = mock_dependencies();
    let opened = (ENTRY.instantiate)(deps.as_mut(), mock_env(), info, message(&opening()));
    assert_eq!(opened, Err(GuardError::UnexpectedFunds.into()));
}
