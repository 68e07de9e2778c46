//! From a demand as a tenant writes it, in names, to one as contracts keep it, in ids.

use cosmwasm_std::{Api, StdError};
use tender_guard::{canonical, distinct, within, Bounds, GuardError};
use tender_interfaces::attestation::{Registry, MAX_ATTRIBUTES, MAX_TIER};
use tender_interfaces::demand::{
    Alternative, Demand, ResolvedAlternative, ResolvedDemand, MAX_ALTERNATIVES, MAX_SIGNED_BY,
    MAX_UNITS,
};
use tender_interfaces::orderbook::MAX_ASSETS;
use tender_types::{AttributeId, AuditorId, Echo, Rate, Tier};
use thiserror::Error;

/// Bytes of a SHA-256 hash.
const HASH_LENGTH: usize = 32;

/// Why a demand cannot be served by anybody as it is written.
#[derive(Debug, Error, PartialEq)]
pub enum DemandError {
    /// A list or a number is out of bounds, or an address is none.
    #[error(transparent)]
    Guard(#[from] GuardError),
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
    /// No auditor with this address is admitted.
    #[error("demand/unknown_auditor: {address} is no admitted auditor: take an address from the Auditors query of attestation")]
    UnknownAuditor {
        /// What was named.
        address: Echo,
    },
    /// A ceiling of zero can never be met.
    #[error("demand/zero_ceiling: the ceiling for '{class}' is zero: give the highest rate per unit and second you would pay, in pico-units")]
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
    /// Volumes have one form only.
    #[error("demand/volumes: persistent volumes are written once per class, in the order hdd, ssd, nvme, and none is empty")]
    Volumes,
    /// The chain refused to read; never a domain error.
    #[error("demand/std: {0}")]
    Std(#[from] StdError),
}

/// Checks `demand` and looks its names up in the registry, one raw read a name.
///
/// # Errors
/// What is written badly, before anything is read: `guard/out_of_range`, `guard/list_length`,
/// `guard/duplicate`, `demand/zero_ceiling`, `demand/volumes`, `demand/manifest_hash`. Then what the registry
/// does not know: `demand/unknown_class`, `demand/unknown_attribute`, `demand/unknown_auditor`, and
/// `guard/address` for an auditor that is no address; `demand/std` when it cannot be read.
pub fn resolve(
    demand: &Demand,
    registry: Registry<'_>,
    api: &dyn Api,
) -> Result<ResolvedDemand, DemandError> {
    validate(demand)?;
    let alternatives = demand
        .alternatives
        .iter()
        .map(|alternative| alternative_id(alternative, registry))
        .collect::<Result<_, _>>()?;
    let mut attributes = demand
        .attributes
        .iter()
        .map(|name| attribute_id(name, registry))
        .collect::<Result<Vec<_>, _>>()?;
    attributes.sort_unstable();
    Ok(ResolvedDemand {
        account: demand.account,
        asset: demand.asset,
        units: demand.units,
        whole: demand.whole,
        alternatives,
        unit: demand.unit.clone(),
        attributes,
        all_of: auditor_ids(&demand.signed_by.all_of, registry, api)?,
        any_of: auditor_ids(&demand.signed_by.any_of, registry, api)?,
        min_tier: demand.min_tier,
        manifest_hash: demand.manifest_hash.clone(),
    })
}

/// What can be checked without asking anybody.
fn validate(demand: &Demand) -> Result<(), DemandError> {
    within("units", demand.units, 1, MAX_UNITS)?;
    within(
        "asset",
        usize::from(demand.asset.0),
        0,
        MAX_ASSETS.saturating_sub(1),
    )?;
    within("min_tier", demand.min_tier, Tier::NONE, MAX_TIER)?;
    validate_alternatives(&demand.alternatives)?;
    let at_most = |max| Bounds { min: 0, max };
    distinct("attributes", &demand.attributes, at_most(MAX_ATTRIBUTES))?;
    let auditors = &demand.signed_by;
    distinct("signed_by.all_of", &auditors.all_of, at_most(MAX_SIGNED_BY))?;
    distinct("signed_by.any_of", &auditors.any_of, at_most(MAX_SIGNED_BY))?;
    if !demand.unit.is_canonical() {
        return Err(DemandError::Volumes);
    }
    match demand.manifest_hash.len() {
        HASH_LENGTH => Ok(()),
        length => Err(DemandError::ManifestHash { length }),
    }
}

fn validate_alternatives(alternatives: &[Alternative]) -> Result<(), DemandError> {
    let classes: Vec<&str> = alternatives.iter().map(|one| one.class.as_str()).collect();
    let bounds = Bounds {
        min: 1,
        max: MAX_ALTERNATIVES,
    };
    distinct("alternatives", &classes, bounds)?;
    match alternatives.iter().find(|one| one.ceiling == Rate::ZERO) {
        None => Ok(()),
        Some(one) => Err(DemandError::ZeroCeiling {
            class: Echo::of(&one.class),
        }),
    }
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

fn attribute_id(name: &str, registry: Registry<'_>) -> Result<AttributeId, DemandError> {
    let unknown = || DemandError::UnknownAttribute {
        name: Echo::of(name),
    };
    registry.attribute(name)?.ok_or_else(unknown)
}

fn auditor_ids(
    addresses: &[String],
    registry: Registry<'_>,
    api: &dyn Api,
) -> Result<Vec<AuditorId>, DemandError> {
    let id = |text: &String| {
        let auditor = canonical(api, text)?;
        let unknown = || DemandError::UnknownAuditor {
            address: Echo::of(text),
        };
        registry.auditor(&auditor)?.ok_or_else(unknown)
    };
    addresses.iter().map(id).collect()
}
