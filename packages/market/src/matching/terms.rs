//! The terms of offers and cards.

use cosmwasm_std::ensure;
use tender_interfaces::demand::{Mismatch, ResolvedDemand};
use tender_interfaces::orderbook::{TermsRow, MAX_HOLD};
use tender_types::Timestamp;

/// Judges terms: whether they still stand, in this asset, with enough notice and early enough a start.
///
/// # Errors
/// The first dimension in which they fail.
pub fn judge_terms(
    demand: &ResolvedDemand,
    terms: &TermsRow,
    now: Timestamp,
) -> Result<(), Mismatch> {
    ensure!(
        terms.expires_at.is_none_or(|end| now < end),
        Mismatch::Expired {}
    );
    ensure!(terms.assets.contains(demand.asset), Mismatch::Asset {});
    let (offered, wanted) = (terms.notice, demand.notice_at_least);
    ensure!(offered >= wanted, Mismatch::Notice { offered, wanted });
    let offered = terms.start_within;
    match demand.start_within {
        Some(wanted) if offered > wanted => Err(Mismatch::Start { offered, wanted }),
        _ => Ok(()),
    }
}

/// The terms of a lease that holds something on both: the tenant waits for the slower, owes the longer,
/// and has the shorter notice. It is billed from its opening on when both are. Together they hold it no
/// longer than any offer can: otherwise `escrow` would refuse it.
pub fn both(one: TermsRow, other: TermsRow) -> TermsRow {
    let start_within = one.start_within.max(other.start_within);
    let most = MAX_HOLD.saturating_sub(start_within);
    TermsRow {
        assets: one.assets,
        start_within,
        instant: one.instant && other.instant,
        min_run: one.min_run.max(other.min_run).min(most),
        notice: one.notice.min(other.notice),
        expires_at: one.expires_at,
    }
}
