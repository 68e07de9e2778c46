//! Why nobody serves a group, in words and figures.

use serde_json::json;
use tender_interfaces::demand::Mismatch;
use tender_interfaces::orderbook::Candidate;
use tender_market::request::RequestError;

use super::stage::Stage;
use super::tenancy::Wanted;
use super::DemoError;
use crate::style::Style;
use crate::units::{bytes, cpus, per_hour, unit_name};

/// The group cannot be one order at all.
pub fn unorderable(
    stage: &mut Stage<'_>,
    group: &str,
    reason: &RequestError,
) -> Result<(), DemoError> {
    let text = format!("nobody serves group '{group}': {reason}");
    let mut shown = Style::PLAIN.wrap("    ", &text);
    let why = match reason {
        RequestError::NoGpu { .. } | RequestError::NoCpu => {
            "offers none of this hardware: the catalog has no class for it"
        }
        _ => "is not asked: such an order cannot be written",
    };
    let mut rows = Vec::new();
    for supplier in &stage.suppliers {
        let name = supplier.cast.name;
        shown.push_str(&format!("      {name}  {why}\n"));
        rows.push(json!({"provider": name, "reason": why}));
    }
    stage.teller.print(
        &shown,
        || json!({"kind": "explained", "group": group, "reason": reason.to_string(), "providers": rows}),
    )
}

/// No ask serves the group: for each provider, how near it comes and where it fails.
pub fn nobody(
    stage: &mut Stage<'_>,
    wanted: &Wanted,
    candidates: &[Candidate],
) -> Result<(), DemoError> {
    let mut reasons = Vec::new();
    for supplier in &stage.suppliers {
        let own = candidates
            .iter()
            .filter(|one| one.ask.provider == supplier.id);
        // The ask that fails last is the nearest.
        let nearest =
            own.max_by_key(|one| (rank(one.mismatch.as_ref()), u128::MAX - one.rate.u128()));
        let reason = match nearest {
            None => "offers none of this hardware".to_string(),
            Some(one) => reason(stage, one),
        };
        reasons.push((supplier.cast.name, reason));
    }
    let text = format!("nobody serves group '{}' now:", wanted.group);
    let mut shown = Style::PLAIN.wrap("    ", &text);
    for (name, reason) in &reasons {
        let line = Style::PLAIN.wrap("      ", &format!("{name}  {reason}"));
        shown.push_str(&line);
    }
    let rows: Vec<_> = reasons
        .iter()
        .map(|(name, reason)| json!({"provider": name, "reason": reason}))
        .collect();
    stage.teller.print(
        &shown,
        || json!({"kind": "explained", "group": wanted.group, "reason": text, "providers": rows}),
    )
}

fn reason(stage: &Stage<'_>, candidate: &Candidate) -> String {
    let class = stage.class_name(candidate.class);
    let unit = unit_name(&class);
    let failing = candidate
        .mismatch
        .as_ref()
        .map_or_else(String::new, |mismatch| words(stage, mismatch, unit));
    let rate = per_hour(candidate.rate);
    format!("asks {rate} per {unit} for {class}: {failing}")
}

/// The place of a dimension in the order in which they are looked at.
fn rank(mismatch: Option<&Mismatch>) -> u8 {
    match mismatch {
        Some(Mismatch::Class {}) => 0,
        Some(Mismatch::Price { .. }) => 1,
        Some(Mismatch::Expired {}) => 2,
        Some(Mismatch::Asset {}) => 3,
        Some(Mismatch::Units { .. }) => 4,
        Some(Mismatch::Cpu { .. }) => 5,
        Some(Mismatch::Memory { .. }) => 6,
        Some(Mismatch::Disk { .. }) => 7,
        Some(Mismatch::Volume { .. }) => 8,
        Some(Mismatch::PublicIps { .. }) => 9,
        Some(Mismatch::ProviderStatus {}) => 10,
        Some(Mismatch::Bond {}) => 11,
        Some(Mismatch::Attribute { .. }) => 12,
        Some(Mismatch::SignedByAll { .. }) => 13,
        Some(Mismatch::SignedByAny {}) => 14,
        Some(Mismatch::Tier { .. }) => 15,
        None => 16,
    }
}

fn words(stage: &Stage<'_>, mismatch: &Mismatch, unit: &str) -> String {
    let mib = |amount: &u32| bytes(u64::from(*amount) << 20);
    let gib = |amount: &u32| bytes(u64::from(*amount) << 30);
    let short = |what: &str, carried: String, wanted: String| {
        format!("a unit carries {carried} {what}, {wanted} are wanted")
    };
    match mismatch {
        Mismatch::Class {} => "other hardware".to_string(),
        Mismatch::Price { ceiling, .. } => {
            format!(
                "above the {} per {unit} that the file pays",
                per_hour(*ceiling)
            )
        }
        Mismatch::Expired {} => "the ask has expired".to_string(),
        Mismatch::Asset {} => "takes another asset".to_string(),
        Mismatch::Units { free, wanted } => format!("{free} units are free, {wanted} are wanted"),
        Mismatch::Cpu { carried, wanted } => {
            short("", cpus(u64::from(*carried)), cpus(u64::from(*wanted)))
        }
        Mismatch::Memory { carried, wanted } => short("of memory", mib(carried), mib(wanted)),
        Mismatch::Disk { carried, wanted } => short("of disk", gib(carried), gib(wanted)),
        Mismatch::Volume {
            class,
            carried,
            wanted,
        } => short(&format!("of persistent {class}"), gib(carried), gib(wanted)),
        Mismatch::PublicIps { carried, wanted } => {
            short("public addresses", carried.to_string(), wanted.to_string())
        }
        Mismatch::ProviderStatus {} => "it is not active".to_string(),
        Mismatch::Bond {} => "its bond is below the minimum".to_string(),
        Mismatch::Attribute { attribute } => format!(
            "it does not have the attribute {}",
            attribute_name(stage, *attribute)
        ),
        Mismatch::SignedByAll { .. } | Mismatch::SignedByAny {} => {
            "no auditor that the file accepts vouches for every attribute it requires".to_string()
        }
        Mismatch::Tier { tier, wanted } => {
            format!("attested at tier {tier}, tier {wanted} is wanted")
        }
    }
}

/// What an attribute is called.
fn attribute_name(stage: &Stage<'_>, id: tender_types::AttributeId) -> String {
    let query = tender_interfaces::attestation::QueryMsg::Attributes {
        start_after: None,
        limit: Some(100),
    };
    let answer: tender_interfaces::attestation::AttributesResponse = stage
        .world
        .query(tender_testkit::Contract::Attestation, &query);
    let found = answer
        .attributes
        .into_iter()
        .find(|one| one.attribute == id);
    found.map_or_else(|| id.to_string(), |one| one.name)
}
