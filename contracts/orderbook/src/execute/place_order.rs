use cosmwasm_std::{to_json_binary, Addr, DepsMut, Env, Event, MessageInfo, Response, Storage};
use tender_guard::{active, distinct, within, Bounds};
use tender_interfaces::attestation::Registry;
use tender_interfaces::auction::{Auction, Rule};
use tender_interfaces::demand::{Demand, ResolvedDemand};
use tender_interfaces::escrow::Escrow;
use tender_interfaces::events::{AskWithdrawn, OrderPlaced};
use tender_interfaces::orderbook::{
    OrderStatus, Placed, Selection, TimeInForce, DEFAULT_SCAN, MAX_FILLS, MAX_REST, MAX_SCAN,
};
use tender_interfaces::roles::ActionClass;
use tender_market::resolve::resolve;
use tender_types::{AskKey, Timestamp};

use super::{fill, in_future};
use crate::book::{self, Standing};
use crate::engine::{self, Found, Judge};
use crate::state::{Config, RestingOrder, CONFIG};
use crate::{orders, ContractError};

/// A tenant's order, and what is known of it once its message is understood.
struct Order {
    tenant: Addr,
    demand: ResolvedDemand,
    /// When what is unfilled stops resting; `None`: it does not rest.
    rests_until: Option<Timestamp>,
}

/// A tenant asks for compute. What the book has is taken at once, in one message to `escrow`.
pub fn place_order(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    demand: Demand,
    selection: Selection,
    expires_at: Option<Timestamp>,
) -> Result<Response, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    active(config.paused, ActionClass::Order)?;
    let now = env.block.time.seconds();
    let rests_until = rests_until(&selection, expires_at, now)?;
    let attestation = config.attestation(deps.api)?;
    let registry = Registry {
        address: &attestation,
        querier: deps.querier,
    };
    let order = Order {
        tenant: info.sender,
        demand: resolve(&demand, registry, deps.api)?,
        rests_until,
    };
    let judge = Judge::new(&order.demand, registry, now);
    let found = match selection {
        Selection::Auction { rule } => return hand_over(deps, &config, order, rule),
        Selection::Asks { asks } => from_asks(deps.storage, judge, &asks)?,
        Selection::Book {
            time_in_force,
            max_scan,
        } => from_book(deps.storage, judge, time_in_force, max_scan)?,
    };
    place(deps, &config, order, found)
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
            in_future(expires_at, now)?;
            let latest = now.saturating_add(MAX_REST);
            Ok(Some(within("expires_at", expires_at, now, latest)?))
        }
    }
}

/// Numbers the order, takes the units found, lets the rest stand, and opens the leases.
fn place(
    deps: DepsMut,
    config: &Config,
    order: Order,
    mut found: Found,
) -> Result<Response, ContractError> {
    let (id, leases) = orders::draw_new(deps.storage, found.fills.len())?;
    let placed = Placed {
        order: id,
        leases,
        filled: order.demand.units.saturating_sub(found.missing),
        status: status(&order, &found),
    };
    let mut response = Response::new();
    for expired in &found.expired {
        book::remove(deps.storage, expired);
        response = response.add_event(swept(expired));
    }
    let mut leases = Vec::with_capacity(found.fills.len());
    for (lease, fill) in placed.leases.iter().zip(&mut found.fills) {
        response = response.add_event(fill::take_units(deps.storage, fill));
        leases.push(fill::lease(deps.api, *lease, fill)?);
    }
    response = response
        .set_data(to_json_binary(&placed)?)
        .add_event(order.event(&placed));
    if !leases.is_empty() {
        let escrow = Escrow(config.escrow(deps.api)?);
        let open = escrow.open_leases(&order.tenant, &order.demand, leases)?;
        response = response.add_message(open);
    }
    rest(deps, order, &placed)?;
    Ok(response)
}

fn status(order: &Order, found: &Found) -> OrderStatus {
    match (found.missing, order.rests_until) {
        (0, _) => OrderStatus::Filled,
        (_, None) => OrderStatus::Dropped,
        (_, Some(_)) if found.cut_short => OrderStatus::RestingAfterScan,
        (_, Some(_)) => OrderStatus::Resting,
    }
}

/// Writes what is unfilled of an order that rests.
fn rest(deps: DepsMut, order: Order, placed: &Placed) -> Result<(), ContractError> {
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
    order: Order,
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
    let event = order.event(&placed);
    let open = Auction(auction).open(id, &order.tenant, order.demand, rule)?;
    Ok(Response::new()
        .set_data(to_json_binary(&placed)?)
        .add_event(event)
        .add_message(open))
}

impl Order {
    fn event(&self, placed: &Placed) -> OrderPlaced {
        OrderPlaced {
            order: placed.order,
            tenant: self.tenant.to_string(),
            account: self.demand.account,
            units: self.demand.units,
            filled: placed.filled,
            status: name(placed.status).to_string(),
        }
    }
}

const fn name(status: OrderStatus) -> &'static str {
    match status {
        OrderStatus::Filled => "filled",
        OrderStatus::Dropped => "dropped",
        OrderStatus::Resting => "resting",
        OrderStatus::RestingAfterScan => "resting_after_scan",
        OrderStatus::Auctioned => "auctioned",
    }
}

fn swept(standing: &Standing) -> Event {
    AskWithdrawn {
        ask: standing.ask.id,
        provider: standing.ask.provider,
        reason: "expired".to_string(),
    }
    .into()
}
