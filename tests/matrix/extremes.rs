//! Every amount at zero and at the most its type holds, every text empty and over-long.

use std::collections::BTreeSet;

use cosmwasm_std::{Binary, Decimal};
use serde_json::{json, Value};

use crate::addresses::VOUCHED;
use crate::bench::{Bench, Outcome};
use crate::json::{pattern, values, with};
use crate::samples::{is_message, Sample};

/// Extremes that are accepted, and why that is right: where they begin, which, why. Whatever else is
/// accepted is a failure.
const ACCEPTED: [(&str, &[&str], &str); 57] = [
    (
        "token/transfer",
        &["zero"],
        "nothing moves: cw20-base takes it",
    ),
    (
        "token/burn",
        &["zero"],
        "nothing is destroyed: cw20-base takes it",
    ),
    (
        "token/mint/",
        &["zero"],
        "nothing is created: cw20-base takes it",
    ),
    (
        "token/send/msg/mint/min_out",
        &["zero"],
        "any amount will do",
    ),
    (
        "token/send_from/msg/mint/min_out",
        &["zero"],
        "any amount will do",
    ),
    (
        "token/increase_allowance/amount",
        &["zero"],
        "may only move its end",
    ),
    (
        "token/increase_allowance/expires",
        &["max"],
        "it never ends",
    ),
    (
        "token/decrease_allowance/amount",
        &["zero"],
        "may only move its end",
    ),
    (
        "token/decrease_allowance/amount",
        &["max"],
        "all of it goes",
    ),
    (
        "token/decrease_allowance/expires",
        &["max"],
        "what is left never ends",
    ),
    (
        "oracle/report/price",
        &["max"],
        "one feeder's word does not move the median",
    ),
    ("bme/redeem/min_out", &["zero"], "any amount will do"),
    (
        "bme/update_params/params/mint_spread",
        &["zero"],
        "nothing is kept back",
    ),
    (
        "bme/update_params/params/redeem_spread",
        &["zero"],
        "nothing is kept back",
    ),
    (
        "bme/update_params/params/halt",
        &["zero"],
        "minting never halts",
    ),
    (
        "attestation/fault/",
        &["zero", "max", "empty", "long"],
        "orderbook only, and a lease must be able to close",
    ),
    (
        "attestation/set_locked/locked",
        &["zero", "max"],
        "orderbook only, which adds it up",
    ),
    (
        "attestation/add_classes/classes/*/",
        &["zero", "max", "empty", "long"],
        "refused in the answer, or governance describes the hardware",
    ),
    (
        "attestation/add_attributes/names/*",
        &["empty", "long"],
        "refused in the answer",
    ),
    (
        "attestation/attest/statement/nonce",
        &["max"],
        "the auditor's last word",
    ),
    (
        "attestation/attest/statement/cores",
        &["zero", "max"],
        "what an auditor counts",
    ),
    (
        "attestation/attest/statement/memory_gib",
        &["zero", "max"],
        "what an auditor counts",
    ),
    (
        "orderbook/offer/changes/*/post/rate",
        &["max"],
        "no ceiling reaches it but the same",
    ),
    (
        "orderbook/offer/changes/*/post/carries/",
        &["zero", "max"],
        "auditors check what is offered",
    ),
    (
        "orderbook/offer/changes/*/post/terms/expires_at",
        &["max"],
        "it stands until withdrawn",
    ),
    (
        "orderbook/offer/changes/*/post/terms/",
        &["zero"],
        "nothing is promised, and nothing owed",
    ),
    (
        "orderbook/offer/changes/*/reprice/rate",
        &["max"],
        "no ceiling reaches it but the same",
    ),
    (
        "orderbook/offer/changes/*/report/largest",
        &["zero"],
        "no machine has a unit to itself",
    ),
    (
        "orderbook/card/change/set/capacity/",
        &["zero", "max"],
        "auditors count cores and memory, and not the rest",
    ),
    (
        "orderbook/card/change/set/largest/",
        &["zero"],
        "no replica has any of it",
    ),
    (
        "orderbook/card/change/set/rates/",
        &["zero", "max"],
        "free of charge; no tenant pays it",
    ),
    (
        "orderbook/card/change/set/terms/expires_at",
        &["max"],
        "it stands until withdrawn",
    ),
    (
        "orderbook/card/change/set/terms/",
        &["zero"],
        "nothing is promised, and nothing owed",
    ),
    (
        "orderbook/card/change/report/largest/",
        &["zero"],
        "no replica has any of it",
    ),
    (
        "orderbook/place_order/demand/exclude/",
        &["zero", "max"],
        "nobody is excluded",
    ),
    (
        "orderbook/place_order/demand/lines/*/gpu/alternatives/*/ceiling",
        &["max"],
        "any rate will do",
    ),
    (
        "orderbook/place_order/demand/lines/*/gpu/property/memory_gib",
        &["zero", "max"],
        "any will do; nobody has it, and nobody bids",
    ),
    (
        "orderbook/place_order/demand/lines/*/",
        &["zero"],
        "as much as a GPU carries",
    ),
    (
        "orderbook/place_order/demand/max_rate",
        &["max"],
        "any rate will do",
    ),
    (
        "orderbook/place_order/demand/",
        &["zero"],
        "nothing is asked for",
    ),
    (
        "orderbook/place_order/way/book/start_after/",
        &["zero", "max"],
        "a place in the book, whatever is there",
    ),
    (
        "orderbook/place_order/way/named/providers/*/most",
        &["max"],
        "any rate will do",
    ),
    (
        "orderbook/place_order/way/",
        &["zero"],
        "the first slot; a hard end; chosen while bids come",
    ),
    (
        "orderbook/expire/",
        &["zero", "max"],
        "what is not there is passed over",
    ),
    (
        "orderbook/award/",
        &["zero", "max"],
        "auction only, which has checked it",
    ),
    (
        "orderbook/fault/",
        &["zero", "max"],
        "auction only, and a bidder that is not there has nothing to lose",
    ),
    (
        "orderbook/release/",
        &["zero", "max", "empty", "long"],
        "escrow only; what is not there is passed over",
    ),
    (
        "orderbook/update_params/params/unattested_",
        &["zero", "max"],
        "governance trusts nobody, or everybody",
    ),
    (
        "orderbook/update_params/params/",
        &["zero"],
        "governance asks for no bond, or charges nothing",
    ),
    (
        "auction/open/",
        &["zero", "max"],
        "orderbook only, which has checked it",
    ),
    (
        "auction/cancel/order/slot",
        &["zero"],
        "another auction of the tenant's",
    ),
    ("auction/place_bid/order/slot", &["zero"], "another auction"),
    ("auction/choose/max_rate", &["max"], "any rate will do"),
    (
        "escrow/open_leases/",
        &["zero", "max"],
        "the market only, which has checked it",
    ),
    (
        "bme/receive/msg/mint/min_out",
        &["zero"],
        "any amount will do",
    ),
    ("escrow/update_params/params/take", &["zero"], "no fee"),
    (
        "escrow/update_params/params/burn",
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

/// `sample` with one field at an extreme.
pub struct Extreme {
    /// Contract and JSON pattern of the field.
    pub field: String,
    /// Which extreme.
    pub which: &'static str,
    /// The message.
    pub msg: Value,
}

/// Every field of `sample` at every extreme, those of the message inside a cw20 hook included.
pub fn every(sample: &Sample) -> Vec<Extreme> {
    let mut all = vec![];
    for (pointer, value) in values(&sample.msg) {
        if VOUCHED.contains(&(sample.contract, pointer.as_str())) {
            continue;
        }
        let field = format!("{}{}", sample.contract.name(), pattern(&pointer));
        for (which, other) in extremes(sample, &pointer, &value) {
            let msg = with(&sample.msg, &pointer, other);
            all.push(Extreme {
                field: field.clone(),
                which,
                msg,
            });
        }
        let Some(hook) = hook(&value) else { continue };
        for (inside, which, changed) in numbers(&hook) {
            let bytes = Binary::from(changed.to_string().into_bytes());
            let msg = with(&sample.msg, &pointer, json!(bytes));
            all.push(Extreme {
                field: format!("{field}{inside}"),
                which,
                msg,
            });
        }
    }
    all
}

/// The message inside a cw20 hook.
fn hook(value: &Value) -> Option<Value> {
    let bytes = Binary::from_base64(value.as_str()?).ok()?;
    let inner: Value = serde_json::from_slice(&bytes).ok()?;
    inner.is_object().then_some(inner)
}

/// A hook with each of its numbers at zero, at the most an id holds, and at the most an amount holds.
fn numbers(hook: &Value) -> Vec<(String, &'static str, Value)> {
    let mut all = vec![];
    for (pointer, value) in values(hook) {
        let number = value.as_str().filter(|text| text.parse::<u128>().is_ok());
        if number.is_none() {
            continue;
        }
        let others = [
            ("zero", 0),
            ("max id", u128::from(u64::MAX)),
            ("max", u128::MAX),
        ];
        for (which, other) in others {
            all.push((
                pattern(&pointer),
                which,
                with(hook, &pointer, json!(other.to_string())),
            ));
        }
    }
    all
}

/// Why `extreme` may be accepted.
fn known(extreme: &Extreme) -> Option<usize> {
    ACCEPTED.iter().position(|(start, which, _)| {
        extreme.field.starts_with(start) && which.contains(&extreme.which)
    })
}

#[test]
fn every_extreme_is_refused_or_is_known_to_be_right() {
    let mut bench = Bench::new();
    let mut met = BTreeSet::new();
    for sample in bench.samples() {
        for extreme in every(&sample) {
            let known = known(&extreme);
            let msg = bench.stage.signed(extreme.msg);
            let outcome = bench.send(&sample, sample.sender, &msg, sample.funds());
            let holds = match &outcome {
                Outcome::Accepted => known.is_some(),
                Outcome::Refused(_) => true,
                Outcome::Broken(_) => false,
            };
            let case = format!("{} {}", extreme.field, extreme.which);
            bench.expect(holds, &sample, &case, &outcome);
            met.extend(known.filter(|_| outcome == Outcome::Accepted));
        }
    }
    bench.report();
    for (place, entry) in ACCEPTED.iter().enumerate() {
        assert!(met.contains(&place), "no longer accepted: {entry:?}");
    }
}

/// Everybody goes on after an extreme that was accepted: refused for it perhaps, but with a code, and
/// with books that balance.
#[test]
fn nothing_breaks_after_an_accepted_extreme() {
    let mut done = BTreeSet::new();
    for sample in Bench::new().samples() {
        for extreme in every(&sample) {
            if known(&extreme).is_none() || !done.insert((extreme.field.clone(), extreme.which)) {
                continue;
            }
            let mut bench = Bench::new();
            let contract = bench.stage.world.at.of(sample.contract).clone();
            let (sender, msg) = (
                bench.stage.addr(sample.sender),
                bench.stage.signed(extreme.msg),
            );
            let funds = sample.funds();
            let chain = &mut bench.stage.world.chain;
            if chain.execute(&sender, &contract, &msg, &funds).is_ok() {
                go_on(bench, &format!("{} {}", extreme.field, extreme.which));
            }
        }
    }
}

#[test]
fn nothing_breaks_at_the_highest_and_lowest_price() {
    for price in ["0.000000000000000001".to_string(), Decimal::MAX.to_string()] {
        let mut bench = Bench::new();
        bench.stage.world.feed(&price);
        bench.stage.world.advance(1);
        go_on(bench, &price);
    }
}

/// Sends every sample and checks the books.
fn go_on(mut bench: Bench, after: &str) {
    for sample in bench.samples() {
        let outcome = bench.send(&sample, sample.sender, &sample.msg, sample.funds());
        let holds = !matches!(outcome, Outcome::Broken(_));
        bench.expect(holds, &sample, &format!("after {after}"), &outcome);
    }
    bench.stage.world.assert_invariants();
    bench.report();
}
