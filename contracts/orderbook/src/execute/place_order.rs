use cosmwasm_std::{ensure, to_json_binary, Addr, Deps, DepsMut, Env, Event, Response};
use tender_guard::{distinct, within, Bounds};
use tender_interfaces::auction::{Auction, Rule};
use tender_interfaces::demand::{Demand, Placement, ResolvedDemand};
use tender_interfaces::escrow::{Accounts, PurseResponse};
use tender_interfaces::events::OrderPlaced;
use tender_interfaces::orderbook::{
    Named, Order, OrderEnd, OrderStatus, Placed, TimeInForce, Way, MAX_FILLS, MAX_NAMED, MAX_REST,
    MAX_SLOTS,
};
use tender_market::resolve::{resolve, Properties};
use tender_types::{AccountId, OrderKey, Payer, ProviderId, Rate, Timestamp};

use crate::buying::Buying;
use crate::engine::Found;
use crate::listing::Listing;
use crate::opening::{Opening, Outcome};
use crate::parts::{of_book, remainder, within_max_rate, within_purse, worth_a_lease, Part};
use crate::state::{Config, RestingOrder, ORDERS};
use crate::{orders, ContractError};

/// A tenant asks for compute. What can be had is leased at once, in one message to `escrow`; an order
/// that wants bids goes to `auction`.
#[inline(never)]
pub fn place_order(
    deps: DepsMut,
    env: &Env,
    sender: &Addr,
    config: &Config,
    demand: &Demand,
    way: Way,
) -> Result<Response, ContractError> {
    let now = Timestamp::now(env);
    let attestation = config.attestation(deps.api)?;
    let purse = purse(deps.as_ref(), config, sender, demand, &way)?;
    let account = match (&purse, demand.account) {
        (Some(purse), _) => purse.account,
        (None, Payer::Account(account)) => account,
        (None, Payer::Newest) => AccountId::default(),
    };
    let properties = match way {
        Way::Auction { .. } => Properties::Allowed,
        _ => Properties::Refused,
    };
    let buying = Buying::new(deps.as_ref(), &attestation, &config.params, now);
    let demand = resolve(demand, account, properties, buying.registry, deps.api)?;
    let placing = Placing {
        tenant: sender,
        purse,
        now,
    };
    match way {
        Way::Book {
            time_in_force: TimeInForce::Fok,
            max_scan,
            start_after,
        } => {
            let found = buying.in_book(&demand, max_scan, MAX_FILLS, start_after)?;
            placing.all(deps, config, &demand, found)
        }
        Way::Book {
            time_in_force: TimeInForce::Ioc,
            max_scan,
            start_after,
        } => {
            ensure!(!demand.together, ContractError::TogetherRests);
            let found = buying.in_book(&demand, max_scan, MAX_FILLS, start_after)?;
            placing.some(deps, config, &demand, found)
        }
        Way::Named { providers } => {
            validate_named(&providers)?;
            let parts = buying.among_named(&demand, &providers)?;
            placing.open(deps, config, &demand, &providers, parts, vec![], 0)
        }
        Way::Rest {
            slot,
            expires_at,
            max_scan,
        } => {
            let order = placing.free_slot(deps.as_ref(), &demand, slot, expires_at)?;
            let found = buying.in_book(&demand, max_scan, MAX_FILLS, None)?;
            placing.rest(deps, config, &demand, found, order, expires_at)
        }
        Way::Auction {
            slot,
            rule,
            expires_at,
        } => {
            let order = slot_key(&demand, slot)?;
            ends_in_time(expires_at, now)?;
            placing.hand_over(deps, config, demand, order, rule, expires_at)
        }
    }
}

/// The account's purse, where the way of the order depends on what it can pay: what waits must be payable
/// when it is placed, so that nobody's account is filled with orders by strangers or for nothing.
fn purse(
    deps: Deps,
    config: &Config,
    tenant: &Addr,
    demand: &Demand,
    way: &Way,
) -> Result<Option<PurseResponse>, ContractError> {
    let at_once = match way {
        Way::Book { time_in_force, .. } => *time_in_force == TimeInForce::Fok,
        Way::Named { .. } => true,
        Way::Rest { .. } | Way::Auction { .. } => false,
    };
    if at_once && demand.account != Payer::Newest {
        return Ok(None);
    }
    let escrow = config.escrow(deps.api)?;
    let accounts = Accounts {
        address: &escrow,
        querier: deps.querier,
    };
    let purse = accounts.purse(tenant.as_str(), demand.account)?;
    ensure!(
        purse.asset == demand.asset,
        ContractError::Asset {
            found: purse.asset,
            named: demand.asset,
        }
    );
    Ok(Some(purse))
}

