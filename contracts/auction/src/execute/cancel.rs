use cosmwasm_std::{Addr, DepsMut, Response};
use tender_interfaces::auction::Outcome;
use tender_types::OrderId;

use crate::{outcome, registry, state, ContractError};

/// The tenant ends an auction that binds nobody yet. Never paused.
pub fn cancel(deps: DepsMut, sender: &Addr, order: OrderId) -> Result<Response, ContractError> {
    let terms = state::terms(deps.storage, order)?;
    registry::only_tenant(deps.as_ref(), sender, &terms)?;
    if let Some(top) = state::top_bids(deps.storage, order, &terms.rule)? {
        return Err(ContractError::HasBids {
            order,
            bids: top.bids,
        });
    }
    state::end(deps.storage, order, None);
    let closed = outcome::unawarded(order, Outcome::Cancelled);
    Ok(Response::new().add_event(closed))
}
