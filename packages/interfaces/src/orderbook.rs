//! What providers have, and the four ways in which orders find it.
//!
//! Everything that is leased is drawn from two kinds of rows here: an *offer* of a counted class, one
//! for each provider and class, and a *rate card* of the rest of a provider's cluster.

mod call;
mod query;
mod rows;

pub use call::Orderbook;
pub use query::*;
pub use rows::*;

use std::fmt;
use std::str::FromStr;

use cosmwasm_schema::cw_serde;
use cosmwasm_std::HexBinary;
use tender_storage::{packed, packed_enum};
use tender_types::{
    names, Akt, AssetIndex, Bps, ClassId, LeaseKey, Micro, OfferKey, OrderKey, ProviderId, Rate,
    Resources, Seconds, Timestamp, UnknownName, VolumeClass,
};

use crate::admin::{ActionClass, AdminMsg};
use crate::auction::Rule;
use crate::demand::{Demand, ResolvedDemand};
use crate::escrow::{CloseReason, ClosedBy};

/// What the contract calls itself in its cw2 row.
pub const CONTRACT: &str = "crates.io:tender-orderbook";

/// Units of an offer at most.
pub const MAX_UNITS: u32 = 100_000;

/// Assets there can be: `escrow` lists no more.
pub const MAX_ASSETS: usize = 8;

/// Offers one order can be filled from at most: bounds the leases opened in one transaction.
pub const MAX_FILLS: usize = 8;

/// Offers looked at by one take unless the order says otherwise.
pub const DEFAULT_SCAN: u32 = 32;

/// Offers that could be matched, looked at by one take at most.
pub const MAX_SCAN: u32 = 200;

/// Offers that one take passes at most because nobody could match them; they do not count towards
/// `max_scan`.
pub const MAX_DEAD: u32 = 200;

/// Dead offers that one take takes out of the book at most: a tenant never pays for cleaning a whole
/// book.
pub const MAX_PARKED: usize = 8;

/// Providers that an order can name at most.
pub const MAX_NAMED: usize = 8;

/// Orders that an account can have resting at once, and auctioned at once.
pub const MAX_SLOTS: u8 = 16;

/// Classes of slices of one device that a provider can offer: all are counted together.
pub const MAX_SLICES: usize = 8;

/// Longest time an order can rest: a year.
pub const MAX_REST: Seconds = Seconds::days(365);

/// Changes, offers, orders or releases in one message at most.
pub const MAX_BATCH: usize = 50;

/// Longest time that a lease may wait for its provider: an hour. The units are held until then.
pub const MAX_START_WITHIN: Seconds = Seconds::hours(1);

/// Shortest: a provider needs a few blocks to answer.
pub const MIN_START_WITHIN: Seconds = Seconds(60);

/// Longest time that a tenant owes once a lease has begun: ten minutes.
pub const MAX_MIN_RUN: Seconds = Seconds::minutes(10);

/// Longest time for which units can be held before they have earned what their tenant owes: `start_within`
/// and `min_run` together. `escrow` reserves money for no longer than its minimum runway, so it can set none
/// that is shorter: an offer that takes longer would be met by everybody and could be leased by nobody.
pub const MAX_HOLD: Seconds = Seconds::hours(1);

/// How long an order can be matched anew once a lease of it has failed: an hour. Later its tenant may have
/// found something else, and nobody should open leases that it no longer expects.
pub const REMATCH_WITHIN: Seconds = Seconds::hours(1);

/// Longest notice that a provider can promise: three days.
pub const MAX_NOTICE: Seconds = Seconds::hours(72);

/// Highest bond for one unit that governance can ask, a million AKT.
pub const MAX_BOND_PER_UNIT: Akt = Akt(1_000_000_000_000);

/// Opens the book: no offers, no orders.
#[cw_serde]
pub struct InstantiateMsg {
    /// The address of governance: it alone changes parameters and links.
    pub owner: String,
    /// Who may pause each class once, for a time; nobody when absent.
    pub guardian: Option<String>,
    /// The registry of providers and the catalog.
    pub attestation: String,
    /// Where leases are opened.
    pub escrow: String,
    /// Where reverse auctions are run; may be set later.
    pub auction: Option<String>,
    /// The parameters to begin with.
    pub params: Params,
}

