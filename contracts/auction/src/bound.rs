//! Until when a provider's bids bind.

use cosmwasm_std::Storage;
use tender_interfaces::auction::BidsUntilRow;
use tender_types::{ProviderId, Timestamp};

use crate::state::BIDS_UNTIL;
use crate::ContractError;

/// A bid of the provider binds until `until`: its bond stays at least as long. One row for all its bids,
/// written only when it moves, and never back: who bids much writes it seldom.
pub fn bind(
    store: &mut dyn Storage,
    provider: ProviderId,
    until: Timestamp,
) -> Result<(), ContractError> {
    let bound = BIDS_UNTIL.may_load(store, &provider)?;
    if bound.is_none_or(|bound| bound.until < until) {
        BIDS_UNTIL.save(store, &provider, &BidsUntilRow { until });
    }
    Ok(())
}
