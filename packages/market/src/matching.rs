//! Does an offer serve a demand? One implementation for the book, the auction, and the explanations
//! that clients are given.
//!
//! An offer is judged first, from what the ask or bid itself says; the provider after it, from its
//! published row. Dimensions are looked at in the order of [`Mismatch`], and the first that fails is
//! the answer.

use cosmwasm_std::{ensure, CanonicalAddr};
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

/// A provider that serves a demand.
#[derive(Clone, Debug, PartialEq)]
pub struct Eligible {
    /// Where it is paid.
    pub payee: CanonicalAddr,
    /// Its tier for the class offered, see [`tier_for`].
    pub tier: Tier,
}

/// Judges what `offer` itself says.
///
/// # Errors
/// The first dimension in which it fails `demand`.
pub fn judge_offer(
    demand: &ResolvedDemand,
    offer: &OfferView<'_>,
    now: Timestamp,
) -> Result<(), Mismatch> {
    judge_price(demand, offer)?;
    ensure!(stands(offer.expires_at, now), Mismatch::Expired {});
    ensure!(offer.takes_asset, Mismatch::Asset {});
    judge_units(demand, offer.free)?;
    carries(offer.unit, &demand.unit)
}

/// Judges the provider who offers `class`. `row` is `None` when the registry knows no such provider.
///
/// # Errors
/// The first dimension in which it fails `demand`.
pub fn judge_provider(
    demand: &ResolvedDemand,
    class: ClassId,
    row: Option<&ProviderRow>,
    now: Timestamp,
) -> Result<Eligible, Mismatch> {
    let row = can_serve(row)?;
    judge_attributes(demand, row, now)?;
    let tier = tier_for(row, class, now);
    let wanted = demand.min_tier;
    ensure!(tier >= wanted, Mismatch::Tier { tier, wanted });
    let payee = row.address.clone();
    Ok(Eligible { payee, tier })
}

/// The row of a provider that could serve some demand: one that is active, with its bond at the
/// minimum.
///
/// # Errors
/// What it is not.
pub fn can_serve(row: Option<&ProviderRow>) -> Result<&ProviderRow, Mismatch> {
    let active = row.filter(|row| row.status == ProviderStatus::Active);
    let row = active.ok_or(Mismatch::ProviderStatus {})?;
    ensure!(row.bonded, Mismatch::Bond {});
    Ok(row)
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
    let rate = offer.rate;
    ensure!(rate <= ceiling, Mismatch::Price { rate, ceiling });
    Ok(())
}

fn judge_units(demand: &ResolvedDemand, free: u32) -> Result<(), Mismatch> {
    let needed = if demand.whole { demand.units } else { 1 };
    let wanted = demand.units;
    ensure!(free >= needed, Mismatch::Units { free, wanted });
    Ok(())
}

/// Judges whether a unit that carries `carried` has all of `needed`.
///
/// # Errors
/// The first dimension that falls short.
pub fn carries(carried: &Resources, needed: &Resources) -> Result<(), Mismatch> {
    ensure!(
        carried.cpu_milli >= needed.cpu_milli,
        Mismatch::Cpu {
            carried: carried.cpu_milli,
            wanted: needed.cpu_milli,
        }
    );
    ensure!(
        carried.memory_mib >= needed.memory_mib,
        Mismatch::Memory {
            carried: carried.memory_mib,
            wanted: needed.memory_mib,
        }
    );
    ensure!(
        carried.disk_gib >= needed.disk_gib,
        Mismatch::Disk {
            carried: carried.disk_gib,
            wanted: needed.disk_gib,
        }
    );
    judge_volumes(carried, needed)?;
    ensure!(
        carried.public_ips >= needed.public_ips,
        Mismatch::PublicIps {
            carried: carried.public_ips,
            wanted: needed.public_ips,
        }
    );
    Ok(())
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
    let enough = demand.any_of.is_empty() || demand.any_of.iter().any(|id| vouches(*id));
    ensure!(enough, Mismatch::SignedByAny {});
    Ok(())
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
