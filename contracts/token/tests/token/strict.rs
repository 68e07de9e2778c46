use serde_json::{json, Value};
use tender_guard::GuardError;
use tender_testkit::solo::{addr, message};
use tender_token::contract::migrate;
use tender_token::ContractError;

use crate::verbs::{opening, token, Solo, Verbs, ENTRY};

fn unknown<T>(place: &str, field: &str, nearest: &'static str) -> Result<T, ContractError> {
    let error = GuardError::UnknownField {
        place: place.to_string(),
        field: field.into(),
        nearest,
    };
    Err(error.into())
}

fn fault<T: std::fmt::Debug>(answer: Result<T, ContractError>) -> (String, String) {
    match answer {
        Err(ContractError::Guard(GuardError::Message { place, reason })) => {
            (place, reason.to_string())
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_field_that_is_not_known_is_named() {
    let mut solo = token();
    let sent = json!({ "increase_allowance": {
        "spender": addr("ben"), "amount": "1", "expire": { "at_height": 9 },
    }});
    let refused = solo.send("ana", &sent);
    assert_eq!(refused, unknown("increase_allowance", "expire", "expires"));

    let asked = solo.query::<_, Value>(&json!({ "all_accounts": { "limits": 3 } }));
    assert_eq!(asked, unknown("all_accounts", "limits", "limit"));

    let sent = message(&json!({ "x": 1 }));
    let refused = migrate(solo.deps.as_mut(), solo.env.clone(), sent);
    assert_eq!(refused, unknown("the message", "x", "nothing"));

    let mut msg = serde_json::to_value(opening()).unwrap();
    msg["mint"]["caps"] = json!("1");
    let refused = Solo::open(ENTRY, &msg).map(|_| ());
    assert_eq!(refused, unknown("mint", "caps", "cap"));
}

/// Left out or null would end minting for ever, and credit could not be redeemed.
#[test]
fn minting_is_not_given_up() {
    let mut solo = token();
    let (place, reason) = fault(solo.send("bme", &json!({ "update_minter": {} })));
    assert_eq!(
        (place.as_str(), reason.as_str()),
        ("update_minter", "missing field `new_minter`")
    );
    let null = json!({ "update_minter": { "new_minter": null } });
    let (place, _) = fault(solo.send("bme", &null));
    assert_eq!(place, "update_minter.new_minter");
    solo.mint("bme", "ana", 1).unwrap();
}

#[test]
fn a_token_opens_with_a_minter() {
    let mut msg = serde_json::to_value(opening()).unwrap();
    msg["mint"] = Value::Null;
    let (place, _) = fault(Solo::open(ENTRY, &msg).map(|_| ()));
    assert_eq!(place, "mint");
}

#[test]
fn there_is_no_marketing() {
    let mut solo = token();
    let sent = json!({ "upload_logo": { "url": "https://example.com" } });
    let refused = solo.send("bme", &sent);
    let Err(ContractError::Guard(GuardError::UnknownField { field, .. })) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(field, "upload_logo".into());
}

#[test]
fn an_amount_has_one_spelling() {
    let mut solo = token();
    for amount in ["+005", "+5", "05", " 5", "5.0", "-5", ""] {
        let sent = json!({ "burn": { "amount": amount } });
        let (place, reason) = fault(solo.send("ana", &sent));
        assert_eq!(place, "burn.amount");
        let expected = format!("'{amount}' is not a number of micro-AKT: write it as \"7\"");
        assert!(reason.starts_with(&expected), "{reason}");
    }
    assert_eq!(solo.balance("ana"), 1_000);
}
