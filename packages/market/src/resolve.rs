//! From a demand as a tenant writes it, in names, to one as contracts keep it, in ids.

use cosmwasm_std::{ensure, Api, StdError};
use tender_guard::{bounded, canonical, distinct, within, Bounds, GuardError};
use tender_interfaces::attestation::{Registry, MAX_ATTRIBUTES, MAX_TIER};
use tender_interfaces::demand::{
    Alternative, Demand, Gpu, Line, Placement, Property, Quorum, ResolvedAlternative,
    ResolvedDemand, ResolvedGpu, ResolvedLine, MAX_ALTERNATIVES, MAX_CPU_MILLI, MAX_DISK_MIB,
    MAX_EXCLUDED, MAX_GPUS, MAX_LINES, MAX_MEMORY_MIB, MAX_MODELS, MAX_PUBLIC_IPS, MAX_QUORUM,
    MAX_QUORUMS, MAX_REMATCHES, MAX_REPLICAS, MAX_VOLUMES,
};
use tender_interfaces::orderbook::{MAX_ASSETS, MAX_NOTICE, MAX_START_WITHIN, MIN_START_WITHIN};
use tender_types::{AccountId, AttributeId, AuditorId, Echo, Rate, Seconds, Tier};
use thiserror::Error;

/// Bytes of a SHA-256 hash.
const HASH_LENGTH: usize = 32;

/// Why a demand cannot be served by anybody as it is written.
#[derive(Debug, Error, PartialEq)]
pub enum DemandError {
    /// A list or a number is out of bounds, or an address is none.
    #[error(transparent)]
    Guard(#[from] GuardError),
    /// A line that asks for nothing.
    #[error("demand/empty_line: line {line} asks for nothing: give it CPU, memory or GPUs, or leave it out")]
    EmptyLine {
        /// Which, from 0.
        line: usize,
    },
    /// A volume of nothing.
    #[error(
        "demand/empty_volume: a volume of line {line} has no size: give its MiB, or leave it out"
    )]
    EmptyVolume {
        /// Which line, from 0.
        line: usize,
    },
    /// GPUs by class and by property, or by neither.
    #[error("demand/gpu_kind: the GPUs of line {line} are named by alternatives or by a property, and by one of them only")]
    GpuKind {
        /// Which line, from 0.
        line: usize,
    },
    /// A property where only classes will do.
    #[error("demand/property: line {line} asks by property: only bidders can say which of their classes has it, so choose the auction, or name classes")]
    Property {
        /// Which line, from 0.
        line: usize,
    },
    /// Addresses of several providers.
    #[error("demand/public_ips: public addresses are one provider's: choose the placement one_provider, or ask for none")]
    PublicIps,
    /// Begins together, but has one provider.
    #[error("demand/together: leases of one provider are one lease: leave `together` out, or choose another placement")]
    Together,
    /// Begins together, and is matched anew.
    #[error("demand/together_rematch: leases that begin together all end when one of them fails, so none of them is matched anew: leave `rematch` out, and place the order again")]
    TogetherRematch,
    /// A quorum of more auditors than it names, or of none.
    #[error("demand/quorum: quorum {quorum} wants {k} of {of} auditors: want at least one, and at most all")]
    Quorum {
        /// Which, from 0.
        quorum: usize,
        /// How many are wanted.
        k: u8,
        /// How many are named.
        of: usize,
    },
    /// Nothing may cost nothing.
    #[error("demand/zero_rate: max_rate is zero: give the most that everything may cost, in pico-units per second")]
    ZeroRate,
    /// The catalog has no such class.
    #[error("demand/unknown_class: the catalog has no class '{name}': take a name from the Classes query of attestation")]
    UnknownClass {
        /// What was named.
        name: Echo,
    },
    /// The catalog has no such attribute.
    #[error("demand/unknown_attribute: the catalog has no attribute '{name}': take a name from the Attributes query of attestation")]
    UnknownAttribute {
        /// What was named.
        name: Echo,
    },
    /// Two values of one key: no provider has both.
    #[error("demand/two_values: '{name}' is a second value of its key, and no provider has two: keep one")]
    TwoValues {
        /// The second.
        name: Echo,
    },
    /// No auditor with this address is admitted.
    #[error("demand/unknown_auditor: {address} is no admitted auditor: take an address from the Auditors query of attestation")]
    UnknownAuditor {
        /// What was named.
        address: Echo,
    },
    /// A ceiling of zero can never be met.
    #[error("demand/zero_ceiling: the ceiling for '{class}' is zero: give the highest rate per GPU and second you would pay, in pico-units")]
    ZeroCeiling {
        /// For which class.
        class: Echo,
    },
    /// Not a SHA-256 hash.
    #[error("demand/manifest_hash: the manifest hash has {length} bytes: give the 32 bytes of a SHA-256 hash, in hex")]
    ManifestHash {
        /// Bytes given.
        length: usize,
    },
    /// The chain refused to read; never a domain error.
    #[error("demand/std: {0}")]
    Std(#[from] StdError),
}

