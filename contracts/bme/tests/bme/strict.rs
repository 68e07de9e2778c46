use cosmwasm_std::Binary;
use serde_json::{json, Value};
use tender_bme::contract::migrate;
use tender_bme::ContractError;
use tender_guard::GuardError;
use tender_testkit::solo::{addr, message};

use crate::verbs::{bme, opening, Solo, Verbs, ENTRY, ONE};

fn unknown<T>(place: &str, field: &str, nearest: &'static str) -> Result<T, ContractError> {
    let error = GuardError::UnknownField {
        place: place.to_string(),
        field: field.into(),
        nearest,
    };
    Err(error.into())
}

#[test]
fn a_field_that_is_not_known_is_named() {
    let mut solo = bme();
    let sent = json!({ "redeem": { "amount": "1", "min_out": "0", "minOut": "9" } });
    assert_eq!(
        solo.send("ana", &sent),
        unknown("redeem", "minOut", "min_out")
    );

    let sent = json!({ "pay": { "payments": [{ "to": "x", "amount": "1", "memo": "" }] } });
    let refused = solo.send("escrow", &sent);
    assert_eq!(refused, unknown("pay.payments[0]", "memo", "to"));

    let sent = json!({ "update_links": { "oracel": addr("other") } });
    let refused = solo.send("gov", &sent);
    assert_eq!(refused, unknown("update_links", "oracel", "oracle"));

    let asked = solo.query::<_, Value>(&json!({ "all_accounts": { "limits": 3 } }));
    assert_eq!(asked, unknown("all_accounts", "limits", "limit"));

    let refused = migrate(
        solo.deps.as_mut(),
        solo.env.clone(),
        message(&json!({ "x": 1 })),
    );
    assert_eq!(refused, unknown("the message", "x", "nothing"));

    let mut msg = serde_json::to_value(opening()).unwrap();
    msg["suit"] = json!([]);
    let refused = Solo::open(ENTRY, &msg).map(|_| ());
    assert_eq!(refused, unknown("the message", "suit", "suite"));
}

/// Where the credit goes is optional: a misspelt one is never passed over.
#[test]
fn a_field_of_the_inner_message_that_is_not_known_is_named() {
    let mut solo = bme();
    let msg = json!({ "mint": { "min_out": "0", "depositTo": { "new_account": {} } } });
    let refused = solo.receive("ana", 10 * ONE, Binary::new(msg.to_string().into_bytes()));
    assert_eq!(refused, unknown("mint", "depositTo", "deposit_to"));
    let msg = json!({ "add_collateral": { "amount": "1" } });
    let refused = solo.receive("ana", 10 * ONE, Binary::new(msg.to_string().into_bytes()));
    assert_eq!(refused, unknown("add_collateral", "amount", "nothing"));
    assert_eq!(solo.balance("ana"), 0);
}

#[test]
fn an_amount_has_one_spelling() {
    let mut solo = bme();
    for amount in ["+0001000", "+1000", "01000", " 1000", "1e3", "-1", ""] {
        let sent = json!({ "redeem": { "amount": amount, "min_out": "0" } });
        let refused = solo.send("ana", &sent);
        let Err(ContractError::Guard(GuardError::Message { place, reason })) = refused else {
            panic!("{amount}: {refused:?}");
        };
        assert_eq!(place, "redeem.amount");
        let expected = format!("'{amount}' is not a number of micro-ACT: write it as \"7\"");
        assert!(reason.to_string().starts_with(&expected), "{reason}");
    }
}
