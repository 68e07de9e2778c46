//! From an SDL group to a demand: line by line, as it is written.
//!
//! A group is rented whole, from one provider. Each of its resources becomes a line: as many replicas,
//! each with the cores, memory, disk, volumes and GPUs that the file says. Nothing is added up over
//! services, and no GPU is ever rented for what is beside it. The arithmetic is pure: the catalog and
//! the price of AKT are given, nothing is asked.

mod bound;
mod disk;
mod error;
mod hardware;
mod note;
mod outline;
mod price;

use std::collections::BTreeSet;

use cosmwasm_std::{Decimal, HexBinary};
use serde_json::Value;
use tender_interfaces::attestation::MAX_NAME;
use tender_interfaces::demand::{Alternative, Demand, Gpu, Line, Placement, Quorum};
use tender_types::{AssetIndex, Payer, Seconds, Tier};

use crate::catalog::Catalog;
use crate::sdl::{Attribute, Group, Parsed, Requirements, Resource};
use crate::text::{listed, quoted};
use outline::{LineOutline, Outline};
use price::Pricing;

pub use crate::conversion::Conversion;
pub use bound::Bound;
pub use disk::Disk;
pub use error::RequestError;
pub use note::Note;
pub use price::{per_second, BLOCK_SECONDS};

/// A group, ready to be ordered.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// What is ordered, paid in the compute credit by the account that the sender opened last. What the
    /// file does not say (another account, tiers, exclusions, rematches) is as a demand has it when
    /// nothing is said: the client fills it in.
    pub demand: Demand,
    /// What was decided on the tenant's behalf.
    pub notes: Vec<Note>,
}

/// The demand of `group`, with classes of `catalog`. `usd_per_akt` converts prices in AKT; a provider
/// runs what hashes to `manifest_hash`.
///
/// # Errors
/// Why the group cannot be one order; each reason says what to change.
pub fn request(
    group: &Group,
    catalog: &Catalog,
    usd_per_akt: Decimal,
    manifest_hash: HexBinary,
) -> Result<Request, RequestError> {
    let who = format!("group {}", quoted(&group.name));
    let Outline {
        lines,
        public_ips,
        notes,
    } = Outline::of(group, catalog);
    if lines.is_empty() {
        return Err(RequestError::Nothing);
    }
    Bound::Lines.check_len(lines.len(), &who)?;
    let gpus = lines.iter().map(|line| gpus(line.resource));
    Bound::Gpus.check(gpus.fold(0, u64::saturating_add), &who)?;
    Bound::PublicIps.check_len(public_ips, &who)?;
    let pricing = Pricing::of(group, usd_per_akt);
    let lines = lines.into_iter().map(|line| order(line, &pricing, catalog));
    let demand = Demand {
        account: Payer::Newest,
        asset: AssetIndex::CREDIT,
        lines: lines.collect::<Result<_, _>>()?,
        // Within its bound, which is a u32.
        public_ips: u32::try_from(public_ips).unwrap_or(u32::MAX),
        placement: Placement::OneProvider {},
        together: false,
        max_rate: pricing.max_rate()?,
        attributes: attributes(&group.requirements, &who)?,
        signed_by: signed_by(&group.requirements, &who)?,
        min_tier: Tier::NONE,
        exclude: vec![],
        notice_at_least: Seconds(group.notice_seconds),
        start_within: None,
        rematch: 0,
        manifest_hash,
    };
    Ok(Request { demand, notes })
}

/// The answer of `tender sdl check --json` for an accepted file: [`Parsed::to_json`], and in each group
/// under `demand` what would be ordered, with classes of `catalog`. Every group has one, even one that
/// is too large to be ordered; where the catalog has no such GPU, `alternatives` is empty and a note
/// says so. `public_ips` is for the group; `placement` is always `one_provider`.
pub fn check_json(parsed: &Parsed, catalog: &Catalog) -> Value {
    let mut answer = parsed.to_json();
    let groups = answer.get_mut("groups").and_then(Value::as_array_mut);
    for (json, group) in groups.into_iter().flatten().zip(&parsed.groups) {
        if let Some(fields) = json.as_object_mut() {
            let demand = Outline::of(group, catalog).to_json();
            fields.insert("demand".to_owned(), demand);
        }
    }
    answer
}

