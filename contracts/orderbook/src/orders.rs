//! Resting orders, and their numbers. Only this module writes their rows.

use cosmwasm_std::Storage;
use tender_storage::Mark;
use tender_types::{LeaseId, OrderId};

use crate::state::{draw, RestingOrder, NEXT_ORDER, ORDERS, TENANT_ORDERS};
use crate::ContractError;

/// Draws the number of a new order and those of its `fills` leases. The first lease carries the
/// order's number, so an order that is filled at once needs no row of its own.
pub fn draw_new(
    store: &mut dyn Storage,
    fills: usize,
) -> Result<(OrderId, Vec<LeaseId>), ContractError> {
    let fills = u64::try_from(fills).map_err(|_| ContractError::SequenceUsedUp)?;
    let first = draw(store, &NEXT_ORDER, fills.max(1))?;
    let leases = (first..first.saturating_add(fills)).map(LeaseId).collect();
    Ok((OrderId(first), leases))
}

/// The number of the next lease that fills a resting order.
pub fn draw_lease(
    store: &mut dyn Storage,
    id: OrderId,
    order: &RestingOrder,
) -> Result<LeaseId, ContractError> {
    match order.filled {
        0 => Ok(id.into()),
        _ => draw(store, &NEXT_ORDER, 1).map(LeaseId),
    }
}

/// The order; `orderbook/order_not_found` when it does not rest.
pub fn load(store: &dyn Storage, id: OrderId) -> Result<RestingOrder, ContractError> {
    ORDERS
        .may_load(store, &id)?
        .ok_or(ContractError::OrderNotFound { order: id })
}

/// Writes a new resting order.
pub fn rest(store: &mut dyn Storage, id: OrderId, order: &RestingOrder) {
    ORDERS.save(store, &id, order);
    TENANT_ORDERS.save(store, &(order.tenant.clone(), id), &Mark {});
}

/// Removes a resting order.
pub fn remove(store: &mut dyn Storage, id: OrderId, order: &RestingOrder) {
    ORDERS.remove(store, &id);
    TENANT_ORDERS.remove(store, &(order.tenant.clone(), id));
}

/// Writes an order of which `units` more are filled, or removes it when none is left. Gives the units
/// that remain.
pub fn fill(store: &mut dyn Storage, id: OrderId, mut order: RestingOrder, units: u32) -> u32 {
    // `units` is at most what the order wants: it was cut to that when the ask was judged.
    order.demand.units = order.demand.units.saturating_sub(units);
    order.filled = order.filled.saturating_add(units);
    match order.demand.units {
        0 => remove(store, id, &order),
        _ => ORDERS.save(store, &id, &order),
    }
    order.demand.units
}
