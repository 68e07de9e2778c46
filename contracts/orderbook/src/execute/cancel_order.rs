use cosmwasm_std::{Addr, DepsMut, Response};
use tender_interfaces::events::OrderClosed;
use tender_interfaces::orderbook::OrderEnd;
use tender_types::OrderId;

use crate::{orders, ContractError};

/// A tenant takes back its resting order. Leases that filled a part of it go on. Never paused.
pub fn cancel_order(deps: DepsMut, sender: &Addr, id: OrderId) -> Result<Response, ContractError> {
    let order = orders::load(deps.storage, id)?;
    let tenant = deps.api.addr_humanize(&order.tenant)?;
    if tenant != sender {
        return Err(ContractError::NotYourOrder {
            order: id,
            tenant: tenant.into(),
        });
    }
    orders::remove(deps.storage, id, &order);
    Ok(Response::new().add_event(OrderClosed {
        order: id,
        reason: OrderEnd::Cancelled,
        remaining: order.demand.units,
    }))
}
