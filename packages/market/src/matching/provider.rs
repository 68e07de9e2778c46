//! The provider itself: who it is, and what it says of itself.

use cosmwasm_std::ensure;
use tender_interfaces::attestation::{ProviderRow, ProviderStatus};
use tender_interfaces::demand::{Mismatch, ResolvedDemand};
use tender_types::{ProviderId, Timestamp};

/// Refuses a provider that the tenant excludes.
///
/// # Errors
/// [`Mismatch::Excluded`].
pub fn judge_excluded(demand: &ResolvedDemand, provider: ProviderId) -> Result<(), Mismatch> {
    ensure!(!demand.exclude.contains(&provider), Mismatch::Excluded {});
    Ok(())
}

/// The row of a provider that could serve some demand: one that is active, with its bond at what it has
/// to be. `row` is `None` when the registry knows no such provider.
///
/// # Errors
/// What it is not.
pub fn can_serve(row: Option<&ProviderRow>) -> Result<&ProviderRow, Mismatch> {
    let active = row.filter(|row| row.status == ProviderStatus::Active);
    let row = active.ok_or(Mismatch::ProviderStatus {})?;
    ensure!(row.bonded, Mismatch::Bond {});
    Ok(row)
}

/// Refuses what an earlier registration of the provider left behind.
///
/// # Errors
/// [`Mismatch::Epoch`].
pub fn judge_epoch(row: &ProviderRow, epoch: u32) -> Result<(), Mismatch> {
    ensure!(row.epoch == epoch, Mismatch::Epoch {});
    Ok(())
}

/// Whether the provider has every attribute that is wanted. Where auditors are named, they have to say so
/// themselves: see [`super::vouching`].
///
/// # Errors
/// The first attribute that is missing.
pub fn judge_attributes(
    demand: &ResolvedDemand,
    row: &ProviderRow,
    now: Timestamp,
) -> Result<(), Mismatch> {
    let mut missing = demand.attributes.iter().filter(|id| !row.has(**id, now));
    match missing.next() {
        None => Ok(()),
        Some(attribute) => Err(Mismatch::Attribute {
            attribute: *attribute,
        }),
    }
}
