//! The rows. Keys are one letter and big-endian fields; every row here is packed.
//!
//! | key | value | written by |
//! | --- | --- | --- |
//! | `C` | [`Config`] | instantiation, `UpdateConfig`, `Pause`, `Unpause` |
//! | `h` order | [`Terms`] of an auction that has not ended | `Open`; removed when it ends |
//! | `s` order | [`Standing`] under `OpenDescending`, from the first bid on | `PlaceBid`; removed with the terms |
//! | `b` order, provider | [`Bid`] under `TenantChoice` | `PlaceBid`; removed by `WithdrawBid`, `Choose` (the one chosen) and `PruneBids` |
//! | `O` | the roles, JSON | `Role` |

use cosmwasm_std::{CanonicalAddr, Storage};
use tender_guard::Roles;
use tender_interfaces::auction::{Bid, Rule};
use tender_interfaces::demand::ResolvedDemand;
use tender_interfaces::roles::Paused;
use tender_storage::{packed, RowItem, RowMap};
use tender_types::{OrderId, ProviderId, Timestamp};

use crate::clock::Clock;
use crate::ContractError;

pub const ROLES: Roles = Roles::new("O");
pub const CONFIG: RowItem<Config> = RowItem::new(b'C');
pub const TERMS: RowMap<OrderId, Terms> = RowMap::new(b'h');
pub const STANDINGS: RowMap<OrderId, Standing> = RowMap::new(b's');
pub const BIDS: RowMap<(OrderId, ProviderId), Bid> = RowMap::new(b'b');

/// What every message needs, in one read.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// Hands over orders.
    pub orderbook: CanonicalAddr,
    /// Knows the providers.
    pub attestation: CanonicalAddr,
    /// Opens leases.
    pub escrow: CanonicalAddr,
    /// Only [`tender_interfaces::roles::ActionClass::Bid`] is ever set.
    pub paused: Paused,
}

/// What an auction is for. Written once: bids only touch the short [`Standing`].
#[derive(Clone, Debug, PartialEq)]
pub struct Terms {
    /// Whose order.
    pub tenant: CanonicalAddr,
    /// What is wanted.
    pub demand: ResolvedDemand,
    /// How the winner is found; within its bounds.
    pub rule: Rule,
    /// When the clock started, in seconds.
    pub opened_at: Timestamp,
}

/// Where an `OpenDescending` auction stands. `best` beat every bid before it; `runner_up` is the last
/// bid of another provider that was best. Without a row nobody has bid.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// Bids accepted so far, updates included.
    pub bids: u32,
    /// Wins if nothing changes. Always the last bid accepted, so it also tells how far the end moved.
    pub best: Bid,
    /// Wins if the best bidder is not eligible at the end.
    pub runner_up: Option<Bid>,
}

packed!(Row 1 "config": Config { orderbook, attestation, escrow, paused });
packed!(Row 1 "auction": Terms { tenant, demand, rule, opened_at });
packed!(Row 1 "standing": Standing { bids, best, runner_up });

impl Terms {
    /// When bids and choices are taken, given where the auction stands.
    pub fn clock(&self, standing: Option<&Standing>) -> Clock {
        let last_bid_at = standing.map(|standing| standing.best.placed_at);
        Clock::new(&self.rule, self.opened_at, last_bid_at)
    }
}

/// The terms of an auction that has not ended.
pub fn terms(store: &dyn Storage, order: OrderId) -> Result<Terms, ContractError> {
    TERMS
        .may_load(store, &order)?
        .ok_or(ContractError::UnknownAuction { order })
}

/// Where an auction stands; a read is spent only under the rule that keeps such a row.
pub fn standing(
    store: &dyn Storage,
    order: OrderId,
    rule: &Rule,
) -> Result<Option<Standing>, ContractError> {
    match rule {
        Rule::OpenDescending { .. } => Ok(STANDINGS.may_load(store, &order)?),
        Rule::TenantChoice { .. } => Ok(None),
    }
}

/// Removes an auction that has ended. Bids under `TenantChoice` stay until somebody prunes them: the
/// end must not cost more the more have bid.
pub fn end(store: &mut dyn Storage, order: OrderId, standing: Option<&Standing>) {
    TERMS.remove(store, &order);
    if standing.is_some() {
        STANDINGS.remove(store, &order);
    }
}