/// What governance may change with `update_params`.
#[cw_serde]
#[derive(Copy)]
pub struct Params {
    /// Units of a class that may be offered although nobody attests them, at most [`MAX_UNITS`].
    pub unattested_units: u32,
    /// Cores of a card that may be offered although nobody attests them.
    pub unattested_cores: u32,
    /// GiB of memory of a card that may be offered although nobody attests them.
    pub unattested_gib: u32,
    /// Micro-AKT of bond for each core of a card, at most [`MAX_BOND_PER_UNIT`].
    pub bond_per_core: Akt,
    /// Micro-AKT of bond for each GiB of memory of a card, at most [`MAX_BOND_PER_UNIT`].
    pub bond_per_gib: Akt,
    /// What a decline costs: basis points of the bond locked for what was leased.
    pub decline: Bps,
    /// What ending a lease costs that has begun; at least as much as a decline.
    pub late_exit: Bps,
    /// What not starting costs, also a bid that its bidder made unfillable; at least as much as a late
    /// exit.
    pub no_show: Bps,
    /// Micro-AKT of a fault that its tenant may claim at most; the rest burns, so that failing others
    /// is no income.
    pub compensation: Akt,
}

packed!(Row 1 "parameters": Params {
    unattested_units,
    unattested_cores,
    unattested_gib,
    bond_per_core,
    bond_per_gib,
    decline,
    late_exit,
    no_show,
    compensation
});

/// What can be done.
#[cw_serde]
pub enum ExecuteMsg {
    /// A provider changes what it offers. Each change stands for itself: one that is refused is told in
    /// an event and in the answer, the others are made. Answers with [`Changed`].
    Offer {
        /// 1 to [`MAX_BATCH`].
        changes: Vec<OfferChange>,
    },
    /// A provider changes its rate card.
    Card {
        /// What about it.
        change: CardChange,
    },
    /// A tenant asks for compute. Answers with a [`Placed`].
    PlaceOrder {
        /// What is wanted.
        demand: Demand,
        /// How it is found.
        way: Way,
    },
    /// Anyone fills a resting order from the cheapest offers that serve it, from the head of the book.
    /// Answers with a [`Placed`].
    MatchOrder {
        /// The order.
        order: OrderKey,
        /// Offers to look at, 1 to [`MAX_SCAN`]; [`DEFAULT_SCAN`] when absent.
        max_scan: Option<u32>,
    },
    /// A tenant takes back a resting order.
    CancelOrder {
        /// The order.
        order: OrderKey,
    },
    /// Anyone matches an order anew whose provider declined or did not start, without that provider, within
    /// [`REMATCH_WITHIN`]. Answers with a [`Placed`].
    Rematch {
        /// The lease that never began.
        lease: LeaseKey,
        /// The order as it was placed, from `tender_order_placed`: it has to be what the lease's digest
        /// was made of.
        order: HexBinary,
        /// What was promised, from `tender_lease_promised`.
        promised: HexBinary,
    },
    /// Anyone removes orders whose time is over, and takes offers out of the book that nobody can
    /// match: expired, of providers that are not active or not bonded, of an earlier registration, or
    /// above what is attested. All others are left, without error.
    Expire {
        /// Orders to look at, at most [`MAX_BATCH`] with `offers`.
        orders: Vec<OrderKey>,
        /// Offers to look at, at most [`MAX_BATCH`] with `orders`.
        offers: Vec<OfferKey>,
    },
    /// From `auction` only: draws what a bid offers and opens its lease. Answers with a [`Placed`].
    Award {
        /// The order that was auctioned.
        order: OrderKey,
        /// The address of the tenant, who pays.
        tenant: String,
        /// What was wanted.
        demand: ResolvedDemand,
        /// The bid that won.
        bid: Award,
        /// Bidders looked at before that made their own bids unfillable.
        faulted: Vec<Bidder>,
    },
    /// From `auction` only: bidders did not open what they had committed, or made their bids unfillable
    /// when nobody could be awarded. No-shows, of which all burns. Never refused: a bidder with nothing
    /// left to lose is passed over.
    Fault {
        /// 1 to [`crate::auction::MAX_BIDS`].
        bidders: Vec<Bidder>,
    },
    /// From `escrow` only: leases have ended, and what they held comes back.
    Release {
        /// At most [`MAX_BATCH`].
        releases: Vec<Release>,
    },
    /// The owner changes the parameters; those of the bond apply to what is offered from then on.
    UpdateParams {
        /// The parameters from now on, all of them.
        params: Params,
    },
    /// The owner changes the contracts that are given.
    UpdateLinks {
        /// The `attestation` contract, in which providers and the catalog are.
        attestation: Option<String>,
        /// The `escrow` contract, in which leases are opened.
        escrow: Option<String>,
        /// The `auction` contract, in which auctions are run.
        auction: Option<String>,
    },
    /// Roles and pauses, the same in every contract.
    Admin(AdminMsg),
}

