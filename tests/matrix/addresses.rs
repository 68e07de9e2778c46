//! Every address field with what is no address of this chain.

use serde_json::{json, Value};
use tender_chain::{Chain, DEFAULT_PREFIX};
use tender_testkit::Contract;

use crate::bench::Bench;
use crate::json::{pattern, values, with};

/// Whom the AKT token names as the sender: the token vouches for it, and is the only one who may.
pub const VOUCHED: [(Contract, &str); 2] = [
    (Contract::Bme, "/receive/sender"),
    (Contract::Attestation, "/receive/sender"),
];

/// Who is compensated for a fault, as the suite says: a lease must be able to close whoever that is.
const NEVER_REFUSED: [(Contract, &str); 2] = [
    (Contract::Attestation, "/fault/tenant"),
    (Contract::Orderbook, "/release/releases/0/tenant"),
];

/// What is put where an address belongs.
fn malformed(address: &str, foreign: &str) -> Vec<String> {
    let (head, last) = address.split_at(address.len() - 1);
    let other = if last == "q" { "p" } else { "q" };
    let (prefix, rest) = address.split_at(DEFAULT_PREFIX.len());
    vec![
        String::new(),
        " ".to_string(),
        "ana".to_string(),
        address.to_uppercase(),
        format!("{prefix}{}", rest.to_uppercase()),
        format!("{head}{other}"),
        head.to_string(),
        format!("{address} "),
        format!("{address}{}", "q".repeat(10_000)),
        foreign.to_string(),
    ]
}

#[test]
fn every_address_field_refuses_what_is_no_address_here() {
    let mut bench = Bench::new();
    let foreign = Chain::with_prefix("akash").addr("ana").to_string();
    let ours = format!("{DEFAULT_PREFIX}1");
    for sample in bench.samples() {
        for (pointer, value) in values(&sample.msg) {
            let Some(address) = value.as_str().filter(|text| text.starts_with(&ours)) else {
                continue;
            };
            let field = (sample.contract, pointer.as_str());
            if VOUCHED.contains(&field) || NEVER_REFUSED.contains(&field) {
                continue;
            }
            for text in malformed(address, &foreign) {
                let msg = with(&sample.msg, &pointer, json!(text));
                let msg: Value = bench.stage.signed(msg);
                let outcome = bench.send(&sample, sample.sender, &msg, sample.funds());
                let shown: String = text.chars().take(24).collect();
                let case = format!("{} = '{shown}'", pattern(&pointer));
                bench.expect(
                    outcome.is_one_of(&["guard/address"]),
                    &sample,
                    &case,
                    &outcome,
                );
            }
        }
    }
    bench.report();
}
