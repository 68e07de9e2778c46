//! Every amount at zero and at the most its type holds, every text empty and over-long.

use std::collections::BTreeSet;

use cosmwasm_std::Decimal;
use serde_json::{json, Value};

use crate::bench::{Bench, Outcome};
use crate::json::{pattern, values, with};
use crate::samples::{is_message, Sample};

/// Extremes that are accepted, and why that is right: where they begin, which, why. Whatever else is
/// accepted is a failure.
const ACCEPTED: [(&str, &[&str], &str); 25] = [
    (
        "oracle/report/price",
        &["max"],
        "one feeder's word does not move the median",
    ),
    (
        "bme/receive/sender",
        &["empty", "long"],
        "the token vouches for whom it names",
    ),
    ("bme/redeem/min_out", &["zero"], "any amount will do"),
    (
        "bme/update_config/params/mint_spread",
        &["zero"],
        "nothing is kept back",
    ),
    (
        "bme/update_config/params/redeem_spread",
        &["zero"],
        "nothing is kept back",
    ),
    (
        "bme/update_config/params/halt",
        &["zero"],
        "minting never halts",
    ),
    (
        "attestation/receive/sender",
        &["empty", "long"],
        "the token vouches for whom it names",
    ),
    (
        "attestation/add_class/carries/",
        &["zero", "max"],
        "governance describes the hardware",
    ),
    (
        "attestation/attest/statement/nonce",
        &["max"],
        "the auditor's last word",
    ),
    (
        "orderbook/post_ask/offer/rate",
        &["max"],
        "no ceiling reaches it but the same",
    ),
    (
        "orderbook/post_ask/offer/unit/",
        &["zero", "max"],
        "auditors check what is offered",
    ),
    (
        "orderbook/post_ask/offer/expires_at",
        &["max"],
        "it stands until withdrawn",
    ),
    (
        "orderbook/reprice_ask/rate",
        &["max"],
        "no ceiling reaches it but the same",
    ),
    (
        "orderbook/place_order/demand/account",
        &["zero", "max"],
        "escrow knows no such account",
    ),
    (
        "orderbook/place_order/demand/alternatives/*/ceiling",
        &["max"],
        "any rate will do",
    ),
    (
        "orderbook/place_order/demand/unit/",
        &["zero", "max"],
        "nobody offers it: it waits",
    ),
    (
        "orderbook/place_order/selection/auction/rule/",
        &["zero", "max"],
        "a hard end; one bid",
    ),
    (
        "orderbook/expire/",
        &["zero", "max"],
        "what is not there is passed over",
    ),
    (
        "orderbook/release/",
        &["zero", "max"],
        "escrow only; what is not there is passed over",
    ),
    (
        "auction/open/",
        &["zero", "max"],
        "orderbook only, which has checked it",
    ),
    (
        "auction/place_bid/unit/",
        &["zero", "max"],
        "auditors check what is offered",
    ),
    ("auction/choose/max_rate", &["max"], "any rate will do"),
    (
        "escrow/open_leases/leases/*/",
        &["zero", "max"],
        "the market only, which has checked it",
    ),
    ("escrow/update_config/params/take", &["zero"], "no fee"),
    (
        "escrow/update_config/params/burn",
        &["zero"],
        "the treasury gets all",
    ),
];

/// What is put in place of `value`: a name, and the value.
fn extremes(sample: &Sample, pointer: &str, value: &Value) -> Vec<(&'static str, Value)> {
    let whole = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let all = match value {
        Value::Number(_) => vec![("zero", json!(0)), ("max", largest(sample, pointer, false))],
        Value::String(text) if whole(text) => {
            vec![
                ("zero", json!("0")),
                ("max", largest(sample, pointer, true)),
            ]
        }
        Value::String(text) if text.parse::<Decimal>().is_ok() => {
            vec![("zero", json!("0")), ("max", json!(Decimal::MAX))]
        }
        Value::String(_) => vec![("empty", json!("")), ("long", json!("x".repeat(10_000)))],
        _ => vec![],
    };
    let differs = |(_, other): &(&str, Value)| other != value && !other.is_null();
    let readable = |(_, other): &(&str, Value)| {
        is_message(sample.contract, &with(&sample.msg, pointer, other.clone()))
    };
    all.into_iter().filter(differs).filter(readable).collect()
}

/// The largest number the field can be read with.
fn largest(sample: &Sample, pointer: &str, text: bool) -> Value {
    let widths = [
        u128::MAX,
        u128::from(u64::MAX),
        u128::from(u32::MAX),
        u128::from(u16::MAX),
        u128::from(u8::MAX),
    ];
    let value = |number: u128| match text {
        true => json!(number.to_string()),
        false => u64::try_from(number).map_or(Value::Null, |number| json!(number)),
    };
    let readable = |value: &Value| {
        !value.is_null() && is_message(sample.contract, &with(&sample.msg, pointer, value.clone()))
    };
    widths
        .into_iter()
        .map(value)
        .find(readable)
        .unwrap_or(Value::Null)
}

#[test]
fn every_extreme_is_refused_or_is_known_to_be_right() {
    let mut bench = Bench::new();
    let mut met = BTreeSet::new();
    for sample in bench.samples() {
        for (pointer, value) in values(&sample.msg) {
            for (extreme, other) in extremes(&sample, &pointer, &value) {
                let field = format!("{}{}", sample.contract.name(), pattern(&pointer));
                let known = ACCEPTED.iter().position(|(start, which, _)| {
                    field.starts_with(start) && which.contains(&extreme)
                });
                let msg = bench.stage.signed(with(&sample.msg, &pointer, other));
                let outcome = bench.send(&sample, sample.sender, &msg, sample.funds());
                let holds = match &outcome {
                    Outcome::Accepted => known.is_some(),
                    Outcome::Refused(_) => true,
                    Outcome::Broken(_) => vouched(&field),
                };
                bench.expect(holds, &sample, &format!("{field} {extreme}"), &outcome);
                met.extend(known.filter(|_| outcome == Outcome::Accepted));
            }
        }
    }
    bench.report();
    let unmet: Vec<_> = (0..ACCEPTED.len())
        .filter(|entry| !met.contains(entry))
        .collect();
    assert!(
        unmet.is_empty(),
        "no longer accepted: {:?}",
        unmet
            .iter()
            .map(|entry| ACCEPTED[*entry])
            .collect::<Vec<_>>()
    );
}

/// Whom the AKT token names is not checked again, so credit for nobody fails in the chain's words.
fn vouched(field: &str) -> bool {
    field == "bme/receive/sender"
}