impl ExecuteMsg {
    /// What of this contract can be paused. Cancelling, expiring and releasing never are.
    pub const CLASSES: &'static [ActionClass] = &[ActionClass::Offer, ActionClass::Order];

    /// The class that the message belongs to; `None` is never paused. A new message has to be given its
    /// place here before anything compiles.
    pub const fn class(&self) -> Option<ActionClass> {
        match self {
            Self::PlaceOrder { .. }
            | Self::MatchOrder { .. }
            | Self::Rematch { .. }
            | Self::Award { .. } => Some(ActionClass::Order),
            // What takes something out of the market is let through: see `OfferChange::class`.
            Self::Offer { .. }
            | Self::Card { .. }
            | Self::CancelOrder { .. }
            | Self::Expire { .. }
            | Self::Fault { .. }
            | Self::Release { .. }
            | Self::UpdateParams { .. }
            | Self::UpdateLinks { .. }
            | Self::Admin(_) => None,
        }
    }
}

/// One change of a provider's offers, named by the class.
#[cw_serde]
pub enum OfferChange {
    /// Offers units of a class, or replaces what is offered of it: units on lease stay on lease.
    Post(NewOffer),
    /// Another rate. The offer goes behind those already at it.
    Reprice {
        /// The class.
        class: ClassId,
        /// Pico-units per unit and second, above zero.
        rate: Rate,
    },
    /// Another number of units, not below what is on lease.
    Resize {
        /// The class.
        class: ClassId,
        /// Units offered in all, 1 to [`MAX_UNITS`].
        units: u32,
    },
    /// How many units one replica can have in one machine now.
    Report {
        /// The class.
        class: ClassId,
        /// Units, at most what is free.
        largest: u32,
    },
    /// Takes back the free units. Running leases are not touched. Never paused.
    Withdraw {
        /// The class.
        class: ClassId,
    },
}

impl OfferChange {
    /// The class of actions that the change belongs to; `None` is never paused.
    pub const fn class(&self) -> Option<ActionClass> {
        match self {
            Self::Post(_) | Self::Reprice { .. } | Self::Resize { .. } | Self::Report { .. } => {
                Some(ActionClass::Offer)
            }
            Self::Withdraw { .. } => None,
        }
    }

    /// The hardware class that is changed.
    pub const fn of(&self) -> ClassId {
        match self {
            Self::Post(offer) => offer.class,
            Self::Reprice { class, .. }
            | Self::Resize { class, .. }
            | Self::Report { class, .. }
            | Self::Withdraw { class } => *class,
        }
    }
}

/// What a provider offers of a class.
#[cw_serde]
pub struct NewOffer {
    /// The class, by its id in the catalog.
    pub class: ClassId,
    /// Pico-units per unit and second, above zero.
    pub rate: Rate,
    /// Units in all, on lease or not, 1 to [`MAX_UNITS`].
    pub units: u32,
    /// The most units that one replica can have in one machine; all that are free when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub largest: Option<u32>,
    /// What one unit carries, at least the class's minimum in every dimension; just that when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carries: Option<Resources>,
    /// On which terms.
    pub terms: Terms,
}

/// Terms on which offers and cards are leased.
#[cw_serde]
pub struct Terms {
    /// Assets taken besides the credit, by their index in `escrow`'s list; each once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assets: Vec<AssetIndex>,
    /// Seconds in which a lease begins, [`MIN_START_WITHIN`] to [`MAX_START_WITHIN`].
    pub start_within: Seconds,
    /// Whether a lease that has begun is billed from its opening on.
    #[serde(default)]
    pub instant: bool,
    /// Seconds that the tenant owes once a lease has begun, at most [`MAX_MIN_RUN`], and at most
    /// [`MAX_HOLD`] with `start_within`.
    #[serde(default)]
    pub min_run: Seconds,
    /// Seconds of notice that the provider gives, at most [`MAX_NOTICE`].
    #[serde(default)]
    pub notice: Seconds,
    /// When it stops standing; until it is withdrawn when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
}

/// A change of a provider's rate card.
#[cw_serde]
pub enum CardChange {
    /// Sets the card, whole: what is on lease stays on lease.
    Set(NewCard),
    /// What one replica can have now.
    Report {
        /// The largest single replica.
        largest: Resources,
    },
    /// Takes back what is free. Running leases are not touched. Never paused.
    Withdraw {},
}

