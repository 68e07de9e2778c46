//! The rows of the book, one letter each.
//!
//! | key | value | written by |
//! | --- | --- | --- |
//! | `C` | [`Config`]: addresses, what is paused | `UpdateLinks`, `Admin` |
//! | `O` | who holds the roles | `Admin` |
//! | `n` | [`Sequence`]: the next number of orders and leases | `PlaceOrder`, `TakeOrder` |
//! | `m` | [`Sequence`]: the next number and turn of asks | `PostAsk`, `RepriceAsk` |
//! | `a` class, rate, turn | [`Ask`] with free units | `book` |
//! | `q` provider, ask | [`Location`] of the ask | `book` |
//! | `o` order | [`RestingOrder`] | `orders` |
//! | `t` tenant, order | [`Mark`]: lists a tenant's resting orders | `orders` |
//! | `contract_info` | cw2, JSON | `instantiate`, `migrate` |
//!
//! Retired letters: none. A letter is never given to another kind of row.

use cosmwasm_std::{Addr, Api, CanonicalAddr, StdResult, Storage};
use tender_guard::Admin;
use tender_interfaces::admin::Pauses;
use tender_interfaces::demand::ResolvedDemand;
use tender_interfaces::orderbook::{ExecuteMsg, MAX_ASSETS};
use tender_storage::{packed, packed_newtype, Mark, RowItem, RowMap};
use tender_types::{AskId, AssetIndex, ClassId, OrderId, ProviderId, Rate, Resources, Timestamp};

use crate::ContractError;

/// What every message reads: one row.
pub const CONFIG: RowItem<Config> = RowItem::new(b'C');

/// Who administers, and what is paused.
pub const ADMIN: Admin<Config> = Admin::new(&CONFIG, ExecuteMsg::CLASSES);

/// The next number of an order or a lease: they share one sequence, so that a lease can carry the
/// number of its order.
pub const NEXT_ORDER: RowItem<Sequence> = RowItem::new(b'n');

/// The next number of an ask, and the next turn: a new ask's turn is its number.
pub const NEXT_ASK: RowItem<Sequence> = RowItem::new(b'm');

/// The book. Key order is price-time priority within a class. Only asks with free units are here, so
/// that asks sold out never slow a take.
pub const BOOK: RowMap<BookKey, Ask> = RowMap::new(b'a');

/// Where each ask is, by provider.
pub const LOCATIONS: RowMap<(ProviderId, AskId), Location> = RowMap::new(b'q');

/// Orders with units unfilled.
pub const ORDERS: RowMap<OrderId, RestingOrder> = RowMap::new(b'o');

/// A tenant's resting orders.
pub const TENANT_ORDERS: RowMap<(CanonicalAddr, OrderId), Mark> = RowMap::new(b't');

/// A place in the book: class, rate per unit, and the turn among asks at that rate.
pub type BookKey = (ClassId, Rate, u64);

/// The contracts that the book works with, and what is paused.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// The registry of providers and the catalog.
    pub attestation: CanonicalAddr,
    /// Where leases are opened; the only one who may release units.
    pub escrow: CanonicalAddr,
    /// Where auctions are run.
    pub auction: Option<CanonicalAddr>,
    /// What is paused.
    pub pauses: Pauses,
}

/// The next number of a sequence; every number below it is used up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sequence {
    /// The number.
    pub next: u64,
}

/// A standing ask.
#[derive(Clone, Debug, PartialEq)]
pub struct Ask {
    /// Which.
    pub id: AskId,
    /// Whose.
    pub provider: ProviderId,
    /// Units not on lease, at most `units`. In the book: above zero; parked: zero.
    pub free: u32,
    /// Units offered.
    pub units: u32,
    /// What one unit carries.
    pub unit: Resources,
    /// Assets it takes.
    pub assets: AssetSet,
    /// When it stops standing: it stands while `now < expires_at`.
    pub expires_at: Option<Timestamp>,
}

/// Where an ask is. Its id stays the same when it is repriced or sold out.
#[derive(Clone, Debug, PartialEq)]
pub struct Location {
    /// Its class.
    pub class: ClassId,
    /// Its rate per unit.
    pub rate: Rate,
    /// Its turn among asks at that rate.
    pub turn: u64,
    /// The ask itself while no unit of it is free; `None` while it is in the book.
    pub parked: Option<Ask>,
}

/// An order with units unfilled.
#[derive(Clone, Debug, PartialEq)]
pub struct RestingOrder {
    /// Whose.
    pub tenant: CanonicalAddr,
    /// What is still wanted; its units are above zero.
    pub demand: ResolvedDemand,
    /// Units filled so far. Above zero: the order's own number is used, by its first lease.
    pub filled: u32,
    /// When it stops resting: it rests while `now < expires_at`.
    pub expires_at: Timestamp,
}

/// Assets as bits: bit `i` stands for asset `i`, [`MAX_ASSETS`] of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AssetSet(pub u8);

packed_newtype!(AssetSet);
packed!(Row 1 "config": Config { attestation, escrow, auction, pauses });
packed!(Row 1 "sequence": Sequence { next });
packed!(Row 1 "ask": Ask { id, provider, free, units, unit, assets, expires_at });
packed!(Row 1 "location": Location { class, rate, turn, parked });
packed!(Row 1 "order": RestingOrder { tenant, demand, filled, expires_at });

// A bit for each asset.
const _: () = assert!(MAX_ASSETS == 8);

impl tender_guard::Config for Config {
    fn pauses(&self) -> &Pauses {
        &self.pauses
    }

    fn pauses_mut(&mut self) -> &mut Pauses {
        &mut self.pauses
    }
}

impl AssetSet {
    /// With `asset`, which is below 8.
    pub fn with(self, asset: AssetIndex) -> Self {
        Self(self.0 | bit(asset))
    }

    /// Whether `asset` is in the set.
    pub fn contains(self, asset: AssetIndex) -> bool {
        self.0 & bit(asset) != 0
    }

    /// The assets, in order.
    pub fn list(self) -> Vec<AssetIndex> {
        let all = (0..8).map(AssetIndex);
        all.filter(|asset| self.contains(*asset)).collect()
    }
}

fn bit(asset: AssetIndex) -> u8 {
    1u8.checked_shl(u32::from(asset.0)).unwrap_or(0)
}

impl RestingOrder {
    /// Whether its time is over.
    pub fn is_over(&self, now: Timestamp) -> bool {
        now >= self.expires_at
    }
}

impl Config {
    /// The registry's address.
    pub fn attestation(&self, api: &dyn Api) -> StdResult<Addr> {
        api.addr_humanize(&self.attestation)
    }

    /// The escrow's address.
    pub fn escrow(&self, api: &dyn Api) -> StdResult<Addr> {
        api.addr_humanize(&self.escrow)
    }

    /// The auction house's address, if there is one.
    pub fn auction(&self, api: &dyn Api) -> StdResult<Option<Addr>> {
        let humanize = |address| api.addr_humanize(address);
        self.auction.as_ref().map(humanize).transpose()
    }
}

/// Draws `count` numbers from a sequence and gives the first.
///
/// # Errors
/// `orderbook/sequence_used_up` after 2^64 of them.
pub fn draw(
    store: &mut dyn Storage,
    sequence: &RowItem<Sequence>,
    count: u64,
) -> Result<u64, ContractError> {
    let first = sequence.load(store)?.next;
    let next = first
        .checked_add(count)
        .ok_or(ContractError::SequenceUsedUp)?;
    sequence.save(store, &Sequence { next });
    Ok(first)
}
