//! Does an offer serve a demand? One implementation for the book, the auction, and the explanations
//! that clients are given.
//!
//! An offer is judged first, from what the ask or bid itself says; the provider after it, from its
//! published row. Dimensions are looked at in the order of [`Mismatch`], and the first that fails is
//! the answer.

use tender_interfaces::attestation::{AttestationRow, ProviderRow, ProviderStatus};
use tender_interfaces::demand::{Mismatch, ResolvedDemand};
use tender_types::{
    AttributeId, AuditorId, ClassId, Rate, Resources, Tier, Timestamp, VolumeClass,
};

/// What an ask or a bid offers, as far as a demand cares.
#[derive(Clone, Copy, Debug)]
pub struct OfferView<'a> {
    /// The class offered.
    pub class: ClassId,
    /// Pico-units per unit and second.
    pub rate: Rate,
    /// Units that can be had.
    pub free: u32,
    /// What one unit carries.
    pub unit: &'a Resources,
    /// Whether the demand's asset is taken.
    pub takes_asset: bool,
    /// When the offer ends: it stands while `now < expires_at`.
    pub expires_at: Option<Timestamp>,
}

/// The first dimension in which `offer` itself fails `demand`.
pub fn judge_offer(
    demand: &ResolvedDemand,
    offer: &OfferView<'_>,
    now: Timestamp,
) -> Result<(), Mismatch> {
    judge_price(demand, offer)?;
    if !stands(offer.expires_at, now) {
        return Err(Mismatch::Expired {});
    }
    if !offer.takes_asset {
        return Err(Mismatch::Asset {});
    }
    judge_units(demand, offer.free)?;
    carries(offer.unit, &demand.unit)
}

/// The first dimension in which the provider fails `demand` for `class`. `row` is `None` when the
/// registry knows no such provider. Gives the provider's tier for the class, see [`tier_for`].
pub fn judge_provider(
    demand: &ResolvedDemand,
    class: ClassId,
    row: Option<&ProviderRow>,
    now: Timestamp,
) -> Result<Tier, Mismatch> {
    let row = match row {
        Some(row) if row.status == ProviderStatus::Active => row,
        _ => return Err(Mismatch::ProviderStatus {}),
    };
    if !row.bonded {
        return Err(Mismatch::Bond {});
    }
    judge_attributes(demand, row, now)?;
    let tier = tier_for(row, class, now);
    match tier >= demand.min_tier {
        true => Ok(tier),
        false => Err(Mismatch::Tier {
            tier,
            wanted: demand.min_tier,
        }),
    }
}

/// The highest tier at which a live attestation lists `class`; 0 when none does.
pub fn tier_for(row: &ProviderRow, class: ClassId, now: Timestamp) -> Tier {
    live(row, now)
        .filter(|attestation| attestation.classes.contains(&class))
        .map(|attestation| attestation.tier)
        .max()
        .unwrap_or(Tier::NONE)
}

/// Whether something that ends at `expires_at` still stands.
fn stands(expires_at: Option<Timestamp>, now: Timestamp) -> bool {
    expires_at.is_none_or(|end| now < end)
}

fn judge_price(demand: &ResolvedDemand, offer: &OfferView<'_>) -> Result<(), Mismatch> {
    let ceiling = demand.ceiling(offer.class).ok_or(Mismatch::Class {})?;
    match offer.rate <= ceiling {
        true => Ok(()),
        false => Err(Mismatch::Price {
            rate: offer.rate,
            ceiling,
        }),
    }
}

fn judge_units(demand: &ResolvedDemand, free: u32) -> Result<(), Mismatch> {
    let needed = if demand.whole { demand.units } else { 1 };
    match free >= needed {
        true => Ok(()),
        false => Err(Mismatch::Units {
            free,
            wanted: demand.units,
        }),
    }
}

/// Whether a unit that carries `carried` has all of `needed`; otherwise the first dimension it lacks.
pub fn carries(carried: &Resources, needed: &Resources) -> Result<(), Mismatch> {
    if carried.cpu_milli < needed.cpu_milli {
        return Err(Mismatch::Cpu {
            carried: carried.cpu_milli,
            wanted: needed.cpu_milli,
        });
    }
    if carried.memory_mib < needed.memory_mib {
        return Err(Mismatch::Memory {
            carried: carried.memory_mib,
            wanted: needed.memory_mib,
        });
    }
    if carried.disk_gib < needed.disk_gib {
        return Err(Mismatch::Disk {
            carried: carried.disk_gib,
            wanted: needed.disk_gib,
        });
    }
    judge_volumes(carried, needed)?;
    match carried.public_ips >= needed.public_ips {
        true => Ok(()),
        false => Err(Mismatch::PublicIps {
            carried: carried.public_ips,
            wanted: needed.public_ips,
        }),
    }
}

fn judge_volumes(carried: &Resources, needed: &Resources) -> Result<(), Mismatch> {
    let short = |class: &VolumeClass| carried.volume_gib(*class) < needed.volume_gib(*class);
    match VolumeClass::ALL.into_iter().find(short) {
        None => Ok(()),
        Some(class) => Err(Mismatch::Volume {
            class,
            carried: carried.volume_gib(class),
            wanted: needed.volume_gib(class),
        }),
    }
}

/// Akash's rule for `signedBy`. When no auditor is named, what the provider says of itself counts as
/// much as what anybody attests. When auditors are named, each of `all_of` and at least one of
/// `any_of` must attest every required attribute, and the provider's own word counts for nothing.
fn judge_attributes(
    demand: &ResolvedDemand,
    row: &ProviderRow,
    now: Timestamp,
) -> Result<(), Mismatch> {
    if demand.all_of.is_empty() && demand.any_of.is_empty() {
        let known = |attribute: AttributeId| {
            row.attributes.contains(attribute)
                || live(row, now).any(|attestation| attestation.attributes.contains(attribute))
        };
        return match demand.attributes.iter().find(|id| !known(**id)) {
            None => Ok(()),
            Some(attribute) => Err(Mismatch::Attribute {
                attribute: *attribute,
            }),
        };
    }
    let vouches = |auditor: AuditorId| live(row, now).any(|one| vouched(one, auditor, demand));
    if let Some(auditor) = demand.all_of.iter().find(|id| !vouches(**id)) {
        return Err(Mismatch::SignedByAll { auditor: *auditor });
    }
    match demand.any_of.is_empty() || demand.any_of.iter().any(|id| vouches(*id)) {
        true => Ok(()),
        false => Err(Mismatch::SignedByAny {}),
    }
}

fn vouched(attestation: &AttestationRow, auditor: AuditorId, demand: &ResolvedDemand) -> bool {
    let attested = |id: &AttributeId| attestation.attributes.contains(*id);
    attestation.auditor == auditor && demand.attributes.iter().all(attested)
}

fn live(row: &ProviderRow, now: Timestamp) -> impl Iterator<Item = &AttestationRow> {
    row.attestations
        .iter()
        .filter(move |attestation| now < attestation.expires_at)
}
