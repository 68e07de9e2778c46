use cosmwasm_std::{ensure, DepsMut, Response};
use tender_guard::within;
use tender_interfaces::auction::MAX_PRUNE;
use tender_interfaces::events::BidsPruned;
use tender_storage::page_limit;
use tender_types::OrderId;

use crate::state::{BIDS, TERMS};
use crate::ContractError;

/// Removes bids that can no longer be chosen. Nothing depends on it; never paused.
pub fn prune_bids(
    deps: DepsMut,
    order: OrderId,
    limit: Option<u32>,
) -> Result<Response, ContractError> {
    let limit = within("limit", limit.unwrap_or(MAX_PRUNE), 1, MAX_PRUNE)?;
    ensure!(
        TERMS.may_load(deps.storage, &order)?.is_none(),
        ContractError::NotEnded { order }
    );
    let stale = BIDS.page(deps.storage, &order, None, page_limit(Some(limit)))?;
    ensure!(!stale.is_empty(), ContractError::NothingToPrune { order });
    for (key, _) in &stale {
        BIDS.remove(deps.storage, key);
    }
    let pruned = u32::try_from(stale.len()).unwrap_or(u32::MAX);
    Ok(Response::new().add_event(BidsPruned { order, pruned }))
}
