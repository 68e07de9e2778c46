use serde_json::{json, Value};
use tender_guard::GuardError;
use tender_oracle::contract::migrate;
use tender_oracle::ContractError;
use tender_testkit::solo::message;

use crate::verbs::{opened, opening, oracle, Solo, ENTRY};

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
    let mut solo = oracle();
    let sent = json!({ "report": { "price": "1", "timestamp": 1, "timestmp": 2 } });
    let refused = solo.send("fay", &sent);
    assert_eq!(refused, unknown("report", "timestmp", "timestamp"));

    let sent = json!({ "admin": { "pause": { "class": "report", "until": 9 } } });
    let refused = solo.send("gov", &sent);
    assert_eq!(refused, unknown("admin.pause", "until", "class"));

    let asked = solo.query::<_, Value>(&json!({ "feeders": { "limits": 3 } }));
    assert_eq!(asked, unknown("feeders", "limits", "limit"));

    let refused = migrate(
        solo.deps.as_mut(),
        solo.env.clone(),
        message(&json!({ "x": 1 })),
    );
    assert_eq!(refused, unknown("the message", "x", "nothing"));

    let mut msg = serde_json::to_value(opening(&[])).unwrap();
    opened(&opening(&[])).unwrap();
    msg["params"]["stalenes"] = json!(1);
    let refused = Solo::open(ENTRY, &msg).map(|_| ());
    assert_eq!(refused, unknown("params", "stalenes", "staleness"));
}

#[test]
fn a_price_has_one_spelling() {
    let mut solo = oracle();
    for price in ["+1", "01", "1.0", "1.", ".5", "1e1", " 1", ""] {
        let refused = solo.send(
            "fay",
            &json!({ "report": { "price": price, "timestamp": 1 } }),
        );
        let Err(ContractError::Guard(GuardError::Message { place, reason })) = refused else {
            panic!("{price}: {refused:?}");
        };
        assert_eq!(place, "report.price");
        let expected = format!("'{price}' is not a price: write it as \"3.25\"");
        assert!(reason.to_string().starts_with(&expected), "{reason}");
    }
}