/// Who may name GPUs by a property instead of by classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Properties {
    /// An order for an auction: bidders say which class has it.
    Allowed,
    /// Every other.
    Refused,
}

/// Checks `demand` and looks its names up in the registry, one raw read a name. `account` is the one
/// that pays.
///
/// # Errors
/// What is written badly, before anything is read: `guard/out_of_range`, `guard/list_length`,
/// `guard/duplicate` and the `demand/…` of its form. Then what the registry does not know:
/// `demand/unknown_class`, `demand/unknown_attribute`, `demand/unknown_auditor`, `demand/two_values`, and
/// `guard/address` for an auditor that is no address; `demand/std` when it cannot be read.
#[inline(never)]
pub fn resolve(
    demand: &Demand,
    account: AccountId,
    properties: Properties,
    registry: Registry<'_>,
    api: &dyn Api,
) -> Result<ResolvedDemand, DemandError> {
    validate(demand, properties)?;
    let lines = demand.lines.iter().map(|line| resolve_line(line, registry));
    let quorums = demand.signed_by.iter();
    let quorums = quorums.map(|quorum| resolve_quorum(quorum, registry, api));
    Ok(ResolvedDemand {
        account,
        asset: demand.asset,
        lines: lines.collect::<Result<_, _>>()?,
        public_ips: demand.public_ips,
        placement: demand.placement,
        together: demand.together,
        max_rate: demand.max_rate,
        attributes: attributes(&demand.attributes, registry)?,
        signed_by: quorums.collect::<Result<_, _>>()?,
        min_tier: demand.min_tier,
        exclude: demand.exclude.clone(),
        notice_at_least: demand.notice_at_least,
        start_within: demand.start_within,
        rematch: demand.rematch,
        manifest_hash: demand.manifest_hash.clone(),
    })
}

const fn at_most(max: usize) -> Bounds {
    Bounds { min: 0, max }
}

const fn up_to(max: usize) -> Bounds {
    Bounds { min: 1, max }
}

/// What can be checked without asking anybody.
fn validate(demand: &Demand, properties: Properties) -> Result<(), DemandError> {
    let asset = usize::from(demand.asset.0);
    within("asset", asset, 0, MAX_ASSETS.saturating_sub(1))?;
    bounded("lines", &demand.lines, up_to(MAX_LINES))?;
    for (place, line) in demand.lines.iter().enumerate() {
        validate_line(place, line, properties)?;
    }
    let gpus = demand.lines.iter().filter_map(|line| {
        let gpu = line.gpu.as_ref()?;
        Some(gpu.per_replica.saturating_mul(line.replicas))
    });
    within("GPUs", gpus.fold(0, u32::saturating_add), 0, MAX_GPUS)?;
    validate_placement(demand)?;
    ensure!(!demand.max_rate.is_zero(), DemandError::ZeroRate);
    distinct("attributes", &demand.attributes, at_most(MAX_ATTRIBUTES))?;
    bounded("signed_by", &demand.signed_by, at_most(MAX_QUORUMS))?;
    for (place, quorum) in demand.signed_by.iter().enumerate() {
        validate_quorum(place, quorum)?;
    }
    within("min_tier", demand.min_tier, Tier::NONE, MAX_TIER)?;
    distinct("exclude", &demand.exclude, at_most(MAX_EXCLUDED))?;
    within(
        "notice_at_least",
        demand.notice_at_least,
        Seconds::ZERO,
        MAX_NOTICE,
    )?;
    if let Some(start_within) = demand.start_within {
        within(
            "start_within",
            start_within,
            MIN_START_WITHIN,
            MAX_START_WITHIN,
        )?;
    }
    within("rematch", demand.rematch, 0, MAX_REMATCHES)?;
    let alone = !demand.together || demand.rematch == 0;
    ensure!(alone, DemandError::TogetherRematch);
    match demand.manifest_hash.len() {
        HASH_LENGTH => Ok(()),
        length => Err(DemandError::ManifestHash { length }),
    }
}

fn validate_placement(demand: &Demand) -> Result<(), DemandError> {
    within("public_ips", demand.public_ips, 0, MAX_PUBLIC_IPS)?;
    match demand.placement {
        Placement::OneProvider => {
            ensure!(!demand.together, DemandError::Together);
            return Ok(());
        }
        Placement::Spread { max_per_provider } => {
            within("max_per_provider", max_per_provider, 1, MAX_REPLICAS)?;
        }
        Placement::SameRegion | Placement::Any => {}
    }
    ensure!(demand.public_ips == 0, DemandError::PublicIps);
    Ok(())
}

fn validate_line(place: usize, line: &Line, properties: Properties) -> Result<(), DemandError> {
    within("replicas", line.replicas, 1, MAX_REPLICAS)?;
    within("cpu_milli", line.cpu_milli, 0, MAX_CPU_MILLI)?;
    within("memory_mib", line.memory_mib, 0, MAX_MEMORY_MIB)?;
    within("disk_mib", line.disk_mib, 0, MAX_DISK_MIB)?;
    bounded("volumes", &line.volumes, at_most(MAX_VOLUMES))?;
    for volume in &line.volumes {
        ensure!(volume.mib > 0, DemandError::EmptyVolume { line: place });
        within("volumes.mib", volume.mib, 1, MAX_DISK_MIB)?;
    }
    let nothing = line.cpu_milli == 0 && line.memory_mib == 0 && line.gpu.is_none();
    ensure!(!nothing, DemandError::EmptyLine { line: place });
    match &line.gpu {
        Some(gpu) => validate_gpu(place, gpu, properties),
        None => Ok(()),
    }
}

