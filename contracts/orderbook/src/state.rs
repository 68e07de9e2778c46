//! The rows of the book, one letter each. Those that are published are read raw by other contracts, and
//! their letters come from [`keys`].
//!
//! | key | value | written by |
//! | --- | --- | --- |
//! | `C` | [`Config`]: addresses, parameters, what is paused | `UpdateParams`, `UpdateLinks`, `Admin` |
//! | `O` | who holds the roles | `Admin` |
//! | `A` | [`AllowanceRow`]: what may be offered unattested. Published | `UpdateParams` |
//! | `m` | [`Turns`]: the next turn of an offer | `Offer` |
//! | `a` class, rate, turn | [`OfferRow`] with free units. Published | `listing` |
//! | `q` provider, class | [`PlaceRow`] of the offer. Published | `listing` |
//! | `k` provider | [`CardRow`]. Published | `Card` |
//! | `u` provider | [`CardUseRow`]: what is on lease of the card. Published | `opening`, `Release` |
//! | `L` provider | [`LockedRow`]: what of the bond is locked. Published | `locks` |
//! | `r` account, slot | [`RestingOrder`] | `PlaceOrder`, `MatchOrder`, `CancelOrder`, `Expire` |
//! | `f` account, lease | [`FailedRow`]: a lease that never began, whose order may go on. Published | `Release`, `Rematch` |
//! | `contract_info` | cw2, JSON | `instantiate`, `migrate` |
//!
//! Retired letters: none. A letter is never given to another kind of row.

use cosmwasm_std::{Addr, Api, CanonicalAddr, StdResult, Storage};
use tender_guard::Admin;
use tender_interfaces::admin::Pauses;
use tender_interfaces::orderbook::{
    keys, AllowanceRow, CardRow, CardUseRow, ExecuteMsg, FailedRow, LockedRow, OfferRow, Order,
    Params, PlaceRow, MAX_FILLS,
};
use tender_storage::{packed, RowItem, RowMap};
use tender_types::{AccountId, ClassId, LeaseId, ProviderId, Rate, Timestamp};

use crate::ContractError;

/// What every message reads: one row.
pub const CONFIG: RowItem<Config> = RowItem::new(b'C');

/// Who administers, and what is paused.
pub const ADMIN: Admin<Config> = Admin::new(&CONFIG, ExecuteMsg::CLASSES);

/// What may be offered although nobody attests it, for those who judge what a provider has: a part of
/// [`CONFIG`].
pub const ALLOWANCE: RowItem<AllowanceRow> = RowItem::new(keys::ALLOWANCE);

/// The next turn.
pub const TURNS: RowItem<Turns> = RowItem::new(b'm');

/// The book. Key order is price-time priority within a class. Only offers with free units are here, so
/// that what is sold out never slows a take.
pub const BOOK: RowMap<BookKey, OfferRow> = RowMap::new(keys::BOOK);

/// Where each offer is, by provider and class.
pub const PLACES: RowMap<(ProviderId, ClassId), PlaceRow> = RowMap::new(keys::PLACE);

/// Rate cards.
pub const CARDS: RowMap<ProviderId, CardRow> = RowMap::new(keys::CARD);

/// What is on lease of each card.
pub const CARD_USES: RowMap<ProviderId, CardUseRow> = RowMap::new(keys::CARD_USE);

/// What of each provider's bond is locked; absent when nothing is.
pub const LOCKED: RowMap<ProviderId, LockedRow> = RowMap::new(keys::LOCKED);

/// Orders with replicas unfilled.
pub const ORDERS: RowMap<(AccountId, u8), RestingOrder> = RowMap::new(b'r');

/// Leases that never began and whose orders may go on.
pub const FAILED: RowMap<(AccountId, LeaseId), FailedRow> = RowMap::new(keys::FAILED);

/// A place in the book: class, rate per unit, and the turn among offers at that rate.
pub type BookKey = (ClassId, Rate, u64);

/// The contracts that the book works with, parameters, and what is paused.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// The registry of providers and the catalog.
    pub attestation: CanonicalAddr,
    /// Where leases are opened; the only one who may say that they have ended.
    pub escrow: CanonicalAddr,
    /// Where auctions are run.
    pub auction: Option<CanonicalAddr>,
    /// What the owner sets.
    pub params: Params,
    /// What is paused.
    pub pauses: Pauses,
}

/// The next turn; every one below it is used up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Turns {
    /// It.
    pub next: u64,
}

/// An order with replicas unfilled.
#[derive(Clone, Debug, PartialEq)]
pub struct RestingOrder {
    /// Whose, and what is still wanted: replicas of its one line, above zero.
    pub order: Order,
    /// Leases it has had so far.
    pub leases: u8,
    /// When it stops resting: it rests while `now < expires_at`.
    pub expires_at: Timestamp,
}

packed!(Row 1 "config": Config { attestation, escrow, auction, params, pauses });
packed!(Row 1 "turns": Turns { next });
packed!(Row 1 "resting order": RestingOrder { order, leases, expires_at });

impl tender_guard::Config for Config {
    fn pauses(&self) -> &Pauses {
        &self.pauses
    }

    fn pauses_mut(&mut self) -> &mut Pauses {
        &mut self.pauses
    }
}

impl RestingOrder {
    /// Whether nothing more can be had: it has had all its leases, or all that it may cost is gone.
    pub fn is_spent(&self) -> bool {
        usize::from(self.leases) >= MAX_FILLS || self.order.demand.max_rate.is_zero()
    }

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

/// Turns drawn by one message: the row is read for the first and written once.
#[derive(Default)]
#[must_use = "turns that were drawn have to be saved"]
pub struct Drawn {
    next: Option<u64>,
}

impl Drawn {
    /// The next turn of an offer.
    ///
    /// # Errors
    /// `orderbook/turns_used_up` after 2^64 of them.
    pub fn draw(&mut self, store: &dyn Storage) -> Result<u64, ContractError> {
        let turn = match self.next {
            Some(next) => next,
            None => TURNS.load(store)?.next,
        };
        let next = turn.checked_add(1).ok_or(ContractError::TurnsUsedUp)?;
        self.next = Some(next);
        Ok(turn)
    }

    /// Writes the next turn, if any was drawn.
    pub fn save(self, store: &mut dyn Storage) {
        if let Some(next) = self.next {
            TURNS.save(store, &Turns { next });
        }
    }
}
