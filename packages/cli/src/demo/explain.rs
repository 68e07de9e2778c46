//! Why nobody serves a group, in words and figures.

use serde_json::json;
use tender_interfaces::attestation::{AttributesResponse, QueryMsg};
use tender_interfaces::demand::Mismatch;
use tender_interfaces::orderbook::Candidate;
use tender_market::nearest::nearest;
use tender_market::request::RequestError;
use tender_market::text::quoted;
use tender_testkit::Contract;
use tender_types::AttributeId;

use super::error::DemoError;
use super::stage::Stage;
use super::wanted::Wanted;
use crate::units::{bytes, cpus, per_hour, unit_name};

/// The group cannot be one order at all.
pub fn unorderable(
    stage: &mut Stage<'_>,
    group: &str,
    reason: &RequestError,
) -> Result<(), DemoError> {
    stage.unserved += 1;
    let text = format!("nobody serves group {}: {reason}", quoted(group));
    let shown = stage.teller.set("    ", &text);
    stage.teller.print(
        &shown,
        || json!({"kind": "explained", "group": group, "reason": reason.to_string(), "providers": []}),
    )
}

/// No ask serves the group: for each provider, how near it comes and where it fails.
pub fn nobody(
    stage: &mut Stage<'_>,
    wanted: &Wanted,
    candidates: &[Candidate],
) -> Result<(), DemoError> {
    stage.unserved += 1;
    let mut reasons = Vec::new();
    let mut nearest: Option<&Candidate> = None;
    for supplier in &stage.suppliers {
        let own = candidates
            .iter()
            .filter(|one| one.ask.provider == supplier.id);
        // The ask that fails last is the nearest.
        let best = own.max_by_key(|one| nearness(one));
        nearest = nearest
            .into_iter()
            .chain(best)
            .max_by_key(|one| nearness(one));
        let reason = match best {
            None => "offers none of this hardware".to_string(),
            Some(one) => reason(stage, wanted, one),
        };
        reasons.push((supplier.cast.name, reason));
    }
    let text = format!("nobody serves group {} now:", quoted(&wanted.group));
    let next = nearest.and_then(|one| one.mismatch.as_ref()).map(advice);
    let mut shown = stage.teller.set("    ", &text);
    for (name, reason) in &reasons {
        shown.push_str(&stage.teller.set(&format!("      {name}  "), reason));
    }
    if let Some(next) = next {
        shown.push_str(&stage.teller.set("    next: ", next));
    }
    let rows: Vec<_> = reasons
        .iter()
        .map(|(name, reason)| json!({"provider": name, "reason": reason}))
        .collect();
    stage.teller.print(
        &shown,
        || json!({"kind": "explained", "group": wanted.group, "reason": text, "providers": rows, "next": next}),
    )
}

/// The later the dimension that fails, and the lower the rate, the nearer.
fn nearness(candidate: &Candidate) -> (u8, u128) {
    let rate = u128::MAX - candidate.rate.0;
    (rank(candidate.mismatch.as_ref()), rate)
}

/// What to change in the file so that the nearest ask would do.
fn advice(mismatch: &Mismatch) -> &'static str {
    match mismatch {
        Mismatch::Price { .. } => "raise `amount` under `pricing`",
        Mismatch::Units { .. } => "lower `count`, or split the services over several placements",
        Mismatch::Cpu { .. }
        | Mismatch::Memory { .. }
        | Mismatch::Disk { .. }
        | Mismatch::Volume { .. }
        | Mismatch::PublicIps { .. } => {
            "ask for less of it, or split the services over several placements"
        }
        Mismatch::Attribute { .. } => "change or remove the attribute under `attributes`",
        Mismatch::SignedByAll { .. } | Mismatch::SignedByAny {} => {
            "change `signedBy`, or remove the attributes that nobody vouches for"
        }
        Mismatch::Class {}
        | Mismatch::Expired {}
        | Mismatch::Asset {}
        | Mismatch::ProviderStatus {}
        | Mismatch::Bond {}
        | Mismatch::Tier { .. } => "name other hardware, or wait for other asks",
    }
}

fn reason(stage: &Stage<'_>, wanted: &Wanted, candidate: &Candidate) -> String {
    let class = stage.class_name(candidate.class);
    let unit = unit_name(&class);
    let failing = candidate
        .mismatch
        .as_ref()
        .map_or_else(String::new, |mismatch| words(stage, wanted, mismatch, unit));
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

fn words(stage: &Stage<'_>, wanted: &Wanted, mismatch: &Mismatch, unit: &str) -> String {
    let mib = |amount: &u32| bytes(u64::from(*amount) << 20);
    let gib = |amount: &u32| bytes(u64::from(*amount) << 30);
    let short = |what: &str, carried: String, wanted: String| {
        format!("a unit carries {carried}{what}, {wanted} are wanted")
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
        Mismatch::Memory { carried, wanted } => short(" of memory", mib(carried), mib(wanted)),
        Mismatch::Disk { carried, wanted } => short(" of disk", gib(carried), gib(wanted)),
        Mismatch::Volume {
            class,
            carried,
            wanted,
        } => short(
            &format!(" of persistent {class}"),
            gib(carried),
            gib(wanted),
        ),
        Mismatch::PublicIps { carried, wanted } => {
            short(" public addresses", carried.to_string(), wanted.to_string())
        }
        Mismatch::ProviderStatus {} => "it is not active".to_string(),
        Mismatch::Bond {} => "its bond is below the minimum".to_string(),
        Mismatch::Attribute { attribute } => lacks(stage, wanted, *attribute),
        Mismatch::SignedByAll { .. } | Mismatch::SignedByAny {} => {
            "no auditor that the file accepts vouches for every attribute it requires".to_string()
        }
        Mismatch::Tier { tier, wanted } => {
            format!("attested at tier {tier}, tier {wanted} is wanted")
        }
    }
}

/// The attribute that the provider does not have, and the one that may be meant.
fn lacks(stage: &Stage<'_>, wanted: &Wanted, id: AttributeId) -> String {
    let query = QueryMsg::Attributes {
        start_after: None,
        limit: Some(100),
    };
    let answer: AttributesResponse = stage.world.query(Contract::Attestation, &query);
    let found = answer.attributes.iter().find(|one| one.attribute == id);
    let name = found.map_or_else(|| id.to_string(), |one| one.name.clone());
    // What only the file names was added to the catalog for it, and nobody has it.
    let of_file = &wanted.request.attributes;
    let known = stage.attributes.iter();
    let known = known.filter(|other| !of_file.contains(other));
    let meant = nearest(&name, known.map(String::as_str));
    let meant = meant.map_or_else(String::new, |near| {
        format!(" (did you mean {}?)", quoted(near))
    });
    format!("it does not have the attribute {}{meant}", quoted(&name))
}
