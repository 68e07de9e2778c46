//! Placement profiles: which providers will do, and what at most is paid.

use std::collections::BTreeMap;

use super::decimal::{Decimal, DecimalError};
use super::error::{Position, SdlError};
use super::findings::{Findings, Found};
use super::levels;
use super::read::Text;
use super::record::Record;
use super::yaml::Node;
use crate::text::quoted;

#[derive(Clone, Debug)]
pub(super) struct Placement {
    pub(super) at: Position,
    pub(super) attributes: BTreeMap<String, String>,
    pub(super) all_of: Vec<String>,
    pub(super) any_of: Vec<String>,
    pub(super) pricing: Prices,
}

/// Prices by compute profile.
#[derive(Clone, Debug, Default)]
pub(super) struct Prices {
    pub(super) entries: BTreeMap<String, Pricing>,
    /// That a level was left out, if so it seems.
    pub(super) left_out: Option<SdlError>,
    /// Whether `pricing` itself is reported as wrong.
    pub(super) wrong: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Pricing {
    pub(super) at: Position,
    /// Nothing when nothing is written under the profile's name.
    pub(super) coin: Found<Coin>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Coin {
    pub(super) amount_at: Position,
    pub(super) amount: Decimal,
    pub(super) denom: Text,
}

pub(super) fn read(node: &Node, at: Position, name: &str, out: &mut Findings) -> Option<Placement> {
    let what = format!("placement {}", quoted(name));
    let known = ["attributes", "signedBy", "pricing"];
    let record = Record::read_below(node, &what, &known, &[levels::PRICING_KEY], out)?;
    let mut placement = Placement {
        at,
        attributes: BTreeMap::new(),
        all_of: Vec::new(),
        any_of: Vec::new(),
        pricing: Prices::default(),
    };
    if let Some(node) = record.get("attributes") {
        placement.attributes = read_attributes(node, out);
    }
    let signed_by = record
        .get("signedBy")
        .and_then(|node| Record::read(node, "signedBy", &["allOf", "anyOf"], out));
    if let Some(record) = signed_by {
        placement.all_of = auditors(&record, "allOf", out);
        placement.any_of = auditors(&record, "anyOf", out);
    }
    if let Some(node) = record.get("pricing") {
        placement.pricing = read_pricing(node, out);
    }
    placement.pricing.left_out = placement.pricing.left_out.or(record.left_out);
    Some(placement)
}

fn read_attributes(node: &Node, out: &mut Findings) -> BTreeMap<String, String> {
    let mut attributes = BTreeMap::new();
    let entries = node.entries("attributes", "write `key: value` under it", out);
    for entry in entries.unwrap_or_default() {
        let text = entry
            .node
            .text(&format!("attribute {}", quoted(&entry.key)));
        let value = out.keep(text).flatten();
        attributes.insert(entry.key, value.map(|text| text.value).unwrap_or_default());
    }
    attributes
}

fn auditors(record: &Record, key: &str, out: &mut Findings) -> Vec<String> {
    let texts = record.texts(key, &format!("signedBy {key}"), out);
    let mut auditors: Vec<String> = texts.into_iter().map(|text| text.value).collect();
    auditors.sort();
    auditors
}

fn read_pricing(node: &Node, out: &mut Findings) -> Prices {
    let mut prices = Prices::default();
    let hint = "write a compute profile's name under it, and under that `denom` and `amount`";
    let Some(entries) = node.entries("pricing", hint, out) else {
        prices.wrong = true;
        return prices;
    };
    for entry in entries {
        let level = levels::PRICED_NAME;
        if level.is_above(&entry) {
            let left_out = level.left_out(&entry);
            // `denom` and `amount` lack the same name: once is enough.
            let error = prices.left_out.get_or_insert(left_out).clone();
            if entry.node.is_null() {
                out.suspect(error);
            } else {
                out.error(error);
            }
            continue;
        }
        let coin = if entry.node.is_null() {
            Found::Nothing
        } else {
            read_coin(&entry.node, &entry.key, out)
        };
        let at = entry.at;
        prices.entries.insert(entry.key, Pricing { at, coin });
    }
    prices
}

fn read_coin(node: &Node, profile: &str, out: &mut Findings) -> Found<Coin> {
    let mark = out.mark();
    let what = format!("the price of {}", quoted(profile));
    let Some(record) = Record::read(node, &what, &["denom", "amount"], out) else {
        return Found::Wrong;
    };
    let mut part = |key: &str, hint: &str| {
        let text = record.text(key, key, out);
        if text == Found::Nothing {
            out.error(SdlError::new(node.at, format!("{what} has no {key}"), hint));
        }
        text.this()
    };
    let amount = part("amount", "add `amount: 10000`, the most you pay per block");
    let denom = part("denom", "add `denom: uact`");
    let (Some(amount), Some(denom)) = (amount, denom) else {
        return Found::Wrong;
    };
    out.keep(check_denom(&denom));
    let read = Decimal::parse(&amount.value).map_err(|error| wrong_amount(&amount, error));
    let coin = Coin {
        amount_at: amount.at,
        amount: out.keep(read).unwrap_or_default(),
        denom,
    };
    out.unless_wrong(mark, coin)
}

fn wrong_amount(amount: &Text, error: DecimalError) -> SdlError {
    let (message, hint) = match error {
        DecimalError::Malformed => (
            "is no decimal number",
            "write digits only, such as 10000 or 0.5; the denom has its own line",
        ),
        DecimalError::TooPrecise => ("has more than 18 decimals", "write at most 18 decimals"),
        DecimalError::Zero => (
            "is zero",
            "write the most you pay per block, at least 0.000000000000000001",
        ),
        DecimalError::Negative => ("is negative", "write a price above zero"),
    };
    SdlError::new(
        amount.at,
        format!("amount {} {message}", quoted(&amount.value)),
        hint,
    )
}

/// `[a-zA-Z][a-zA-Z0-9/:._-]{2,127}`; the official parser panics on any other.
fn check_denom(denom: &Text) -> Result<(), SdlError> {
    let text = &denom.value;
    let inner =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b':' | b'.' | b'_' | b'-');
    let starts = text.starts_with(|c: char| c.is_ascii_alphabetic());
    if starts && (3..=128).contains(&text.len()) && text.bytes().all(inner) {
        return Ok(());
    }
    Err(SdlError::new(
        denom.at,
        format!("{} is no denom", quoted(text)),
        "write uact, uakt, or ibc/ and the hash of a token",
    ))
}
