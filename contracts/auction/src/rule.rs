//! What a rule may say. Pure.

use cosmwasm_std::{ensure, HexBinary};
use tender_guard::{within, GuardError};
use tender_interfaces::auction::{Bidding, Pick, Pricing, Rule, MAX_DURATION, MIN_DURATION};
use tender_types::{Rate, Seconds, Timestamp};

use crate::{clock, ContractError};

/// Bytes of a SHA-256.
pub const DIGEST: usize = 32;

/// Refuses a rule whose figures are out of bounds, or whose parts do not go together:
/// `guard/out_of_range`, `auction/digest`, `auction/own_price`.
pub fn validate(rule: &Rule, max_rate: Rate) -> Result<(), ContractError> {
    match &rule.bidding {
        Bidding::Open {
            duration,
            extension,
        } => {
            part("duration", *duration, MIN_DURATION)?;
            within("extension", *extension, Seconds::ZERO, *duration)?;
        }
        Bidding::Sealed {
            commit,
            reveal,
            reserve,
        } => {
            part("commit", *commit, MIN_DURATION)?;
            // Half of it is for the tenant to open its reserve.
            let shares = if reserve.is_some() { 2 } else { 1 };
            let least = Seconds(MIN_DURATION.0.saturating_mul(shares));
            part("reveal", *reveal, least)?;
            reserve.as_ref().map_or(Ok(()), digest)?;
        }
        Bidding::Dutch { from, duration } => {
            part("duration", *duration, MIN_DURATION)?;
            within("from", *from, Rate(1), max_rate)?;
        }
    }
    if let Pick::Tenant { choosing } = rule.pick {
        within("choosing", choosing, Seconds::ZERO, MAX_DURATION)?;
    }
    let dutch = matches!(rule.bidding, Bidding::Dutch { .. });
    let lowest = rule.pick == Pick::Lowest;
    let second = rule.price == Pricing::Second;
    ensure!(lowest || !dutch && !second, ContractError::TenantsPick);
    ensure!(!(dutch && second), ContractError::OwnPrice);
    Ok(())
}

/// Refuses an order that would end before its first round is over, whatever is bid, and somebody had
/// the time to close it: `guard/out_of_range`.
pub fn fits(rule: &Rule, since: Timestamp, expires_at: Timestamp) -> Result<(), ContractError> {
    let earliest = earliest_expiry(rule, since);
    within("expires_at", expires_at, earliest, Timestamp(u64::MAX))?;
    Ok(())
}

/// When an order can end at the earliest for which a round begins at `since`.
pub fn earliest_expiry(rule: &Rule, since: Timestamp) -> Timestamp {
    clock::last_end(rule, since).after(MIN_DURATION)
}

/// Refuses what is no SHA-256: `auction/digest`.
pub fn digest(seal: &HexBinary) -> Result<(), ContractError> {
    let bytes = seal.len();
    ensure!(bytes == DIGEST, ContractError::Digest { bytes });
    Ok(())
}

fn part(what: &'static str, span: Seconds, least: Seconds) -> Result<Seconds, GuardError> {
    within(what, span, least, MAX_DURATION)
}
