use cosmwasm_std::Deps;
use tender_interfaces::orderbook::{OrderResponse, OrdersResponse};
use tender_storage::page_limit;
use tender_types::{AccountId, OrderKey};

use crate::state::{RestingOrder, ORDERS};
use crate::{orders, ContractError};

/// One resting order.
pub fn order(deps: Deps, key: OrderKey) -> Result<OrderResponse, ContractError> {
    response(deps, key, orders::load(deps.storage, key)?)
}

/// Resting orders, of everybody or of one account.
pub fn orders(
    deps: Deps,
    account: Option<AccountId>,
    start_after: Option<OrderKey>,
    limit: Option<u32>,
) -> Result<OrdersResponse, ContractError> {
    let after = start_after.map(|key| (key.account, key.slot));
    let limit = page_limit(limit);
    let page = match account {
        Some(account) => ORDERS.page(deps.storage, &account, after.as_ref(), limit)?,
        None => ORDERS.page(deps.storage, &(), after.as_ref(), limit)?,
    };
    let respond = |((account, slot), resting)| response(deps, OrderKey { account, slot }, resting);
    Ok(OrdersResponse {
        orders: page.into_iter().map(respond).collect::<Result<_, _>>()?,
    })
}

fn response(
    deps: Deps,
    order: OrderKey,
    resting: RestingOrder,
) -> Result<OrderResponse, ContractError> {
    Ok(OrderResponse {
        order,
        tenant: deps.api.addr_humanize(&resting.order.tenant)?.into(),
        demand: resting.order.demand,
        leases: resting.leases,
        expires_at: resting.expires_at,
    })
}
