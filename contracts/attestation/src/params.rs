//! What the owner sets.

use tender_guard::{within, GuardError};
use tender_interfaces::attestation::{Params, MAX_MIN_BOND, UNBONDING};
use tender_types::Akt;

/// The parameters if they are in their bounds, at instantiation and later.
pub fn validate(params: Params) -> Result<Params, GuardError> {
    within("min_bond", params.min_bond, Akt(1), MAX_MIN_BOND)?;
    let (shortest, longest) = UNBONDING;
    within("unbonding", params.unbonding, shortest, longest)?;
    Ok(params)
}
