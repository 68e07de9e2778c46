//! An order that is being placed: what becomes of what was found for it.

use cosmwasm_std::{ensure, to_json_binary, Addr, Deps, DepsMut, Event, Response};
use tender_guard::within;
use tender_interfaces::auction::{Auction, Rule};
use tender_interfaces::demand::{Placement, ResolvedDemand};
use tender_interfaces::escrow::PurseResponse;
use tender_interfaces::events::OrderPlaced;
use tender_interfaces::orderbook::{
    Named, Order, OrderEnd, OrderStatus, Placed, MAX_FILLS, MAX_REST, MAX_SLOTS,
};
use tender_types::{OrderKey, Rate, Timestamp};

use crate::engine::Found;
use crate::listing::Listing;
use crate::opening::{Opening, Outcome};
use crate::parts::{of_book, remainder, within_max_rate, within_purse, worth_a_lease, Part};
use crate::state::{Config, RestingOrder, ORDERS};
use crate::{orders, ContractError};

/// An order that is being placed.
pub struct Placing<'a> {
    pub tenant: &'a Addr,
    /// What its account can pay, where that was asked.
    pub purse: Option<PurseResponse>,
    pub now: Timestamp,
}

impl Placing<'_> {
    /// Fill or kill.
    pub fn all(
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
    pub fn some(
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
    pub fn open(
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
    pub fn free_slot(
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
    pub fn rest(
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
        let mut placed = opening.place(deps, config, parts, outcome)?;
        if let Some(ended) = before {
            placed.events.insert(0, ended);
        }
        Ok(placed)
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
    pub fn hand_over(
        &self,
        deps: DepsMut,
        config: &Config,
        demand: ResolvedDemand,
        slot: u8,
        rule: Rule,
        expires_at: Timestamp,
    ) -> Result<Response, ContractError> {
        let order = slot_key(&demand, slot)?;
        ends_in_time(expires_at, self.now)?;
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