fn validate_named(named: &[Named]) -> Result<(), ContractError> {
    let bounds = Bounds {
        min: 1,
        max: MAX_NAMED,
    };
    let providers: Vec<ProviderId> = named.iter().map(|one| one.provider).collect();
    distinct("providers", &providers, bounds)?;
    Ok(())
}

fn slot_key(demand: &ResolvedDemand, slot: u8) -> Result<OrderKey, ContractError> {
    within("slot", slot, 0, MAX_SLOTS.saturating_sub(1))?;
    Ok(OrderKey {
        account: demand.account,
        slot,
    })
}

fn ends_in_time(expires_at: Timestamp, now: Timestamp) -> Result<(), ContractError> {
    ensure!(
        expires_at > now,
        ContractError::AlreadyOver { expires_at, now }
    );
    within("expires_at", expires_at, now, now.after(MAX_REST))?;
    Ok(())
}

/// An order that is being placed.
struct Placing<'a> {
    tenant: &'a Addr,
    purse: Option<PurseResponse>,
    now: Timestamp,
}

impl Placing<'_> {
    /// Fill or kill.
    fn all(
        &self,
        deps: DepsMut,
        config: &Config,
        demand: &ResolvedDemand,
        found: Found,
    ) -> Result<Response, ContractError> {
        let found = found.all(demand)?;
        let parts = of_book(demand, found.fills)?;
        within_max_rate(demand, &parts)?;
        self.open(deps, config, demand, &[], parts, found.dead, 0)
    }

    /// Immediate or cancel: as far as the book, the purse and the order's own limit reach.
    fn some(
        &self,
        deps: DepsMut,
        config: &Config,
        demand: &ResolvedDemand,
        mut found: Found,
    ) -> Result<Response, ContractError> {
        within_purse(demand, &mut found, self.most(demand))?;
        if found.fills.is_empty() {
            return Err(found.not_fillable(demand));
        }
        let parts = of_book(demand, found.fills)?;
        self.open(deps, config, demand, &[], parts, found.dead, found.missing)
    }

    /// The most that it may take on now.
    fn most(&self, demand: &ResolvedDemand) -> Rate {
        let purse = self.purse.as_ref().map(|purse| purse.rate);
        purse.unwrap_or(demand.max_rate).min(demand.max_rate)
    }

    /// Opens the leases; what is missing is dropped.
    fn open(
        &self,
        deps: DepsMut,
        config: &Config,
        demand: &ResolvedDemand,
        named: &[Named],
        parts: Vec<Part>,
        dead: Vec<Listing>,
        missing: u32,
    ) -> Result<Response, ContractError> {
        let status = match missing {
            0 => OrderStatus::Filled,
            _ => OrderStatus::Dropped,
        };
        let opening = Opening {
            tenant: self.tenant,
            demand,
            named,
            slot: None,
            next: self.purse.as_ref().map(|purse| purse.next),
        };
        let outcome = Outcome {
            dead,
            missing,
            status,
            slot: None,
        };
        opening.place(deps, config, parts, outcome)
    }

    /// Refuses a slot that is taken, and an order that its account could not pay.
    fn free_slot(
        &self,
        deps: Deps,
        demand: &ResolvedDemand,
        slot: u8,
        expires_at: Timestamp,
    ) -> Result<OrderKey, ContractError> {
        let order = slot_key(demand, slot)?;
        ends_in_time(expires_at, self.now)?;
        ensure!(!demand.together, ContractError::TogetherRests);
        let spreads = matches!(demand.placement, Placement::Spread { .. });
        ensure!(!spreads, ContractError::SpreadRests);
        let resting = ORDERS.may_load(deps.storage, &(order.account, slot))?;
        let over = resting.is_none_or(|resting| resting.is_over(self.now));
        ensure!(over, ContractError::SlotTaken { order });
        self.payable(demand)?;
        Ok(order)
    }

    fn payable(&self, demand: &ResolvedDemand) -> Result<(), ContractError> {
        let rate = self.purse.as_ref().map_or(Rate::ZERO, |purse| purse.rate);
        let max_rate = demand.max_rate;
        ensure!(
            rate >= max_rate,
            ContractError::PurseTooSmall { rate, max_rate }
        );
        Ok(())
    }

    /// What the book has now; the rest waits.
    fn rest(
        &self,
        mut deps: DepsMut,
        config: &Config,
        demand: &ResolvedDemand,
        mut found: Found,
        order: OrderKey,
        expires_at: Timestamp,
    ) -> Result<Response, ContractError> {
        within_purse(demand, &mut found, self.most(demand))?;
        worth_a_lease(demand, &mut found, MAX_FILLS);
        let missing = found.missing;
        let parts = of_book(demand, found.fills)?;
        let resting = RestingOrder {
            order: Order {
                tenant: deps.api.addr_canonicalize(self.tenant.as_str())?,
                demand: remainder(demand, missing, &parts),
                named: vec![],
            },
            leases: u8::try_from(parts.len()).unwrap_or(u8::MAX),
            expires_at,
        };
        let status = match (missing, resting.is_spent()) {
            (0, _) => OrderStatus::Filled,
            (_, true) => OrderStatus::Dropped,
            (_, false) => OrderStatus::resting(found.cut_short),
        };
        let rests = missing > 0 && !resting.is_spent();
        let before = match rests {
            true => self.take_slot(deps.branch(), order, &resting)?,
            false => None,
        };
        let opening = Opening {
            tenant: self.tenant,
            demand,
            named: &[],
            slot: None,
            next: self.purse.as_ref().map(|purse| purse.next),
        };
        let outcome = Outcome {
            dead: found.dead,
            missing,
            status,
            slot: rests.then_some(order.slot),
        };
        let placed = opening.place(deps, config, parts, outcome)?;
        Ok(placed.add_events(before))
    }

    /// Writes the order into its slot; the end of one whose time was over and that nobody has removed.
    fn take_slot(
        &self,
        deps: DepsMut,
        order: OrderKey,
        resting: &RestingOrder,
    ) -> Result<Option<Event>, ContractError> {
        let key = (order.account, order.slot);
        let before = ORDERS.may_load(deps.storage, &key)?;
        let before = before.map(|before| {
            Event::from(orders::close(
                deps.storage,
                order,
                &before,
                OrderEnd::Expired,
            ))
        });
        ORDERS.save(deps.storage, &key, resting);
        Ok(before)
    }

    /// Hands an order to `auction`: its winner serves everything.
    fn hand_over(
        &self,
        deps: DepsMut,
        config: &Config,
        demand: ResolvedDemand,
        order: OrderKey,
        rule: Rule,
        expires_at: Timestamp,
    ) -> Result<Response, ContractError> {
        self.payable(&demand)?;
        if let Placement::Spread { max_per_provider } = demand.placement {
            let enough = demand.replicas() <= max_per_provider;
            ensure!(enough, ContractError::OneWinner);
        }
        let auction = config.auction(deps.api)?.ok_or(ContractError::NoAuction)?;
        let replicas = demand.replicas();
        let tenant = deps.api.addr_canonicalize(self.tenant.as_str())?;
        let packed = tender_storage::pack(&Order {
            tenant,
            demand: demand.clone(),
            named: vec![],
        });
        let placed = Placed {
            leases: vec![],
            missing: replicas,
            status: OrderStatus::Auctioned,
        };
        let event = OrderPlaced {
            account: order.account,
            slot: Some(order.slot),
            tenant: self.tenant.to_string(),
            replicas,
            missing: replicas,
            status: placed.status,
            order: packed.into(),
        };
        let open = Auction(auction).open(order, self.tenant, demand, rule, expires_at)?;
        Ok(Response::new()
            .add_message(open)
            .add_event(event)
            .set_data(to_json_binary(&placed)?))
    }
}
