use cosmwasm_std::{DepsMut, MessageInfo, Response};
use tender_types::OrderId;

use crate::outcome::Outcome;
use crate::{registry, state, ContractError};

/// The tenant ends an auction that binds nobody yet. Never paused.
pub fn cancel(
    deps: DepsMut,
    info: &MessageInfo,
    order: OrderId,
) -> Result<Response, ContractError> {
    let terms = state::terms(deps.storage, order)?;
    registry::only_tenant(deps.as_ref(), &terms, &info.sender)?;
    if let Some(stands) = state::standing(deps.storage, order, &terms.rule)? {
        return Err(ContractError::HasBids {
            order,
            bids: stands.bids,
        });
    }
    state::end(deps.storage, order, None);
    Ok(Response::new().add_event(Outcome::Cancelled.event(order)))
}
