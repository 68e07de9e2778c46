//! One offer of the book, for a demand of one line of GPUs.

use cosmwasm_std::{ensure, CanonicalAddr};
use tender_interfaces::attestation::ProviderRow;
use tender_interfaces::demand::{Mismatch, Quantity, ResolvedDemand, ResolvedGpu, ResolvedLine};
use tender_interfaces::orderbook::{AllowanceRow, OfferRow};
use tender_types::{AttributeId, ClassId, Rate, Resources, Timestamp};

use super::provider::{can_serve, judge_epoch, judge_excluded};
use super::replica::{excess, quantities};
use super::terms::judge_terms;
use super::vouching::{judge_counts, judge_vouching, Offered, Vouched};

/// A provider that serves a demand.
#[derive(Clone, Debug, PartialEq)]
pub struct Eligible {
    /// Where it is paid.
    pub payee: CanonicalAddr,
    /// Where it is, if it or its auditors say.
    pub region: Option<AttributeId>,
    /// Who vouches for what it offers.
    pub vouched: Vouched,
}

/// Whether a mismatch lies in the offer and not in the demand: nobody can match it until its provider
/// has done something about it.
pub const fn is_dead(mismatch: &Mismatch) -> bool {
    matches!(
        mismatch,
        Mismatch::Expired {}
            | Mismatch::ProviderStatus {}
            | Mismatch::Bond {}
            | Mismatch::Epoch {}
            | Mismatch::Counted { .. }
    )
}

/// Judges what an offer itself says, of `class` and at `rate`.
///
/// # Errors
/// The first dimension in which it fails the line.
pub fn judge_offer(
    demand: &ResolvedDemand,
    (line, gpu): (&ResolvedLine, &ResolvedGpu),
    (class, rate): (ClassId, Rate),
    offer: &OfferRow,
    now: Timestamp,
) -> Result<(), Mismatch> {
    judge_excluded(demand, offer.provider)?;
    let ceiling = gpu.ceiling(class).ok_or(Mismatch::Class {})?;
    ensure!(rate <= ceiling, Mismatch::Price { rate, ceiling });
    judge_terms(demand, &offer.terms, now)?;
    judge_largest(gpu, offer)?;
    judge_carried(line, gpu, offer)
}

/// Judges the provider of an offer. `row` is `None` when the registry knows no such provider.
///
/// # Errors
/// The first dimension in which it fails the demand.
pub fn judge_provider(
    demand: &ResolvedDemand,
    offer: &OfferRow,
    row: Option<&ProviderRow>,
    allowance: AllowanceRow,
    now: Timestamp,
) -> Result<Eligible, Mismatch> {
    let row = stands(offer, row, allowance, now)?;
    let vouched = judge_vouching(demand, row, &[offered(offer)], now)?;
    Ok(Eligible {
        payee: row.address.clone(),
        region: row.region_at(now),
        vouched,
    })
}

/// Whether an offer is one that somebody could match: judged by its provider and its time alone.
///
/// # Errors
/// What it died of.
pub fn stands<'a>(
    offer: &OfferRow,
    row: Option<&'a ProviderRow>,
    allowance: AllowanceRow,
    now: Timestamp,
) -> Result<&'a ProviderRow, Mismatch> {
    let expires_at = offer.terms.expires_at;
    ensure!(expires_at.is_none_or(|end| now < end), Mismatch::Expired {});
    let row = can_serve(row)?;
    judge_epoch(row, offer.epoch)?;
    judge_counts(row, &[offered(offer)], allowance, now)?;
    Ok(row)
}

/// What has to be attested of an offer.
pub const fn offered(offer: &OfferRow) -> Offered {
    Offered::Devices {
        device: offer.device,
        count: offer.devices,
    }
}

/// Replicas that the free units of an offer serve; none when one does not fit a machine.
pub fn replicas(gpu: &ResolvedGpu, offer: &OfferRow) -> u32 {
    if offer.largest < gpu.per_replica {
        return 0;
    }
    offer.free.checked_div(gpu.per_replica).unwrap_or(0)
}

fn judge_largest(gpu: &ResolvedGpu, offer: &OfferRow) -> Result<(), Mismatch> {
    let wanted = gpu.per_replica;
    let (largest, free) = (offer.largest, offer.free);
    ensure!(free >= wanted, Mismatch::Units { free, wanted });
    ensure!(largest >= wanted, Mismatch::Largest { largest, wanted });
    Ok(())
}

/// What one replica needs is carried by its GPUs: the book knows no cards.
fn judge_carried(line: &ResolvedLine, gpu: &ResolvedGpu, offer: &OfferRow) -> Result<(), Mismatch> {
    let carried = offer.carries.checked_mul(gpu.per_replica.into());
    let carried = carried.unwrap_or_default();
    let left = excess(line, &carried);
    let short = |of: Quantity, wanted: u64| {
        let free = carried_of(of, &carried);
        Mismatch::Short {
            of,
            free,
            wanted: free.saturating_add(wanted),
        }
    };
    match quantities(&left.fixed).find(|(_, amount)| *amount > 0) {
        Some((of, amount)) => Err(short(of, amount)),
        None => match left.any_volumes.first() {
            Some(wanted) => Err(Mismatch::Short {
                of: Quantity::AnyVolume,
                free: 0,
                wanted: *wanted,
            }),
            None => Ok(()),
        },
    }
}

fn carried_of(of: Quantity, carried: &Resources) -> u64 {
    let mut amounts = quantities(carried);
    amounts
        .find(|(quantity, _)| *quantity == of)
        .map_or(0, |(_, amount)| amount)
}
