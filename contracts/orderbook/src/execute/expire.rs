use cosmwasm_std::{DepsMut, Env, Response, Storage};
use tender_guard::{distinct, Bounds};
use tender_interfaces::attestation::{ProviderStatus, Registry};
use tender_interfaces::events::{AskWithdrawn, OrderClosed};
use tender_interfaces::orderbook::{AskEnd, OrderEnd, MAX_BATCH};
use tender_types::{AskKey, OrderId, ProviderId, Timestamp};

use crate::state::{Config, ORDERS};
use crate::{book, orders, ContractError};

/// Anyone clears away orders and asks whose time is over, and asks of providers that are not active:
/// they can no longer be taken and would only slow others. What still stands is left. Never paused.
pub fn expire(
    deps: DepsMut,
    env: &Env,
    config: &Config,
    orders: &[OrderId],
    asks: &[AskKey],
) -> Result<Response, ContractError> {
    validate(orders, asks)?;
    let now = Timestamp::now(env);
    let attestation = config.attestation(deps.api)?;
    let registry = Registry {
        address: &attestation,
        querier: deps.querier,
    };
    let mut response = Response::new();
    for id in orders {
        if let Some(closed) = expire_order(deps.storage, *id, now)? {
            response = response.add_event(closed);
        }
    }
    for key in asks {
        if let Some(withdrawn) = expire_ask(deps.storage, registry, *key, now)? {
            response = response.add_event(withdrawn);
        }
    }
    Ok(response)
}

fn validate(orders: &[OrderId], asks: &[AskKey]) -> Result<(), ContractError> {
    let max = MAX_BATCH;
    distinct("orders", orders, Bounds { min: 0, max })?;
    let max = max.saturating_sub(orders.len());
    // Something has to be named.
    let min = usize::from(orders.is_empty());
    distinct("asks", asks, Bounds { min, max })?;
    Ok(())
}

fn expire_order(
    store: &mut dyn Storage,
    id: OrderId,
    now: Timestamp,
) -> Result<Option<OrderClosed>, ContractError> {
    let order = match ORDERS.may_load(store, &id)? {
        Some(order) if order.is_over(now) => order,
        _ => return Ok(None),
    };
    orders::remove(store, id, &order);
    Ok(Some(OrderClosed {
        order: id,
        reason: OrderEnd::Expired,
        remaining: order.demand.units,
    }))
}

fn expire_ask(
    store: &mut dyn Storage,
    registry: Registry<'_>,
    key: AskKey,
    now: Timestamp,
) -> Result<Option<AskWithdrawn>, ContractError> {
    let Some(standing) = book::find(store, key)? else {
        return Ok(None);
    };
    let reason = if standing.is_over(now) {
        AskEnd::Expired
    } else if !is_active(registry, key.provider)? {
        AskEnd::ProviderInactive
    } else {
        return Ok(None);
    };
    book::remove(store, &standing);
    Ok(Some(standing.withdrawn(reason)))
}

fn is_active(registry: Registry<'_>, provider: ProviderId) -> Result<bool, ContractError> {
    let row = registry.provider(provider)?;
    Ok(row.is_some_and(|row| row.status == ProviderStatus::Active))
}
