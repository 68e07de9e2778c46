use cosmwasm_std::{Addr, DepsMut, Response};
use tender_interfaces::events::OrderClosed;
use tender_interfaces::orderbook::OrderEnd;
use tender_types::OrderId;

use crate::{orders, ContractError};

/// A tenant takes back its resting order. Leases that filled a part of it go on. Never paused.
pub fn cancel_order(
    deps: DepsMut,
    sender: &Addr,
    order: OrderId,
) -> Result<Response, ContractError> {
    let resting = orders::load(deps.storage, order)?;
    let tenant = deps.api.addr_humanize(&resting.tenant)?;
    if tenant != sender {
        let tenant = tenant.into();
        return Err(ContractError::NotYourOrder { order, tenant });
    }
    orders::remove(deps.storage, order, &resting);
    Ok(Response::new().add_event(OrderClosed {
        order,
        reason: OrderEnd::Cancelled,
        remaining: resting.demand.units,
    }))
}
