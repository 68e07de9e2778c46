use cosmwasm_std::{ensure, to_json_binary, DepsMut, Env, Event, Response};
use tender_interfaces::escrow::Accounts;
use tender_interfaces::events::OrderMatched;
use tender_interfaces::orderbook::{Order, OrderEnd, OrderStatus, Placed, MAX_FILLS};
use tender_market::matching::Allowance;
use tender_types::{OrderKey, Payer, Timestamp};

use crate::buying::{parts, registry, remainder, total, within_purse, Buying};
use crate::opening::{park_all, Opening};
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
    let buying = Buying {
        store: deps.storage,
        registry: registry(&attestation, deps.querier),
        allowance: Allowance::from(&config.params),
        now,
    };
    let demand = &resting.order.demand;
    let left = MAX_FILLS.saturating_sub(resting.leases.into());
    let mut found = buying.from_book(demand, max_scan, left, None)?;
    within_purse(demand, &mut found, purse.rate.min(demand.max_rate))?;
    ensure!(
        !found.fills.is_empty(),
        ContractError::NothingMatches { order: key }
    );
    let missing = found.missing;
    let parts = parts(demand, found.fills)?;
    let leases = parts.len();
    let after = RestingOrder {
        order: Order {
            demand: remainder(demand, missing, total(&parts)),
            ..resting.order.clone()
        },
        leases: resting
            .leases
            .saturating_add(u8::try_from(leases).unwrap_or(u8::MAX)),
        expires_at: resting.expires_at,
    };
    let opening = Opening {
        tenant: &tenant,
        demand,
        named: &[],
        slot: None,
    };
    let parked = park_all(deps.storage, found.dead)?;
    let opened = opening.open(deps.branch(), config, parts)?;
    let (closed, status) = settle(deps, key, &after, missing, found.cut_short);
    let placed = Placed {
        leases: opened.leases,
        missing,
        status,
    };
    let matched = OrderMatched {
        order: key,
        leases: placed.leases.clone(),
        missing,
    };
    Ok(Response::new()
        .add_messages(opened.message)
        .add_events(parked)
        .add_events(opened.events)
        .add_event(matched)
        .add_events(closed)
        .set_data(to_json_binary(&placed)?))
}

/// Keeps what is still wanted, unless nothing is or the order has had all its leases.
fn settle(
    deps: DepsMut,
    key: OrderKey,
    after: &RestingOrder,
    missing: u32,
    cut_short: bool,
) -> (Option<Event>, OrderStatus) {
    if missing == 0 {
        ORDERS.remove(deps.storage, &(key.account, key.slot));
        return (None, OrderStatus::Filled);
    }
    if usize::from(after.leases) >= MAX_FILLS {
        let closed = orders::close(deps.storage, key, after, OrderEnd::Spent);
        return (Some(closed.into()), OrderStatus::Dropped);
    }
    ORDERS.save(deps.storage, &(key.account, key.slot), after);
    let status = match cut_short {
        true => OrderStatus::RestingAfterScan,
        false => OrderStatus::Resting,
    };
    (None, status)
}
