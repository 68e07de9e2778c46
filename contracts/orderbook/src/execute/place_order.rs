use cosmwasm_std::{ensure, to_json_binary, Addr, DepsMut, Env, Response, Storage};
use tender_guard::{distinct, within, Bounds};
use tender_interfaces::attestation::Registry;
use tender_interfaces::auction::{Auction, Rule};
use tender_interfaces::demand::{Demand, ResolvedDemand};
use tender_interfaces::escrow::Escrow;
use tender_interfaces::events::OrderPlaced;
use tender_interfaces::orderbook::{
    AskEnd, OrderStatus, Placed, Selection, TimeInForce, DEFAULT_SCAN, MAX_FILLS, MAX_REST,
    MAX_SCAN,
};
use tender_market::resolve::resolve;
use tender_types::{AskKey, Timestamp};

use crate::engine::{self, Found, Judge};
use crate::state::{Config, RestingOrder};
use crate::{book, orders, ContractError};

/// A tenant's order, once its message is understood.
struct NewOrder<'a> {
    tenant: &'a Addr,
    demand: ResolvedDemand,
    /// When what is unfilled stops resting; `None`: it does not rest.
    rests_until: Option<Timestamp>,
}

/// A tenant asks for compute. What the book has is taken at once, in one message to `escrow`; an order
/// that wants bids goes to `auction`.
pub fn place_order(
    deps: DepsMut,
    env: &Env,
    sender: &Addr,
    config: &Config,
    demand: &Demand,
    selection: Selection,
    expires_at: Option<Timestamp>,
) -> Result<Response, ContractError> {
    let now = Timestamp::now(env);
    let rests_until = rests_until(&selection, expires_at, now)?;
    let attestation = config.attestation(deps.api)?;
    let registry = Registry {
        address: &attestation,
        querier: deps.querier,
    };
    let order = NewOrder {
        tenant: sender,
        demand: resolve(demand, registry, deps.api)?,
        rests_until,
    };
    let judge = Judge::new(&order.demand, registry, now);
    let found = match selection {
        Selection::Book {
            time_in_force,
            max_scan,
        } => from_book(deps.storage, judge, time_in_force, max_scan)?,
        Selection::Asks { asks } => from_asks(deps.storage, judge, &asks)?,
        Selection::Auction { rule } => return hand_over(deps, config, order, rule),
    };
    take(deps, config, order, found)
}

/// When what is not filled stops resting; only a good-till-time order rests.
fn rests_until(
    selection: &Selection,
    expires_at: Option<Timestamp>,
    now: Timestamp,
) -> Result<Option<Timestamp>, ContractError> {
    let rests = matches!(
        selection,
        Selection::Book {
            time_in_force: TimeInForce::Gtt,
            ..
        }
    );
    match (rests, expires_at) {
        (true, None) => Err(ContractError::ExpiryMissing),
        (false, Some(_)) => Err(ContractError::ExpiryUnused),
        (false, None) => Ok(None),
        (true, Some(expires_at)) => {
            ensure!(
                expires_at > now,
                ContractError::AlreadyOver { expires_at, now }
            );
            within("expires_at", expires_at, now, now.after(MAX_REST))?;
            Ok(Some(expires_at))
        }
    }
}

/// The cheapest units of the book; all of them, if the order says so.
fn from_book(
    store: &dyn Storage,
    mut judge: Judge<'_>,
    time_in_force: TimeInForce,
    max_scan: Option<u32>,
) -> Result<Found, ContractError> {
    let max_scan = within("max_scan", max_scan.unwrap_or(DEFAULT_SCAN), 1, MAX_SCAN)?;
    let found = engine::cheapest(store, &mut judge, max_scan)?;
    match time_in_force {
        TimeInForce::Fok => all(found, judge.demand.units),
        TimeInForce::Ioc | TimeInForce::Gtt => Ok(found),
    }
}

