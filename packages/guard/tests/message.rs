//! Messages are read strictly, and a refusal says what to write instead.

// Lints for contract code; a test may be blunt.
#![allow(clippy::unwrap_used, clippy::panic)]

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{from_json, Binary};
use serde::de::value::{self, F64Deserializer};
use serde::de::{Deserialize, IntoDeserializer};
use tender_guard::{GuardError, Message};
use tender_types::{Micro, Seconds};

#[cw_serde]
enum Sample {
    WithdrawDeposit {
        account: Micro,
        amount: Option<Micro>,
    },
    Place {
        asks: Vec<Ask>,
    },
    Claim {},
    Mode(Mode),
}

#[cw_serde]
struct Ask {
    rate: Micro,
    expires_at: Option<Seconds>,
}

#[cw_serde]
enum Mode {
    Fast,
    Slow,
}

fn read(json: &str) -> Result<Sample, GuardError> {
    from_json::<Message>(json.as_bytes()).unwrap().read()
}

fn unknown_field(json: &str) -> (String, String, &'static str) {
    match read(json) {
        Err(GuardError::UnknownField {
            place,
            field,
            nearest,
        }) => (place, field.to_string(), nearest),
        other => panic!("{json}: {other:?}"),
    }
}

fn fault(json: &str) -> (String, String) {
    match read(json) {
        Err(GuardError::Message { place, reason }) => (place, reason.to_string()),
        other => panic!("{json}: {other:?}"),
    }
}

#[test]
fn what_is_well_written_is_read() {
    let amount = Some(Micro(5));
    let account = Micro(7);
    for (json, message) in [
        (
            r#"{"withdraw_deposit":{"account":"7","amount":"5"}}"#,
            Sample::WithdrawDeposit { account, amount },
        ),
        (
            r#" { "withdraw_deposit" : { "amount":null, "account":"7" } } "#,
            Sample::WithdrawDeposit {
                account,
                amount: None,
            },
        ),
        (
            r#"{"place":{"asks":[{"rate":"1"},{"rate":"2","expires_at":9}]}}"#,
            Sample::Place {
                asks: vec![
                    Ask {
                        rate: Micro(1),
                        expires_at: None,
                    },
                    Ask {
                        rate: Micro(2),
                        expires_at: Some(Seconds(9)),
                    },
                ],
            },
        ),
        (r#"{"claim":{}}"#, Sample::Claim {}),
        (r#"{"mode":"fast"}"#, Sample::Mode(Mode::Fast)),
    ] {
        assert_eq!(read(json), Ok(message), "{json}");
    }
}

#[test]
fn a_misspelt_field_is_named_with_its_place_and_the_nearest_one() {
    let at = |place: &str, field: &str, nearest| (place.to_string(), field.to_string(), nearest);
    assert_eq!(
        unknown_field(r#"{"withdraw_deposit":{"account":"7","ammount":"1"}}"#),
        at("withdraw_deposit", "ammount", "amount")
    );
    assert_eq!(
        unknown_field(r#"{"place":{"asks":[{"rate":"1"},{"rate":"1","expiresAt":1}]}}"#),
        at("place.asks[1]", "expiresAt", "expires_at")
    );
    assert_eq!(
        unknown_field(r#"{"clam":{}}"#),
        at("the message", "clam", "claim")
    );
    assert_eq!(
        unknown_field(r#"{"mode":"fats"}"#),
        at("mode", "fats", "fast")
    );
    assert_eq!(
        unknown_field(r#"{"claim":{"x":1}}"#),
        at("claim", "x", "nothing")
    );
    assert_eq!(
        unknown_field(r#"{"claim":{},"withdraw_deposit":{}}"#),
        at("the message", "withdraw_deposit", "nothing")
    );
}

#[test]
fn what_else_is_wrong_is_said_with_its_place() {
    let (place, reason) = fault(r#"{"withdraw_deposit":{"account":"07"}}"#);
    assert_eq!(place, "withdraw_deposit.account");
    assert!(
        reason.starts_with("'07' is not a number of micro-units"),
        "{reason}"
    );
    let (place, reason) = fault(r#"{"withdraw_deposit":{}}"#);
    assert_eq!(
        (place.as_str(), reason.as_str()),
        ("withdraw_deposit", "missing field `account`")
    );
    let (place, reason) = fault(r#"{"place":{"asks":[],"asks":[]}}"#);
    assert_eq!(
        (place.as_str(), reason.as_str()),
        ("place", "duplicate field `asks`")
    );
    assert_eq!(fault("7").0, "the message");
    assert_eq!(fault("{}").0, "the message");
    assert_eq!(fault(r#"{"place":{"asks":{}}}"#).0, "place.asks");
}

#[test]
fn a_variant_without_fields_takes_none() {
    for (json, place) in [
        (r#"{"mode":{"fast":7}}"#, "mode.fast"),
        (r#"{"mode":{"fast":{}}}"#, "mode.fast"),
        (r#"{"mode":{"fast":null}}"#, "mode.fast"),
    ] {
        assert_eq!(fault(json).0, place);
    }
    assert_eq!(read(r#"{"mode":"fast"}"#), Ok(Sample::Mode(Mode::Fast)));
}

#[test]
fn what_is_no_json_is_refused_with_a_code() {
    for json in ["18446744073709551616", r#"{"mode":1.5}"#, "{", "tru"] {
        let text = from_json::<Message>(json.as_bytes()).unwrap_err();
        let text = text.to_string();
        assert!(text.contains("guard/message: not JSON: "), "{text}");
    }
    // A reader that knows fractions is told that there are none in messages.
    let fraction: F64Deserializer<value::Error> = 1.5.into_deserializer();
    let text = Message::deserialize(fraction).unwrap_err().to_string();
    assert!(text.contains("expected JSON without fractions"), "{text}");
}

#[test]
fn what_is_echoed_is_bounded() {
    let long = "x".repeat(100_000);
    for json in [
        format!(r#"{{"{long}":{{}}}}"#),
        format!(r#"{{"claim":{{"{long}":1}}}}"#),
        format!(r#"{{"withdraw_deposit":{{"account":"{long}"}}}}"#),
        format!(r#"{{"mode":"{long}"}}"#),
    ] {
        let error = read(&json).unwrap_err();
        let expected = matches!(
            error,
            GuardError::UnknownField { .. } | GuardError::Message { .. }
        );
        assert!(expected, "{error:?}");
        let text = error.to_string();
        assert!(text.len() < 500, "{} bytes", text.len());
    }
}

#[test]
fn an_inner_message_is_as_strict() {
    let inner = Binary::from(br#"{"claim":{"x":1}}"#);
    assert!(matches!(
        Message::inner::<Sample>(&inner),
        Err(GuardError::UnknownField { .. })
    ));
    let broken = Binary::from(b"{");
    assert!(matches!(
        Message::inner::<Sample>(&broken),
        Err(GuardError::Message { .. })
    ));
}
