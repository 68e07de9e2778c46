//! The rows of the auction house, one letter each.
//!
//! | key | value | written by |
//! | --- | --- | --- |
//! | `C` | [`Config`]: addresses, what is paused | `UpdateLinks`, `Admin` |
//! | `O` | who holds the roles | `Admin` |
//! | `h` account, slot | [`Terms`] of an auction that has not ended | `Open`; removed when it ends |
//! | `s` account, slot | [`Top`]: the bids that are kept and what else moves | bids, openings of commitments, awards; removed with the terms |
//! | `m` account, slot, round, provider | [`Commitment`] that is not opened | `Commit`; removed by `Reveal` and `ReportUnopened` |
//! | `w` provider | [`BidsUntilRow`], published: until when its bids bind | `PlaceBid`, `Commit`, `Reveal`; only ever later |
//! | `contract_info` | cw2, JSON | `instantiate`, `migrate` |
//!
//! Retired letters: none. A letter is never given to another kind of row.

use cosmwasm_std::{CanonicalAddr, HexBinary};
use tender_guard::Admin;
use tender_interfaces::admin::Pauses;
use tender_interfaces::auction::{keys, Bid, BidsUntilRow, ExecuteMsg, Rule};
use tender_interfaces::demand::ResolvedDemand;
use tender_interfaces::orderbook::Draw;
use tender_storage::{packed, RowItem, RowMap};
use tender_types::{AccountId, ClassId, LeaseKey, OrderKey, ProviderId, Rate, Tier, Timestamp};

/// What every message reads: one row.
pub const CONFIG: RowItem<Config> = RowItem::new(b'C');

/// Who administers, and what is paused.
pub const ADMIN: Admin<Config> = Admin::new(&CONFIG, ExecuteMsg::CLASSES);

/// An order as a key: its account and its slot, so that auctions of an account are one range.
pub type Slot = (AccountId, u8);

/// The key of an order's rows.
pub const fn slot(order: OrderKey) -> Slot {
    (order.account, order.slot)
}

/// What each auction is for.
pub const TERMS: RowMap<Slot, Terms> = RowMap::new(b'h');

/// Where each auction stands. None until something has moved.
pub const TOP: RowMap<Slot, Top> = RowMap::new(b's');

/// Bids that are committed and not opened. Each is a row of its own, so there may be any number; it
/// says all that reporting it needs, so it may outlive its auction.
pub const COMMITMENTS: RowMap<(Slot, u64, ProviderId), Commitment> = RowMap::new(b'm');

/// Until when each provider's bids bind: its bond stays until then.
pub const BIDS_UNTIL: RowMap<ProviderId, BidsUntilRow> = RowMap::new(keys::BIDS_UNTIL);

/// The contracts that the auction house works with, and what is paused.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// Hands over orders, and opens leases.
    pub orderbook: CanonicalAddr,
    /// Knows the providers.
    pub attestation: CanonicalAddr,
    /// Holds the tenants' money.
    pub escrow: CanonicalAddr,
    /// What is paused.
    pub pauses: Pauses,
}

/// What an auction is for. Written once: bids only touch the short [`Top`].
#[derive(Clone, Debug, PartialEq)]
pub struct Terms {
    /// Whose order.
    pub tenant: CanonicalAddr,
    /// What is wanted.
    pub demand: ResolvedDemand,
    /// How the winner is found; within its bounds.
    pub rule: Rule,
    /// Block time at which the first round began.
    pub opened_at: Timestamp,
    /// Block height at which the first round began.
    pub round: u64,
    /// When the order ends: nothing is awarded from then on.
    pub expires_at: Timestamp,
}

/// Where an auction stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Top {
    /// The block height at which the present round began. Nobody who has seen a round can mean another
    /// one in the same slot: that one begins in a later block.
    pub round: u64,
    /// When the present round began; under `Dutch`, since when the price has risen, pauses left out.
    pub since: Timestamp,
    /// When the last bid became the best: it alone tells how far the end has moved. `since` before.
    pub best_at: Timestamp,
    /// The tenant's reserve, once it is opened.
    pub reserve: Option<Rate>,
    /// The bids that are kept, at most [`MAX_BIDS`](tender_interfaces::auction::MAX_BIDS), best first, of
    /// as many providers.
    pub bids: Vec<Bid>,
    /// The lease of the winner.
    pub awarded: Option<LeaseKey>,
    /// Providers that failed, at most [`MAX_FAILED`](tender_interfaces::auction::MAX_FAILED).
    pub failed: Vec<ProviderId>,
}

/// A bid whose rate nobody knows yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Commitment {
    /// SHA-256 of what its bidder will open.
    pub seal: HexBinary,
    /// The bidder's class for each line that asks for GPUs.
    pub classes: Vec<ClassId>,
    /// The bidder's tier for it when it committed.
    pub tier: Tier,
    /// When it was committed: what counts between equal bids.
    pub committed_at: Timestamp,
    /// It can be opened until then, and reported from then on.
    pub open_until: Timestamp,
    /// What not opening it is measured by.
    pub draw: Draw,
}

packed!(Row 1 "config": Config { orderbook, attestation, escrow, pauses });
packed!(Row 1 "auction": Terms { tenant, demand, rule, opened_at, round, expires_at });
packed!(Row 1 "top bids": Top { round, since, best_at, reserve, bids, awarded, failed });
packed!(Row 1 "commitment": Commitment { seal, classes, tier, committed_at, open_until, draw });

impl tender_guard::Config for Config {
    fn pauses(&self) -> &Pauses {
        &self.pauses
    }

    fn pauses_mut(&mut self) -> &mut Pauses {
        &mut self.pauses
    }
}
