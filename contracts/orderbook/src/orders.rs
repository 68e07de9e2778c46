//! Orders that rest.

use cosmwasm_std::Storage;
use tender_interfaces::events::OrderClosed;
use tender_interfaces::orderbook::OrderEnd;
use tender_types::OrderKey;

use crate::state::{RestingOrder, ORDERS};
use crate::ContractError;

/// The order; `orderbook/order_not_found` when it does not rest.
pub fn load(store: &dyn Storage, order: OrderKey) -> Result<RestingOrder, ContractError> {
    ORDERS
        .may_load(store, &(order.account, order.slot))?
        .ok_or(ContractError::OrderNotFound { order })
}

/// Removes a resting order, and says why.
pub fn close(
    store: &mut dyn Storage,
    order: OrderKey,
    resting: &RestingOrder,
    reason: OrderEnd,
) -> OrderClosed {
    ORDERS.remove(store, &(order.account, order.slot));
    OrderClosed {
        order,
        reason,
        missing: resting.order.demand.replicas(),
    }
}