fn validate_gpu(place: usize, gpu: &Gpu, properties: Properties) -> Result<(), DemandError> {
    within("per_replica", gpu.per_replica, 1, MAX_GPUS)?;
    let by_property = gpu.property.is_some();
    ensure!(
        by_property == gpu.alternatives.is_empty(),
        DemandError::GpuKind { line: place }
    );
    match &gpu.property {
        Some(_) if properties == Properties::Refused => Err(DemandError::Property { line: place }),
        Some(property) => validate_property(property),
        None => validate_alternatives(&gpu.alternatives),
    }
}

/// Longer than any vendor, model or interface is.
const MAX_WORD: usize = 32;

fn validate_property(property: &Property) -> Result<(), DemandError> {
    distinct("models", &property.models, at_most(MAX_MODELS))?;
    let words = property.models.iter();
    let words = words.chain(&property.vendor).chain(&property.interface);
    for word in words {
        within("letters of a property", word.len(), 1, MAX_WORD)?;
    }
    Ok(())
}

fn validate_alternatives(alternatives: &[Alternative]) -> Result<(), DemandError> {
    let classes: Vec<&str> = alternatives.iter().map(|one| one.class.as_str()).collect();
    distinct("alternatives", &classes, up_to(MAX_ALTERNATIVES))?;
    match alternatives.iter().find(|one| one.ceiling == Rate::ZERO) {
        None => Ok(()),
        Some(one) => Err(DemandError::ZeroCeiling {
            class: Echo::of(&one.class),
        }),
    }
}

fn validate_quorum(place: usize, quorum: &Quorum<String>) -> Result<(), DemandError> {
    distinct("signed_by.of", &quorum.of, up_to(MAX_QUORUM))?;
    let of = quorum.of.len();
    let within = quorum.k > 0 && usize::from(quorum.k) <= of;
    let k = quorum.k;
    ensure!(
        within,
        DemandError::Quorum {
            quorum: place,
            k,
            of
        }
    );
    Ok(())
}

fn resolve_line(line: &Line, registry: Registry<'_>) -> Result<ResolvedLine, DemandError> {
    let gpu = line.gpu.as_ref();
    Ok(ResolvedLine {
        replicas: line.replicas,
        cpu_milli: line.cpu_milli,
        memory_mib: line.memory_mib,
        disk_mib: line.disk_mib,
        volumes: line.volumes.clone(),
        gpu: gpu.map(|gpu| resolve_gpu(gpu, registry)).transpose()?,
    })
}

fn resolve_gpu(gpu: &Gpu, registry: Registry<'_>) -> Result<ResolvedGpu, DemandError> {
    let alternatives = gpu.alternatives.iter();
    let alternatives = alternatives.map(|one| alternative_id(one, registry));
    Ok(ResolvedGpu {
        per_replica: gpu.per_replica,
        alternatives: alternatives.collect::<Result<_, _>>()?,
        property: gpu.property.clone(),
    })
}

fn alternative_id(
    alternative: &Alternative,
    registry: Registry<'_>,
) -> Result<ResolvedAlternative, DemandError> {
    let row = registry.class(&alternative.class)?;
    let row = row.ok_or_else(|| DemandError::UnknownClass {
        name: Echo::of(&alternative.class),
    })?;
    Ok(ResolvedAlternative {
        class: row.class,
        ceiling: alternative.ceiling,
    })
}

/// The attributes by id, sorted; each key has one value.
fn attributes(names: &[String], registry: Registry<'_>) -> Result<Vec<AttributeId>, DemandError> {
    let mut keys = vec![];
    let mut ids = vec![];
    for name in names {
        let unknown = || DemandError::UnknownAttribute {
            name: Echo::of(name),
        };
        let row = registry.attribute(name)?.ok_or_else(unknown)?;
        ensure!(
            !keys.contains(&row.key),
            DemandError::TwoValues {
                name: Echo::of(name),
            }
        );
        keys.push(row.key);
        ids.push(row.attribute);
    }
    ids.sort_unstable();
    Ok(ids)
}

fn resolve_quorum(
    quorum: &Quorum<String>,
    registry: Registry<'_>,
    api: &dyn Api,
) -> Result<Quorum<AuditorId>, DemandError> {
    let id = |text: &String| {
        let auditor = canonical(api, text)?;
        let unknown = || DemandError::UnknownAuditor {
            address: Echo::of(text),
        };
        registry.auditor(&auditor)?.ok_or_else(unknown)
    };
    Ok(Quorum {
        k: quorum.k,
        of: quorum
            .of
            .iter()
            .map(id)
            .collect::<Result<_, DemandError>>()?,
    })
}
