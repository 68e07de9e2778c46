use cosmwasm_std::Deps;
use tender_guard::canonical;
use tender_interfaces::orderbook::{OrderResponse, OrdersResponse};
use tender_storage::page_limit;
use tender_types::OrderId;

use crate::state::{RestingOrder, ORDERS, TENANT_ORDERS};
use crate::{orders, ContractError};

/// One resting order.
pub fn order(deps: Deps, id: OrderId) -> Result<OrderResponse, ContractError> {
    response(deps, id, orders::load(deps.storage, id)?)
}

/// Resting orders, of everybody or of one tenant.
pub fn orders(
    deps: Deps,
    tenant: Option<String>,
    start_after: Option<OrderId>,
    limit: Option<u32>,
) -> Result<OrdersResponse, ContractError> {
    let limit = page_limit(limit);
    let orders = match tenant {
        Some(tenant) => of_tenant(deps, &tenant, start_after, limit)?,
        None => {
            let page = ORDERS.page(deps.storage, &(), start_after.as_ref(), limit)?;
            let respond = |(id, order)| response(deps, id, order);
            page.into_iter().map(respond).collect::<Result<_, _>>()?
        }
    };
    Ok(OrdersResponse { orders })
}

fn of_tenant(
    deps: Deps,
    tenant: &str,
    start_after: Option<OrderId>,
    limit: usize,
) -> Result<Vec<OrderResponse>, ContractError> {
    let tenant = canonical(deps.api, tenant)?;
    let after = start_after.map(|id| (tenant.clone(), id));
    let page = TENANT_ORDERS.page(deps.storage, &tenant, after.as_ref(), limit)?;
    page.into_iter()
        .map(|((_, id), _)| order(deps, id))
        .collect()
}

fn response(deps: Deps, id: OrderId, order: RestingOrder) -> Result<OrderResponse, ContractError> {
    Ok(OrderResponse {
        order: id,
        tenant: deps.api.addr_humanize(&order.tenant)?.into(),
        demand: order.demand,
        filled: order.filled,
        expires_at: order.expires_at,
    })
}
