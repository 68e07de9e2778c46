//! What is read to the letter. That no message takes a field it does not know is held by `tests/matrix/strict.rs`.

use cosmwasm_std::testing::{message_info, mock_dependencies, mock_env};
use cosmwasm_std::{coins, Empty};
use serde_json::{json, Value};
use tender_auction::contract::migrate;
use tender_auction::ContractError;
use tender_guard::{set_version, GuardError};
use tender_testkit::solo::message;
use tender_types::Echo;

use crate::house::*;

fn unknown_field(place: &str, field: &str, nearest: &'static str) -> ContractError {
    let error = GuardError::UnknownField {
        place: place.to_string(),
        field: Echo::of(field),
        nearest,
    };
    error.into()
}

#[test]
fn queries_and_migrations_are_read_to_the_letter_too() {
    let mut house = open();
    let refused = house.query::<_, Value>(&json!({ "config": { "of": 1 } }));
    assert_eq!(refused, Err(unknown_field("config", "of", "nothing")));
    let env = house.env.clone();
    let refused = migrate(
        house.deps.as_mut(),
        env.clone(),
        message(&json!({ "x": 1 })),
    );
    assert_eq!(refused, Err(unknown_field("the message", "x", "nothing")));
    migrate(house.deps.as_mut(), env, message(&Empty {})).unwrap();
}

#[test]
fn a_migration_stays_with_its_contract() {
    let mut house = open();
    set_version(&mut house.deps.storage, "crates.io:tender-bme", "0.0.1").unwrap();
    let env = house.env.clone();
    let refused = migrate(house.deps.as_mut(), env, message(&Empty {}));
    let other = GuardError::OtherContract {
        found: Echo::of("crates.io:tender-bme"),
        expected: "crates.io:tender-auction",
    };
    assert_eq!(refused, Err(other.into()));
}

#[test]
fn opening_takes_no_coins() {
    let info = message_info(&addr("deployer"), &coins(1, "uakt"));
    let mut deps = mock_dependencies();
    let opened = (ENTRY.instantiate)(deps.as_mut(), mock_env(), info, message(&opening()));
    assert_eq!(opened, Err(GuardError::UnexpectedFunds.into()));
}
