//! The rows of the auction house, one letter each.
//!
//! | key | value | written by |
//! | --- | --- | --- |
//! | `C` | [`Config`]: addresses, what is paused | `UpdateLinks`, `Admin` |
//! | `O` | who holds the roles | `Admin` |
//! | `h` order | [`Terms`] of an auction that has not ended | `Open`; removed when it ends |
//! | `s` order | [`TopBids`] under `OpenDescending`, from the first bid on | `PlaceBid`; removed with the terms |
//! | `b` order, provider | [`Bid`] under `TenantChoice` | `PlaceBid`; removed by `WithdrawBid`, `Choose` (the one chosen) and `PruneBids` |
//! | `contract_info` | cw2, JSON | `instantiate`, `migrate` |
//!
//! Retired letters: none. A letter is never given to another kind of row.

use cosmwasm_std::{CanonicalAddr, Storage};
use tender_guard::Admin;
use tender_interfaces::admin::Pauses;
use tender_interfaces::auction::{Bid, ExecuteMsg, Rule};
use tender_interfaces::demand::ResolvedDemand;
use tender_storage::{packed, RowItem, RowMap};
use tender_types::{OrderId, ProviderId, Timestamp};

use crate::clock::Clock;
use crate::ContractError;

/// What every message reads: one row.
pub const CONFIG: RowItem<Config> = RowItem::new(b'C');

/// Who administers, and what is paused.
pub const ADMIN: Admin<Config> = Admin::new(&CONFIG, ExecuteMsg::CLASSES);

/// What each auction is for.
pub const TERMS: RowMap<OrderId, Terms> = RowMap::new(b'h');

/// Where each auction by `OpenDescending` stands.
pub const TOP_BIDS: RowMap<OrderId, TopBids> = RowMap::new(b's');

/// What the tenant may choose from under `TenantChoice`. Bids of an auction that has ended stay until
/// they are pruned.
pub const BIDS: RowMap<(OrderId, ProviderId), Bid> = RowMap::new(b'b');

/// The contracts that the auction house works with, and what is paused.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// Hands over orders.
    pub orderbook: CanonicalAddr,
    /// Knows the providers.
    pub attestation: CanonicalAddr,
    /// Opens leases.
    pub escrow: CanonicalAddr,
    /// What is paused.
    pub pauses: Pauses,
}

/// What an auction is for. Written once: bids only touch the short [`TopBids`].
#[derive(Clone, Debug, PartialEq)]
pub struct Terms {
    /// Whose order.
    pub tenant: CanonicalAddr,
    /// What is wanted.
    pub demand: ResolvedDemand,
    /// How the winner is found; within its bounds.
    pub rule: Rule,
    /// When the clock started.
    pub opened_at: Timestamp,
}

/// Where an `OpenDescending` auction stands. `best` beat every bid before it; `runner_up` is the last
/// bid of another provider that was best. Without a row nobody has bid.
#[derive(Clone, Debug, PartialEq)]
pub struct TopBids {
    /// Bids accepted so far, updates included.
    pub bids: u32,
    /// Wins if nothing changes. Always the last bid accepted, so it also tells how far the end moved.
    pub best: Bid,
    /// Wins if the best bidder is not eligible at the end.
    pub runner_up: Option<Bid>,
}

packed!(Row 1 "config": Config { orderbook, attestation, escrow, pauses });
packed!(Row 1 "auction": Terms { tenant, demand, rule, opened_at });
packed!(Row 1 "top bids": TopBids { bids, best, runner_up });

impl tender_guard::Config for Config {
    fn pauses(&self) -> &Pauses {
        &self.pauses
    }

    fn pauses_mut(&mut self) -> &mut Pauses {
        &mut self.pauses
    }
}

impl Terms {
    /// When bids and choices are taken, given where the auction stands.
    pub fn clock(&self, top: Option<&TopBids>) -> Clock {
        let last_bid_at = top.map(|top| top.best.placed_at);
        Clock::new(&self.rule, self.opened_at, last_bid_at)
    }
}

/// The terms of an auction that has not ended.
///
/// # Errors
/// `auction/unknown_auction`.
pub fn terms(store: &dyn Storage, order: OrderId) -> Result<Terms, ContractError> {
    TERMS
        .may_load(store, &order)?
        .ok_or(ContractError::UnknownAuction { order })
}

/// Where an auction stands; a read is spent only under the rule that keeps such a row.
///
/// # Errors
/// Only for a row that cannot be read.
pub fn top_bids(
    store: &dyn Storage,
    order: OrderId,
    rule: &Rule,
) -> Result<Option<TopBids>, ContractError> {
    match rule {
        Rule::OpenDescending { .. } => Ok(TOP_BIDS.may_load(store, &order)?),
        Rule::TenantChoice { .. } => Ok(None),
    }
}

/// Removes an auction that has ended. Bids under `TenantChoice` stay until somebody prunes them: the
/// end must not cost more the more have bid.
pub fn end(store: &mut dyn Storage, order: OrderId, top: Option<&TopBids>) {
    TERMS.remove(store, &order);
    if top.is_some() {
        TOP_BIDS.remove(store, &order);
    }
}
