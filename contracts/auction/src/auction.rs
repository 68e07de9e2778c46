//! An auction that has not ended: its two rows, and what follows from them.

use cosmwasm_std::{ensure, Addr, Deps, Storage};
use tender_interfaces::auction::{Bidding, Rule, Stage, BINDING, MAX_BINDING, MAX_FAILED};
use tender_interfaces::orderbook::{Bidder, Draw, Units};
use tender_types::{ClassId, OrderKey, ProviderId, Rate, Resources, Timestamp};

use crate::clock::{self, Clock};
use crate::ranking::{self, Ranked};
use crate::registry::not_allowed;
use crate::state::{slot, Terms, Top, TERMS, TOP};
use crate::{rule, ContractError};

/// An auction.
#[derive(Clone, Debug, PartialEq)]
pub struct Auction {
    /// The order, whose key is the auction's.
    pub order: OrderKey,
    /// What it is for.
    pub terms: Terms,
    /// Where it stands.
    pub top: Top,
}

impl Auction {
    /// The auction of an order: `auction/unknown_auction`.
    pub fn load(store: &dyn Storage, order: OrderKey) -> Result<Self, ContractError> {
        let terms = TERMS.may_load(store, &slot(order))?;
        let terms = terms.ok_or(ContractError::UnknownAuction { order })?;
        Self::of(store, order, terms)
    }

    /// The auction of an order whose terms are read already.
    pub fn of(store: &dyn Storage, order: OrderKey, terms: Terms) -> Result<Self, ContractError> {
        let top = TOP.may_load(store, &slot(order))?;
        let top = top.unwrap_or_else(|| Top::beginning(terms.round, terms.opened_at));
        Ok(Self { order, terms, top })
    }

    /// Writes where it stands.
    pub fn save(&self, store: &mut dyn Storage) {
        TOP.save(store, &slot(self.order), &self.top);
    }

    /// Removes its rows.
    pub fn end(&self, store: &mut dyn Storage) {
        TERMS.remove(store, &slot(self.order));
        TOP.remove(store, &slot(self.order));
    }

    /// How the winner is found.
    pub const fn rule(&self) -> &Rule {
        &self.terms.rule
    }

    /// The times of the present round, as things stand now.
    pub fn clock(&self) -> Clock {
        let opened = self.top.reserve.is_some();
        Clock::new(self.rule(), self.top.since, self.top.best_at, opened)
    }

    /// Where it stands at `now`.
    pub fn stage(&self, now: Timestamp) -> Stage {
        let clock = self.clock();
        match self.top.awarded {
            Some(lease) => Stage::Awarded { lease },
            None if now < clock.bids_until => Stage::Bidding {
                until: clock.bids_until,
            },
            None if now < clock.reveals_until => Stage::Opening {
                until: clock.reveals_until,
            },
            None if now < clock.closes_at => Stage::Choosing {
                until: clock.closes_at,
            },
            None => Stage::Over {},
        }
    }

    /// The most that a bid may ask at `now`.
    pub fn most(&self, now: Timestamp) -> Result<Rate, ContractError> {
        let most = self.terms.demand.max_rate;
        match self.rule().bidding {
            Bidding::Dutch { from, duration } => {
                let passed = now.since(self.top.since);
                Ok(clock::price(from, most, passed, duration)?)
            }
            Bidding::Open { .. } | Bidding::Sealed { .. } => {
                Ok(self.top.reserve.map_or(most, |reserve| reserve.min(most)))
            }
        }
    }

    /// The earliest moment until which a bid must bind.
    pub fn binding(&self) -> Timestamp {
        match self.rule().bidding {
            // It is taken or not at once: it need not bind, and may say how long it may be on its way.
            Bidding::Dutch { .. } => Timestamp::default(),
            Bidding::Open { .. } | Bidding::Sealed { .. } => {
                clock::last_end(self.rule(), self.top.since).after(BINDING)
            }
        }
    }

    /// Refuses a bid that binds too short or too long: `guard/out_of_range`.
    pub fn binds(&self, until: Timestamp, now: Timestamp) -> Result<(), ContractError> {
        let least = self.binding().max(now);
        tender_guard::within("valid_until", until, least, now.after(MAX_BINDING))?;
        Ok(())
    }

