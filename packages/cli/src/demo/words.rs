//! Why a provider does not serve, in words, and what to change.

use tender_interfaces::attestation::{AttributesResponse, QueryMsg};
use tender_interfaces::demand::{Mismatch, Quantity};
use tender_interfaces::orderbook::LineMismatch;
use tender_market::nearest::nearest;
use tender_market::text::quoted;
use tender_testkit::Contract;
use tender_types::{AttributeId, ClassId};

use super::stage::Stage;
use super::totals::mib;
use super::wanted::Wanted;
use crate::units::{cpus, per_hour, span};

/// The line that fails, by its services, and how; the whole where it is no line.
pub fn reason(stage: &Stage<'_>, wanted: &Wanted, one: &LineMismatch) -> String {
    let line = one.line.and_then(|line| usize::try_from(line).ok());
    let services = line.and_then(|line| wanted.services.get(line));
    let words = words(stage, wanted, &one.mismatch);
    services.map_or_else(|| words.clone(), |services| format!("{services}: {words}"))
}

fn words(stage: &Stage<'_>, wanted: &Wanted, mismatch: &Mismatch) -> String {
    match mismatch {
        Mismatch::Excluded {} => "the order excludes it".to_string(),
        Mismatch::Class {} => "other hardware".to_string(),
        Mismatch::Price { rate, ceiling } => format!(
            "asks {} per GPU·h, above the {} that the file pays",
            per_hour(*rate),
            per_hour(*ceiling)
        ),
        Mismatch::NotOffered {
            class: ClassId::CARD,
        } => "it has no rate card".to_string(),
        Mismatch::NotOffered { .. } => "it offers none of this hardware".to_string(),
        Mismatch::Expired {} => "what it offers has expired".to_string(),
        Mismatch::Asset {} => "it takes another asset".to_string(),
        Mismatch::Notice { offered, wanted } => format!(
            "it gives {} of notice, {} are wanted",
            span(*offered),
            span(*wanted)
        ),
        Mismatch::Start { offered, wanted } => format!(
            "it starts within {}, {} are wanted",
            span(*offered),
            span(*wanted)
        ),
        Mismatch::Largest { largest, wanted } => {
            format!("a machine has {largest} GPUs, {wanted} are wanted")
        }
        Mismatch::Units { free, wanted } => format!("{free} GPUs are free, {wanted} are wanted"),
        Mismatch::Short { of, free, wanted } => short(*of, *free, *wanted),
        Mismatch::ProviderStatus {} => "it is suspended, or leaving".to_string(),
        Mismatch::Bond {} => "its bond is below what is locked".to_string(),
        Mismatch::Epoch {} => "what it offers is of an earlier registration".to_string(),
        Mismatch::Counted { counted, offered } => {
            format!("auditors counted {counted}, it offers {offered}")
        }
        Mismatch::Attribute { attribute } => lacks(stage, wanted, *attribute),
        Mismatch::Region {} => "it does not say where it is".to_string(),
        Mismatch::Quorum {
            vouching,
            wanted: needed,
            ..
        } => quorum(stage, wanted, *vouching, *needed),
        Mismatch::Tier { tier, wanted } => {
            format!("attested at tier {tier}, tier {wanted} is wanted")
        }
        Mismatch::Unreadable {} => "what it offers cannot be read".to_string(),
        Mismatch::Total { rate, most } => format!(
            "asks {} an hour for everything, above the {} that the file pays",
            per_hour(*rate),
            per_hour(*most)
        ),
    }
}

