use cosmwasm_std::{DepsMut, Env, Event, Response, Storage};
use tender_guard::{distinct, Bounds};
use tender_interfaces::attestation::{ProviderStatus, Registry};
use tender_interfaces::events::{AskWithdrawn, OrderClosed};
use tender_interfaces::orderbook::MAX_BATCH;
use tender_types::{AskKey, OrderId, ProviderId, Timestamp};

use crate::state::{CONFIG, ORDERS};
use crate::{book, orders, ContractError};

/// Anyone clears away orders and asks whose time is over, and asks of providers that are not active:
/// they can no longer be taken and would only slow others. What still stands is left. Never paused.
pub fn expire(
    deps: DepsMut,
    env: Env,
    orders: Vec<OrderId>,
    asks: Vec<AskKey>,
) -> Result<Response, ContractError> {
    validate(&orders, &asks)?;
    let now = env.block.time.seconds();
    let attestation = CONFIG.load(deps.storage)?.attestation(deps.api)?;
    let registry = Registry {
        address: &attestation,
        querier: deps.querier,
    };
    let mut events = vec![];
    for id in orders {
        events.extend(expire_order(deps.storage, id, now)?);
    }
    for key in asks {
        events.extend(expire_ask(deps.storage, registry, key, now)?);
    }
    Ok(Response::new().add_events(events))
}

fn validate(orders: &[OrderId], asks: &[AskKey]) -> Result<(), ContractError> {
    let at_most = |max| Bounds { min: 0, max };
    distinct("orders", orders, at_most(MAX_BATCH))?;
    let left = MAX_BATCH.saturating_sub(orders.len());
    distinct("asks", asks, at_most(left))?;
    Ok(())
}

fn expire_order(
    store: &mut dyn Storage,
    id: OrderId,
    now: Timestamp,
) -> Result<Option<Event>, ContractError> {
    let order = match ORDERS.may_load(store, &id)? {
        Some(order) if order.is_over(now) => order,
        _ => return Ok(None),
    };
    orders::remove(store, id, &order);
    let closed = OrderClosed {
        order: id,
        reason: "expired".to_string(),
        remaining: order.demand.units,
    };
    Ok(Some(closed.into()))
}

fn expire_ask(
    store: &mut dyn Storage,
    registry: Registry<'_>,
    key: AskKey,
    now: Timestamp,
) -> Result<Option<Event>, ContractError> {
    let Some(standing) = book::find(store, key)? else {
        return Ok(None);
    };
    let reason = if standing.is_over(now) {
        "expired"
    } else if !is_active(registry, key.provider)? {
        "provider_inactive"
    } else {
        return Ok(None);
    };
    book::remove(store, &standing);
    let withdrawn = AskWithdrawn {
        ask: key.ask,
        provider: key.provider,
        reason: reason.to_string(),
    };
    Ok(Some(withdrawn.into()))
}

fn is_active(registry: Registry<'_>, provider: ProviderId) -> Result<bool, ContractError> {
    let row = registry.provider(provider)?;
    Ok(row.is_some_and(|row| row.status == ProviderStatus::Active))
}
