//! Every message with what is not known in it, and every number in another spelling.

use serde_json::{json, Value};

use crate::bench::Bench;
use crate::json::{pattern, values, with};

#[test]
fn every_object_refuses_a_field_it_does_not_know() {
    let mut bench = Bench::new();
    for sample in bench.samples() {
        for (pointer, value) in values(&sample.msg) {
            let Some(fields) = value.as_object() else {
                continue;
            };
            let mut fields = fields.clone();
            fields.insert("unheard_of".to_string(), json!(1));
            let msg = with(&sample.msg, &pointer, Value::Object(fields));
            let outcome = bench.send(&sample, sample.sender, &msg, sample.funds());
            let holds = outcome.is_one_of(&["guard/unknown_field"]);
            bench.expect(holds, &sample, &pattern(&pointer), &outcome);
        }
    }
    bench.report();
}

/// Take a field that may be left out and misspell it: what was meant must not be dropped.
#[test]
fn a_misspelt_field_is_never_passed_over() {
    let mut bench = Bench::new();
    for sample in bench.samples() {
        for (pointer, value) in values(&sample.msg) {
            for name in value
                .as_object()
                .into_iter()
                .flat_map(|fields| fields.keys())
            {
                let mut fields = value.as_object().cloned().unwrap_or_default();
                let field = fields.remove(name).unwrap_or_default();
                fields.insert(format!("{name}_"), field);
                let msg = with(&sample.msg, &pointer, Value::Object(fields));
                let outcome = bench.send(&sample, sample.sender, &msg, sample.funds());
                let holds = outcome.is_one_of(&["guard/unknown_field"]);
                bench.expect(
                    holds,
                    &sample,
                    &format!("{}/{name}_", pattern(&pointer)),
                    &outcome,
                );
            }
        }
    }
    bench.report();
}

#[test]
fn a_number_has_one_spelling() {
    let mut bench = Bench::new();
    let whole = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    for sample in bench.samples() {
        for (pointer, value) in values(&sample.msg) {
            let Some(text) = value.as_str().filter(|text| whole(text)) else {
                continue;
            };
            // What a token says is the token's to spell, and when an allowance ends is the standard's.
            if pointer.starts_with("/receive/") || pointer.ends_with("/expires/at_time") {
                continue;
            }
            for other in [
                format!("+{text}"),
                format!("0{text}"),
                format!(" {text}"),
                format!("{text}.0"),
            ] {
                let msg = bench
                    .stage
                    .signed(with(&sample.msg, &pointer, json!(other)));
                let outcome = bench.send(&sample, sample.sender, &msg, sample.funds());
                let holds = outcome.is_one_of(&["guard/message"]);
                bench.expect(
                    holds,
                    &sample,
                    &format!("{} = {other}", pattern(&pointer)),
                    &outcome,
                );
            }
        }
    }
    bench.report();
}