/// All units from the asks that the tenant names.
fn from_asks(
    store: &dyn Storage,
    mut judge: Judge<'_>,
    asks: &[AskKey],
) -> Result<Found, ContractError> {
    let bounds = Bounds {
        min: 1,
        max: MAX_FILLS,
    };
    distinct("asks", asks, bounds)?;
    let found = engine::named(store, &mut judge, asks)?;
    all(found, judge.demand.units)
}

/// Refuses what is not all units wanted.
fn all(found: Found, wanted: u32) -> Result<Found, ContractError> {
    match found.missing {
        0 => Ok(found),
        missing => Err(ContractError::NotFillable {
            filled: wanted.saturating_sub(missing),
            wanted,
            cheapest_refused: found.cheapest_refused,
        }),
    }
}

/// Numbers the order, takes the units found, opens the leases, and lets the rest stand.
fn take(
    deps: DepsMut,
    config: &Config,
    order: NewOrder<'_>,
    mut found: Found,
) -> Result<Response, ContractError> {
    let (id, numbers) = orders::draw_new(deps.storage, found.fills.len())?;
    let mut response = Response::new();
    for expired in &found.expired {
        book::remove(deps.storage, expired);
        response = response.add_event(expired.withdrawn(AskEnd::Expired));
    }
    let mut leases = Vec::with_capacity(found.fills.len());
    for (number, fill) in numbers.iter().zip(&mut found.fills) {
        response = response.add_event(fill.take(deps.storage));
        leases.push(fill.lease(deps.api, *number)?);
    }
    if !leases.is_empty() {
        let escrow = Escrow(config.escrow(deps.api)?);
        response = response.add_message(escrow.open_leases(order.tenant, &order.demand, leases)?);
    }
    let placed = Placed {
        order: id,
        leases: numbers,
        filled: order.demand.units.saturating_sub(found.missing),
        status: status(&found, order.rests_until),
    };
    response = response
        .set_data(to_json_binary(&placed)?)
        .add_event(order.placed(&placed));
    rest(deps, order, &placed)?;
    Ok(response)
}

fn status(found: &Found, rests_until: Option<Timestamp>) -> OrderStatus {
    match (found.missing, rests_until) {
        (0, _) => OrderStatus::Filled,
        (_, None) => OrderStatus::Dropped,
        (_, Some(_)) if found.cut_short => OrderStatus::RestingAfterScan,
        (_, Some(_)) => OrderStatus::Resting,
    }
}

/// Writes what is unfilled of an order that rests.
fn rest(deps: DepsMut, order: NewOrder<'_>, placed: &Placed) -> Result<(), ContractError> {
    let mut demand = order.demand;
    demand.units = demand.units.saturating_sub(placed.filled);
    let expires_at = match order.rests_until {
        Some(expires_at) if demand.units > 0 => expires_at,
        _ => return Ok(()),
    };
    let resting = RestingOrder {
        tenant: deps.api.addr_canonicalize(order.tenant.as_str())?,
        demand,
        filled: placed.filled,
        expires_at,
    };
    orders::rest(deps.storage, placed.order, &resting);
    Ok(())
}

/// Gives the order to `auction`, under its number; no row of it is kept here.
fn hand_over(
    deps: DepsMut,
    config: &Config,
    order: NewOrder<'_>,
    rule: Rule,
) -> Result<Response, ContractError> {
    let auction = config.auction(deps.api)?.ok_or(ContractError::NoAuction)?;
    let (id, leases) = orders::draw_new(deps.storage, 0)?;
    let placed = Placed {
        order: id,
        leases,
        filled: 0,
        status: OrderStatus::Auctioned,
    };
    Ok(Response::new()
        .set_data(to_json_binary(&placed)?)
        .add_event(order.placed(&placed))
        .add_message(Auction(auction).open(id, order.tenant, order.demand, rule)?))
}

impl NewOrder<'_> {
    /// Says what became of it.
    fn placed(&self, placed: &Placed) -> OrderPlaced {
        OrderPlaced {
            order: placed.order,
            tenant: self.tenant.to_string(),
            account: self.demand.account,
            units: self.demand.units,
            filled: placed.filled,
            status: placed.status,
            leases: placed.leases.clone(),
        }
    }
}
