use cosmwasm_std::{ensure, to_json_binary, DepsMut, Env, Event, Response};
use tender_interfaces::escrow::Accounts;
use tender_interfaces::events::OrderMatched;
use tender_interfaces::orderbook::{Order, OrderEnd, OrderStatus, Placed, MAX_FILLS};
use tender_types::{OrderKey, Payer, Timestamp};

use crate::buying::Buying;
use crate::opening::{park_all, Opening};
use crate::parts::{of_book, remainder, within_purse, worth_a_lease};
use crate::state::{Config, RestingOrder, ORDERS};
use crate::{orders, ContractError};

/// Anyone fills a resting order. It is matched as a new one would be, from the head of the book: it goes to
/// the cheapest that serves, whoever sends the message.
#[inline(never)]
pub fn match_order(
    mut deps: DepsMut,
    env: &Env,
    config: &Config,
    key: OrderKey,
    max_scan: Option<u32>,
) -> Result<Response, ContractError> {
    let now = Timestamp::now(env);
    let resting = orders::load(deps.storage, key)?;
    ensure!(
        !resting.is_over(now),
        ContractError::OrderOver {
            order: key,
            expired_at: resting.expires_at,
        }
    );
    let tenant = deps.api.addr_humanize(&resting.order.tenant)?;
    let escrow = config.escrow(deps.api)?;
    let accounts = Accounts {
        address: &escrow,
        querier: deps.querier,
    };
    let purse = accounts.purse(tenant.as_str(), Payer::Account(key.account))?;
    let attestation = config.attestation(deps.api)?;
    let buying = Buying::new(deps.as_ref(), &attestation, &config.params, now);
    let demand = &resting.order.demand;
    let left = MAX_FILLS.saturating_sub(resting.leases.into());
    let mut found = buying.in_book(demand, max_scan, left, None)?;
    within_purse(demand, &mut found, purse.rate.min(demand.max_rate))?;
    worth_a_lease(demand, &mut found, left);
    ensure!(
        !found.fills.is_empty(),
        ContractError::NothingMatches { order: key }
    );
    let missing = found.missing;
    let parts = of_book(demand, found.fills)?;
    let opening = Opening {
        tenant: &tenant,
        demand,
        named: &[],
        slot: None,
        next: Some(purse.next),
    };
    let leases = u8::try_from(parts.len()).unwrap_or(u8::MAX);
    let after = RestingOrder {
        order: Order {
            tenant: resting.order.tenant.clone(),
            demand: remainder(demand, missing, &parts),
            named: vec![],
        },
        leases: resting.leases.saturating_add(leases),
        expires_at: resting.expires_at,
    };
    let parked = park_all(deps.storage, found.dead)?;
    let opened = opening.open(deps.branch(), config, parts)?;
    let (closed, status) = settle(deps, key, &after, found.cut_short);
    let placed = Placed {
        leases: opened.leases,
        missing,
        status,
    };
    let matched = OrderMatched {
        order: key,
        leases: placed.leases.clone(),
        missing,
        packed: opened.order,
    };
    Ok(Response::new()
        .add_messages(opened.message)
        .add_events(parked)
        .add_events(opened.events)
        .add_event(matched)
        .add_events(closed)
        .set_data(to_json_binary(&placed)?))
}

/// Keeps what is still wanted, unless nothing is, or nothing more can be had.
fn settle(
    deps: DepsMut,
    key: OrderKey,
    after: &RestingOrder,
    cut_short: bool,
) -> (Option<Event>, OrderStatus) {
    if after.order.demand.replicas() == 0 {
        ORDERS.remove(deps.storage, &(key.account, key.slot));
        return (None, OrderStatus::Filled);
    }
    if after.is_spent() {
        let closed = orders::close(deps.storage, key, after, OrderEnd::Spent);
        return (Some(closed.into()), OrderStatus::Dropped);
    }
    ORDERS.save(deps.storage, &(key.account, key.slot), after);
    (None, OrderStatus::resting(cut_short))
}