fn short(of: Quantity, free: u64, wanted: u64) -> String {
    let (what, shown): (&str, fn(u64) -> String) = match of {
        Quantity::Cpu => ("cores", cpus),
        Quantity::Memory => ("memory", mib),
        Quantity::Disk => ("disk", mib),
        Quantity::Hdd => ("persistent hdd", mib),
        Quantity::Ssd => ("persistent ssd", mib),
        Quantity::Nvme => ("persistent nvme", mib),
        Quantity::AnyVolume => ("persistent disk", mib),
        Quantity::PublicIps => ("public addresses", |number| number.to_string()),
    };
    let has = match (free, of) {
        (0, _) => format!("no {what}"),
        (free, Quantity::Cpu) => shown(free),
        (free, _) => format!("{} of {what}", shown(free)),
    };
    format!("it has {has}, {} are wanted", shown(wanted))
}

/// Who vouches is not enough. When nobody does, most likely an attribute is required that the provider
/// does not have: auditors sign only what they found.
fn quorum(stage: &Stage<'_>, wanted: &Wanted, vouching: u8, needed: u8) -> String {
    let words = format!("{vouching} of the {needed} auditors that the file wants vouch for it");
    let unknown = wanted.demand.attributes.iter();
    let unknown = unknown.filter(|name| !standard(stage, name));
    match unknown.into_iter().next() {
        None => words,
        Some(name) => format!("{words}; {}", named(stage, wanted, name)),
    }
}

/// Whether anybody has the attribute.
fn standard(stage: &Stage<'_>, name: &str) -> bool {
    let all = stage.suppliers.iter();
    all.flat_map(|one| one.cast.attributes)
        .any(|own| *own == name)
}

/// The attribute that the provider does not have, and the one that may be meant.
fn lacks(stage: &Stage<'_>, wanted: &Wanted, id: AttributeId) -> String {
    let query = QueryMsg::Attributes {
        start_after: id.0.checked_sub(1).map(AttributeId),
        limit: Some(1),
    };
    let answer: AttributesResponse = stage.world.query(Contract::Attestation, &query);
    let found = answer.attributes.iter().find(|one| one.attribute == id);
    let name = found.map_or_else(|| id.to_string(), |one| one.name.clone());
    named(stage, wanted, &name)
}

fn named(stage: &Stage<'_>, wanted: &Wanted, name: &str) -> String {
    // Of those that some provider has: what only the file names was added to the catalog for it.
    let known = stage
        .suppliers
        .iter()
        .flat_map(|one| one.cast.attributes)
        .copied();
    let known = known.filter(|other| !wanted.demand.attributes.iter().any(|own| own == other));
    let meant = match standard(stage, name) {
        true => None,
        false => nearest(name, known),
    };
    let meant = meant.map_or_else(String::new, |near| {
        format!(" (did you mean {}?)", quoted(near))
    });
    format!("it does not have the attribute {}{meant}", quoted(name))
}

/// What to change in the file so that the nearest provider would do.
pub fn advice(mismatch: &Mismatch) -> &'static str {
    match mismatch {
        Mismatch::Price { .. } | Mismatch::Total { .. } => "raise `amount` under `pricing`",
        Mismatch::Units { .. } => "lower `count`, or split the services over several placements",
        Mismatch::Largest { .. } => "lower `units` under `gpu`, and raise `count`",
        Mismatch::Short { .. } => {
            "ask for less of it, or split the services over several placements"
        }
        Mismatch::Attribute { .. } | Mismatch::Region {} => {
            "change or remove the attribute under `attributes`"
        }
        Mismatch::Quorum { .. } => {
            "change `signedBy`, or remove the attributes that nobody vouches for"
        }
        Mismatch::Notice { .. } => "lower `min_window` under `reclamation`",
        Mismatch::Excluded {}
        | Mismatch::Class {}
        | Mismatch::NotOffered { .. }
        | Mismatch::Expired {}
        | Mismatch::Asset {}
        | Mismatch::Start { .. }
        | Mismatch::ProviderStatus {}
        | Mismatch::Bond {}
        | Mismatch::Epoch {}
        | Mismatch::Counted { .. }
        | Mismatch::Unreadable {}
        | Mismatch::Tier { .. } => "name other hardware, or wait for other offers",
    }
}
