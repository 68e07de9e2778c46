//! What is read to the letter. That no message takes a field it does not know is held by `tests/matrix/strict.rs`.

use cosmwasm_std::Binary;
use cw20::Cw20ReceiveMsg;
use serde_json::{json, Value};
use tender_attestation::contract::migrate;
use tender_attestation::ContractError;
use tender_guard::GuardError;
use tender_interfaces::attestation::ExecuteMsg;
use tender_testkit::solo::{addr, message};

use crate::verbs::{furnished, opening, Solo, Verbs, ENTRY};

fn unknown(place: &str, field: &str, nearest: &'static str) -> ContractError {
    let error = GuardError::UnknownField {
        place: place.to_string(),
        field: field.into(),
        nearest,
    };
    error.into()
}

#[test]
fn queries_openings_and_migrations_are_read_to_the_letter_too() {
    let mut solo = furnished();
    let asked = solo.query::<_, Value>(&json!({ "providers": { "limits": 3 } }));
    assert_eq!(asked, Err(unknown("providers", "limits", "limit")));

    let sent = message(&json!({ "x": 1 }));
    let refused = migrate(solo.deps.as_mut(), solo.env.clone(), sent);
    assert_eq!(refused, Err(unknown("the message", "x", "nothing")));

    let mut msg = serde_json::to_value(opening()).unwrap();
    msg["params"]["unbondin"] = json!(1);
    let refused = Solo::open(ENTRY, &msg).map(|_| ());
    assert_eq!(refused, Err(unknown("params", "unbondin", "unbonding")));
}

#[test]
fn a_field_of_the_inner_message_that_is_not_known_is_named() {
    let mut solo = furnished();
    let sent = |inner: Value| {
        ExecuteMsg::Receive(Cw20ReceiveMsg {
            sender: addr("ben").into(),
            amount: 1u128.into(),
            msg: Binary::new(inner.to_string().into_bytes()),
        })
    };
    let inner = json!({ "bond": { "provider": "1", "memo": "hi" } });
    let refused = solo.err("token", sent(inner));
    assert_eq!(refused, unknown("bond", "memo", "provider"));
    let refused = solo.err("token", sent(json!({ "bound": { "provider": "1" } })));
    assert_eq!(refused, unknown("the message", "bound", "bond"));
}

#[test]
fn an_id_and_an_amount_have_one_spelling() {
    let mut solo = furnished();
    for text in ["+1", "01", " 1", "-1", "1.0", ""] {
        let refresh = json!({ "refresh": { "providers": ["1", text] } });
        let mut params = serde_json::to_value(crate::verbs::PARAMS).unwrap();
        params["min_bond"] = json!(text);
        let update = json!({ "update_params": { "params": params } });
        for (msg, place) in [
            (refresh, "refresh.providers[1]"),
            (update, "update_params.params.min_bond"),
        ] {
            let refused = solo.send("gov", &msg);
            let Err(ContractError::Guard(GuardError::Message { place: at, .. })) = refused else {
                panic!("{text}: {refused:?}");
            };
            assert_eq!(at, place);
        }
    }
}