impl CardChange {
    /// The class of actions that the change belongs to; `None` is never paused.
    pub const fn class(&self) -> Option<ActionClass> {
        match self {
            Self::Set(_) | Self::Report { .. } => Some(ActionClass::Offer),
            Self::Withdraw {} => None,
        }
    }
}

/// The rest of a provider's cluster, and what it costs.
#[cw_serde]
pub struct NewCard {
    /// How much there is of everything, on lease or not.
    pub capacity: Resources,
    /// The most that one replica can have.
    pub largest: Resources,
    /// What each costs.
    pub rates: CardRates,
    /// On which terms.
    pub terms: Terms,
}

/// What is paid for each quantity of a card, in pico-units per second. Zero is free of charge; the
/// total of a lease is rounded up once, and is at least 1.
#[cw_serde]
#[derive(Copy, Default)]
pub struct CardRates {
    /// For a core: 1 000 thousandths of a CPU.
    #[serde(default)]
    pub core: u64,
    /// For a GiB of memory.
    #[serde(default)]
    pub memory: u64,
    /// For a GiB of ephemeral disk.
    #[serde(default)]
    pub disk: u64,
    /// For a GiB of spinning disk.
    #[serde(default)]
    pub hdd: u64,
    /// For a GiB of solid state over SATA.
    #[serde(default)]
    pub ssd: u64,
    /// For a GiB of solid state over NVMe.
    #[serde(default)]
    pub nvme: u64,
    /// For a public address.
    #[serde(default)]
    pub public_ip: u64,
}

impl CardRates {
    /// For a GiB of a volume of `class`.
    pub const fn volume(&self, class: VolumeClass) -> u64 {
        match class {
            VolumeClass::Hdd => self.hdd,
            VolumeClass::Ssd => self.ssd,
            VolumeClass::Nvme => self.nvme,
        }
    }
}

/// How an order finds its providers.
#[cw_serde]
pub enum Way {
    /// The cheapest offers of the book now; for one line of GPUs that fits what a unit carries.
    Book {
        /// What happens to replicas that are not filled.
        time_in_force: TimeInForce,
        /// Offers to look at, 1 to [`MAX_SCAN`]; [`DEFAULT_SCAN`] when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max_scan: Option<u32>,
        /// Where to start: behind this place of the book; at its head when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        start_after: Option<BookCursor>,
    },
    /// The cheapest of these providers, whatever is asked: for tenants who searched by a free query.
    Named {
        /// 1 to [`MAX_NAMED`], each once.
        providers: Vec<Named>,
    },
    /// What the book has now, and the rest waits for offers.
    Rest {
        /// Where the rest is kept: one of the account's places, below [`MAX_SLOTS`], that is free.
        slot: u8,
        /// When it stops waiting, at most [`MAX_REST`] from now.
        expires_at: Timestamp,
        /// Offers to look at now, 1 to [`MAX_SCAN`]; [`DEFAULT_SCAN`] when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max_scan: Option<u32>,
    },
    /// A reverse auction, run by `auction`.
    Auction {
        /// Where it is kept: one of the account's places, below [`MAX_SLOTS`], that is free.
        slot: u8,
        /// How its winner is found.
        rule: Rule,
        /// When the order ends: until then the next in line is awarded, and bidding reopens, should
        /// nobody start. At most [`MAX_REST`] from now.
        expires_at: Timestamp,
    },
}

/// A provider that an order names.
#[cw_serde]
pub struct Named {
    /// Which.
    pub provider: ProviderId,
    /// Its class for each line that asks for GPUs, in the order of the lines.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub classes: Vec<ClassId>,
    /// The most that its part may cost, in pico-units per second: it is passed over when it has raised
    /// its price since it was asked. For an order over several providers: per replica.
    pub most: Rate,
}

packed!(Named {
    provider,
    classes,
    most
});

/// What happens to replicas that are not filled at once.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum TimeInForce {
    /// Fill all or refuse the order (fill or kill).
    Fok,
    /// Fill what is there and the purse reaches, drop the rest (immediate or cancel).
    Ioc,
}

/// Units of a class.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct Units {
    /// The class.
    pub class: ClassId,
    /// How many.
    pub units: u32,
}

/// A class and how many, with a colon between them.
impl fmt::Display for Units {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.class, self.units)
    }
}

