use cosmwasm_std::{Addr, DepsMut, Response};
use tender_interfaces::orderbook::OrderEnd;
use tender_types::OrderKey;

use crate::{orders, ContractError};

/// A tenant takes back its resting order. Leases that filled a part of it go on. Never paused.
pub fn cancel_order(
    deps: DepsMut,
    sender: &Addr,
    order: OrderKey,
) -> Result<Response, ContractError> {
    let resting = orders::load(deps.storage, order)?;
    let tenant = deps.api.addr_humanize(&resting.order.tenant)?;
    if tenant != sender {
        let tenant = tenant.into();
        return Err(ContractError::NotYourOrder { order, tenant });
    }
    let closed = orders::close(deps.storage, order, &resting, OrderEnd::Cancelled);
    Ok(Response::new().add_event(closed))
}