    /// Refuses what comes too late to be bid, is meant for another round, or is of somebody who has
    /// failed: `auction/bidding_over`, `auction/awarded`, `auction/other_round`,
    /// `auction/failed_before`.
    pub fn takes_bids(
        &self,
        provider: ProviderId,
        named: u64,
        now: Timestamp,
    ) -> Result<(), ContractError> {
        let (order, round) = (self.order, self.top.round);
        ensure!(
            named == round,
            ContractError::OtherRound {
                order,
                named,
                round,
            }
        );
        match self.stage(now) {
            Stage::Bidding { .. } => {}
            Stage::Awarded { lease } => return Err(ContractError::Awarded { order, lease }),
            Stage::Opening { .. } | Stage::Choosing { .. } | Stage::Over {} => {
                let until = self.clock().bids_until;
                return Err(ContractError::BiddingOver { order, until, now });
            }
        }
        ensure!(
            !self.top.failed.contains(&provider),
            ContractError::FailedBefore { order, provider }
        );
        Ok(())
    }

    /// The bids that are kept, each with what it may cost at most.
    pub fn ranked(&self) -> Vec<Ranked> {
        let ranked = self.top.bids.iter().map(|bid| {
            let demand = &self.terms.demand;
            let ceiling = ranking::ceiling(demand, &bid.classes).unwrap_or(demand.max_rate);
            let bid = bid.clone();
            Ranked { bid, ceiling }
        });
        ranked.collect()
    }

    /// Puts a provider out, and its bid with it. Of more than [`MAX_FAILED`] the latest are kept out.
    pub fn fail(&mut self, provider: ProviderId) {
        self.top.bids.retain(|bid| bid.provider != provider);
        self.top.failed.retain(|failed| *failed != provider);
        self.top.failed.push(provider);
        let extra = self.top.failed.len().saturating_sub(MAX_FAILED);
        self.top.failed.drain(..extra);
    }

    /// Begins a new round, if it can end before the order does, and says whether. Under `Dutch` the
    /// price goes on where it stopped.
    pub fn reopen(&mut self, round: u64, now: Timestamp) -> bool {
        let since = match self.rule().bidding {
            Bidding::Dutch { .. } => now.before(self.top.best_at.since(self.top.since)),
            Bidding::Open { .. } | Bidding::Sealed { .. } => now,
        };
        if self.terms.expires_at < rule::earliest_expiry(self.rule(), since) {
            return false;
        }
        self.top.round = round;
        self.top.since = since;
        self.top.best_at = since;
        self.top.awarded = None;
        true
    }

    /// What a fault of a provider is measured by that bid with `classes`: what the order says it would
    /// have held.
    pub fn bidder(&self, provider: ProviderId, classes: &[ClassId]) -> Bidder {
        let draw = self.draw(classes);
        Bidder { provider, draw }
    }

    /// What a bid with `classes` would hold, as the order says it.
    pub fn draw(&self, classes: &[ClassId]) -> Draw {
        let demand = &self.terms.demand;
        let mut gpus: Vec<Units> = vec![];
        for ((line, gpu), class) in demand.gpu_lines().zip(classes) {
            let units = gpu.units(line.replicas);
            match gpus.iter_mut().find(|held| held.class == *class) {
                Some(held) => held.units = held.units.saturating_add(units),
                None => gpus.push(Units {
                    class: *class,
                    units,
                }),
            }
        }
        let mut card = Resources {
            public_ips: demand.public_ips.into(),
            ..Resources::default()
        };
        for line in demand.lines.iter().filter(|line| line.gpu.is_none()) {
            let times = u64::from(line.replicas);
            let add =
                |sum: &mut u64, each: u64| *sum = sum.saturating_add(each.saturating_mul(times));
            add(&mut card.cpu_milli, line.cpu_milli);
            add(&mut card.memory_mib, line.memory_mib);
            add(&mut card.disk_mib, line.disk_mib);
        }
        Draw { gpus, card }
    }

    /// The tenant's address.
    pub fn tenant(&self, deps: Deps) -> Result<Addr, ContractError> {
        Ok(deps.api.addr_humanize(&self.terms.tenant)?)
    }

    /// Refuses everybody but the tenant: `guard/not_allowed`.
    pub fn only_tenant(&self, deps: Deps, sender: &Addr) -> Result<(), ContractError> {
        let tenant = self.tenant(deps)?;
        ensure!(tenant == sender, not_allowed("tenant", Some(tenant)));
        Ok(())
    }
}

impl Top {
    /// Where an auction stands whose round has just begun.
    pub const fn beginning(round: u64, since: Timestamp) -> Self {
        Self {
            round,
            since,
            best_at: since,
            reserve: None,
            bids: vec![],
            awarded: None,
            failed: vec![],
        }
    }
}