impl FromStr for Units {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        let (class, units) = text.split_once(':').ok_or(UnknownName)?;
        Ok(Self {
            class: class.parse().map_err(|_| UnknownName)?,
            units: units.parse().map_err(|_| UnknownName)?,
        })
    }
}

/// What a lease holds of its provider's rows.
#[cw_serde]
#[derive(Default, Eq)]
pub struct Draw {
    /// Of its offers.
    pub gpus: Vec<Units>,
    /// Of its card.
    pub card: Resources,
}

packed!(Units { class, units });
packed!(Draw { gpus, card });

/// A bid that is awarded.
#[cw_serde]
pub struct Award {
    /// Who bid.
    pub provider: ProviderId,
    /// Its class for each line that asks for GPUs, in the order of the lines.
    pub classes: Vec<ClassId>,
    /// What everything costs, in pico-units per second.
    pub rate: Rate,
}

/// A bidder that does not stand by its bid.
#[cw_serde]
pub struct Bidder {
    /// Who bid.
    pub provider: ProviderId,
    /// What its bid would have held, as the order says it: GPUs of its offers, and of its card the lines
    /// without GPUs and the addresses. What is locked for that is what a fault is measured by.
    pub draw: Draw,
}

/// A lease that has ended.
#[cw_serde]
pub struct Release {
    /// Which.
    pub lease: LeaseKey,
    /// What it held.
    pub draw: Draw,
    /// Why it ended.
    pub reason: CloseReason,
    /// As which party it was ended.
    pub by: ClosedBy,
    /// Micro-units of fees it paid in credit: what weighs in a provider's record, since only it costs
    /// whoever would fake one.
    pub fees: Micro,
    /// Its tenant, who may have to be compensated.
    pub tenant: String,
    /// How its order may go on, when it never began.
    pub again: Option<Again>,
}

/// How an order goes on when its lease never began.
#[cw_serde]
pub struct Again {
    /// What the lease was opened with.
    pub digest: HexBinary,
    /// How often it may still be matched anew.
    pub rematch: u8,
    /// The slot of its auction, where there was one: the next in line is awarded.
    pub slot: Option<u8>,
}

/// What became of the changes of a message, in their order; in `data` of [`ExecuteMsg::Offer`].
#[cw_serde]
pub struct Changed {
    /// The code of its refusal for each change that was not made; `None` for the others.
    pub refused: Vec<Option<String>>,
}

/// What became of an order; in `data`.
#[cw_serde]
pub struct Placed {
    /// Leases opened at once, cheapest first.
    pub leases: Vec<LeaseKey>,
    /// Replicas not leased.
    pub missing: u32,
    /// Where they are.
    pub status: OrderStatus,
}

/// Where the unfilled part of an order is.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum OrderStatus {
    /// Nothing is unfilled.
    Filled,
    /// Dropped: the order ended with what was filled.
    Dropped,
    /// Resting: every offer in reach was looked at.
    Resting,
    /// Resting, and the end of the book was not reached: `match_order` looks further.
    RestingAfterScan,
    /// Handed to `auction`, under the same key.
    Auctioned,
}

impl OrderStatus {
    /// Of an order that rests; `cut_short` when the search for its offers was.
    pub const fn resting(cut_short: bool) -> Self {
        match cut_short {
            true => Self::RestingAfterScan,
            false => Self::Resting,
        }
    }
}

names!(OrderStatus {
    Filled = "filled",
    Dropped = "dropped",
    Resting = "resting",
    RestingAfterScan = "resting_after_scan",
    Auctioned = "auctioned",
});

/// Why an offer is not in the book.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum OfferState {
    /// It is: units are free, and nothing is known against it.
    Standing,
    /// No unit is free.
    SoldOut,
    /// It was met dead; its provider posts it again.
    Parked,
    /// Its provider took it back; units may still be on lease.
    Withdrawn,
}

names!(OfferState {
    Standing = "standing",
    SoldOut = "sold_out",
    Parked = "parked",
    Withdrawn = "withdrawn",
});
packed_enum!(OfferState {
    Standing = 0,
    SoldOut = 1,
    Parked = 2,
    Withdrawn = 3
});

/// Why a resting order ended with replicas unfilled.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum OrderEnd {
    /// Its tenant took it back.
    Cancelled,
    /// Its time was over.
    Expired,
    /// It has had as many leases as an order can have, or has spent all that it may cost.
    Spent,
}

names!(OrderEnd {
    Cancelled = "cancelled",
    Expired = "expired",
    Spent = "spent",
});