/// GPUs of all replicas.
fn gpus(resource: &Resource) -> u64 {
    u64::from(resource.count).saturating_mul(u64::from(resource.gpu.units))
}

fn order(
    line: LineOutline<'_>,
    pricing: &Pricing<'_>,
    catalog: &Catalog,
) -> Result<Line, RequestError> {
    let resource = line.resource;
    let services = resource.services.iter().map(String::as_str);
    let who = format!("service {}", listed(services));
    Bound::Replicas.check(u64::from(resource.count), &who)?;
    Bound::Volumes.check_len(line.volumes.len(), &who)?;
    for volume in &line.volumes {
        Bound::VolumeMib.check(volume.mib, &who)?;
    }
    Ok(Line {
        replicas: resource.count,
        cpu_milli: Bound::CpuMilli.check(resource.cpu_milli, &who)?,
        memory_mib: Bound::MemoryMib.check(line.memory_mib, &who)?,
        disk_mib: Bound::DiskMib.check(line.disk_mib, &who)?,
        gpu: gpu(resource, line.alternatives, pricing, catalog)?,
        volumes: line.volumes,
    })
}

/// Every alternative at one ceiling: what a replica may cost, for each of its GPUs.
fn gpu(
    resource: &Resource,
    alternatives: Vec<String>,
    pricing: &Pricing<'_>,
    catalog: &Catalog,
) -> Result<Option<Gpu>, RequestError> {
    let wanted = &resource.gpu;
    if wanted.units == 0 {
        return Ok(None);
    }
    if alternatives.is_empty() {
        return Err(hardware::missing(&wanted.models, catalog));
    }
    let ceiling = pricing.per_gpu(&resource.price, wanted.units)?;
    let alternative = |class| Alternative { class, ceiling };
    Ok(Some(Gpu {
        per_replica: wanted.units,
        alternatives: alternatives.into_iter().map(alternative).collect(),
        property: None,
    }))
}

/// Required attributes by name, each once: a service's enclave may be required by the placement too.
fn attributes(requirements: &Requirements, who: &str) -> Result<Vec<String>, RequestError> {
    let name = |attribute: &Attribute| {
        let name = format!("{}={}", attribute.key, attribute.value);
        let plain = name.bytes().all(|byte| byte.is_ascii_graphic()) && name.len() <= MAX_NAME;
        let exact = !attribute.key.contains(['*', '?', '[']) && !attribute.key.is_empty();
        let pair = !attribute.value.is_empty() && name.matches('=').count() == 1;
        if plain && exact && pair {
            Ok(name)
        } else {
            Err(RequestError::Attribute { name })
        }
    };
    let names: Result<BTreeSet<String>, _> = requirements.attributes.iter().map(name).collect();
    let names = names?;
    Bound::Attributes.check_len(names.len(), who)?;
    Ok(names.into_iter().collect())
}

/// All of one list, and one of the other.
fn signed_by(requirements: &Requirements, who: &str) -> Result<Vec<Quorum<String>>, RequestError> {
    let signed_by = &requirements.signed_by;
    let mut quorums = vec![];
    let lists = [
        (Bound::AllOf, &signed_by.all_of, usize::MAX),
        (Bound::AnyOf, &signed_by.any_of, 1),
    ];
    for (bound, list, needed) in lists {
        let auditors: BTreeSet<String> = list.iter().cloned().collect();
        bound.check_len(auditors.len(), who)?;
        // Within its bound, which is a u8.
        let k = u8::try_from(auditors.len().min(needed)).unwrap_or(u8::MAX);
        if k > 0 {
            let of = auditors.into_iter().collect();
            quorums.push(Quorum { k, of });
        }
    }
    Ok(quorums)
}
