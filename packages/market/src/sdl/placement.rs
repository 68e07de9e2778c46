//! Placement profiles: which providers will do, and what at most is paid.

use std::collections::BTreeMap;

use super::decimal::{Decimal, DecimalError};
use super::error::{Position, SdlError, Warnings};
use super::read::{Record, Text};
use super::yaml::Node;

#[derive(Clone, Debug)]
pub(super) struct Placement {
    pub(super) at: Position,
    pub(super) attributes: BTreeMap<String, String>,
    pub(super) all_of: Vec<String>,
    pub(super) any_of: Vec<String>,
    /// By compute profile.
    pub(super) pricing: BTreeMap<String, Pricing>,
}

#[derive(Clone, Debug)]
pub(super) struct Pricing {
    pub(super) at: Position,
    /// `None` when nothing is written under the profile's name.
    pub(super) coin: Option<Coin>,
}

#[derive(Clone, Debug)]
pub(super) struct Coin {
    pub(super) amount_at: Position,
    pub(super) amount: Decimal,
    pub(super) denom: Text,
}

pub(super) fn read(
    node: &Node,
    at: Position,
    name: &str,
    warnings: &mut Warnings,
) -> Result<Placement, SdlError> {
    let what = format!("placement `{name}`");
    let record = Record::read(
        node,
        &what,
        &["attributes", "signedBy", "pricing"],
        warnings,
    )?;
    let mut placement = Placement {
        at,
        attributes: BTreeMap::new(),
        all_of: Vec::new(),
        any_of: Vec::new(),
        pricing: BTreeMap::new(),
    };
    if let Some(node) = record.get("attributes") {
        placement.attributes = read_attributes(node)?;
    }
    if let Some(node) = record.get("signedBy") {
        let record = Record::read(node, "signedBy", &["allOf", "anyOf"], warnings)?;
        placement.all_of = auditors(&record, "allOf")?;
        placement.any_of = auditors(&record, "anyOf")?;
    }
    if let Some(node) = record.get("pricing") {
        placement.pricing = read_pricing(node, warnings)?;
    }
    Ok(placement)
}

fn read_attributes(node: &Node) -> Result<BTreeMap<String, String>, SdlError> {
    let mut attributes = BTreeMap::new();
    for entry in node.entries("attributes", "write `key: value` under it")? {
        let text = entry.node.text(&format!("attribute `{}`", entry.key))?;
        attributes.insert(entry.key, text.map(|text| text.value).unwrap_or_default());
    }
    Ok(attributes)
}

fn auditors(record: &Record, key: &str) -> Result<Vec<String>, SdlError> {
    let Some(node) = record.get(key) else {
        return Ok(Vec::new());
    };
    let mut auditors: Vec<String> = node
        .texts(&format!("signedBy {key}"))?
        .into_iter()
        .map(|text| text.value)
        .collect();
    auditors.sort();
    Ok(auditors)
}

fn read_pricing(
    node: &Node,
    warnings: &mut Warnings,
) -> Result<BTreeMap<String, Pricing>, SdlError> {
    let mut pricing = BTreeMap::new();
    let hint = "write a compute profile's name under it, and under that `denom` and `amount`";
    for entry in node.entries("pricing", hint)? {
        let coin = if entry.node.is_null() {
            None
        } else {
            Some(read_coin(&entry.node, &entry.key, warnings)?)
        };
        pricing.insert(entry.key, Pricing { at: entry.at, coin });
    }
    Ok(pricing)
}

fn read_coin(node: &Node, profile: &str, warnings: &mut Warnings) -> Result<Coin, SdlError> {
    let what = format!("the price of `{profile}`");
    let record = Record::read(node, &what, &["denom", "amount"], warnings)?;
    let missing =
        |key: &str, hint: &str| SdlError::new(node.at, format!("{what} has no {key}"), hint);
    let amount_node = record
        .get("amount")
        .ok_or_else(|| missing("amount", "add `amount: 10000`, the most you pay per block"))?;
    let denom = match record.get("denom") {
        Some(node) => node.text("denom")?,
        None => None,
    };
    let denom = denom.ok_or_else(|| missing("denom", "add `denom: uact`"))?;
    check_denom(&denom)?;
    let amount = amount_node
        .text("amount")?
        .ok_or_else(|| missing("amount", "add `amount: 10000`"))?;
    Ok(Coin {
        amount_at: amount.at,
        amount: Decimal::parse(&amount.value).map_err(|error| wrong_amount(&amount, error))?,
        denom,
    })
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
        format!("amount `{}` {message}", amount.value),
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
        format!("`{text}` is no denom"),
        "write uact, uakt, or ibc/ and the hash of a token",
    ))
}
