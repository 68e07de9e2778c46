//! What providers have, and the four ways in which orders find it.
//!
//! Everything that is leased is drawn from two kinds of rows here: an *offer* of a counted class, one
//! for each provider and class, and a *rate card* of the rest of a provider's cluster.

use std::fmt;
use std::str::FromStr;

use cosmwasm_schema::{cw_serde, QueryResponses};
use cosmwasm_std::{Addr, Binary, CanonicalAddr, HexBinary, QuerierWrapper, StdResult, WasmMsg};
use tender_storage::{
    packed, packed_enum, packed_newtype, unpack, CodecError, Key, Packed, Reader, Row, Writer,
};
use tender_types::{
    names, AccountId, Akt, AssetIndex, AttributeId, AuditorId, Bps, ClassId, LeaseKey, Micro,
    OfferKey, OrderKey, ProviderId, Rate, Resources, Seconds, Tier, Timestamp, UnknownName,
    VolumeClass,
};

use crate::admin::{ActionClass, AdminMsg, AdminResponse};
use crate::auction::Rule;
use crate::demand::{Demand, Mismatch, ResolvedDemand};
use crate::escrow::{CloseReason, ClosedBy};
use crate::invariants::InvariantsResponse;
use crate::{wasm_execute, Call};

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

/// What can be asked.
#[cw_serde]
#[derive(QueryResponses)]
pub enum QueryMsg {
    /// The contracts it is linked to, and the parameters.
    #[returns(ConfigResponse)]
    Config {},
    /// One offer, in the book or not.
    #[returns(OfferResponse)]
    Offer {
        /// The offer asked for.
        offer: OfferKey,
    },
    /// The book of a class, cheapest first.
    #[returns(OffersResponse)]
    Book {
        /// The class, by id.
        class: ClassId,
        /// The last of the page before: its rate and turn.
        start_after: Option<BookPlace>,
        /// Rows in the page, 1 to 100; 10 when absent.
        limit: Option<u32>,
    },
    /// A provider's offers, in the book or not.
    #[returns(OffersResponse)]
    Offers {
        /// The provider asked for.
        provider: ProviderId,
        /// The last of the page before.
        start_after: Option<ClassId>,
        /// Rows in the page, 1 to 100; 10 when absent.
        limit: Option<u32>,
    },
    /// A provider's rate card.
    #[returns(CardResponse)]
    Card {
        /// The provider asked for.
        provider: ProviderId,
    },
    /// Rate cards, by provider.
    #[returns(CardsResponse)]
    Cards {
        /// The last of the page before.
        start_after: Option<ProviderId>,
        /// Rows in the page, 1 to 100; 10 when absent.
        limit: Option<u32>,
    },
    /// What of a provider's bond is locked.
    #[returns(LockedResponse)]
    Locked {
        /// The provider asked for.
        provider: ProviderId,
    },
    /// One order that rests.
    #[returns(OrderResponse)]
    Order {
        /// The order asked for.
        order: OrderKey,
    },
    /// Orders that rest, by account and slot.
    #[returns(OrdersResponse)]
    Orders {
        /// Only orders of this account; everybody's when absent.
        account: Option<AccountId>,
        /// The last of the page before.
        start_after: Option<OrderKey>,
        /// Rows in the page, 1 to 100; 10 when absent.
        limit: Option<u32>,
    },
    /// Why each offer of the demanded classes would or would not be taken, cheapest first: for what the
    /// book serves.
    #[returns(ExplainMatchResponse)]
    ExplainMatch {
        /// What is wanted.
        demand: Demand,
        /// Whose it would be; needed only for `account: newest`.
        tenant: Option<String>,
        /// Where to start, as an order can.
        start_after: Option<BookCursor>,
        /// Offers to look at, over all alternatives.
        limit: Option<u32>,
    },
    /// What providers would ask for a demand, to the unit, and why others cannot serve it, line by
    /// line.
    #[returns(QuoteResponse)]
    Quote {
        /// What is wanted.
        demand: Demand,
        /// Whose it would be; needed only for `account: newest`.
        tenant: Option<String>,
        /// These providers; when empty, all from `start_after` on.
        providers: Vec<ProviderId>,
        /// The last of the page before.
        start_after: Option<ProviderId>,
        /// Providers in the page, 1 to 30; 10 when absent.
        limit: Option<u32>,
    },
    /// Who administers, and what is paused.
    #[returns(AdminResponse)]
    Admin {},
    /// What must always hold.
    #[returns(InvariantsResponse)]
    Invariants {
        /// `next` of the page before.
        start_after: Option<String>,
        /// Rows in the page, 1 to 100; 10 when absent.
        limit: Option<u32>,
    },
}

/// A place in the book of a class.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct BookPlace {
    /// Pico-units per unit and second.
    pub rate: Rate,
    /// The offer's turn among those at that rate.
    pub turn: u64,
}

/// A place in the merged book of several classes: rate and turn decide, then the class.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct BookCursor {
    /// The class of the offer.
    pub class: ClassId,
    /// Pico-units per unit and second.
    pub rate: Rate,
    /// The offer's turn among those at that rate.
    pub turn: u64,
}

/// How the book is set up.
#[cw_serde]
pub struct ConfigResponse {
    /// The `attestation` contract, in which providers and the catalog are.
    pub attestation: String,
    /// The `escrow` contract, in which leases are opened.
    pub escrow: String,
    /// The `auction` contract, in which auctions are run.
    pub auction: Option<String>,
    /// The parameters as they are now.
    pub params: Params,
}

/// An offer, as it is now.
#[cw_serde]
pub struct OfferResponse {
    /// The provider and the class.
    pub offer: OfferKey,
    /// Whether it is in the book.
    pub state: OfferState,
    /// Pico-units per unit and second.
    pub rate: Rate,
    /// Which of the offers at the same rate is taken first: the one with the lowest turn.
    pub turn: u64,
    /// Units offered in all.
    pub units: u32,
    /// Units not on lease.
    pub free: u32,
    /// The most that one replica can have.
    pub largest: u32,
    /// What one unit carries.
    pub carries: Resources,
    /// On which terms; `None` once it is withdrawn.
    pub terms: Option<Terms>,
    /// How often its provider had registered when it was posted.
    pub epoch: u32,
    /// Micro-AKT of bond that each unit locks.
    pub bond_per_unit: Akt,
    /// How leases of it ended.
    pub record: Record,
}

/// A page of offers.
#[cw_serde]
pub struct OffersResponse {
    /// The offers of the page, in the order of the query.
    pub offers: Vec<OfferResponse>,
}

/// A rate card, as it is now.
#[cw_serde]
pub struct CardResponse {
    /// Whose.
    pub provider: ProviderId,
    /// How much there is of everything.
    pub capacity: Resources,
    /// What is on lease.
    pub out: Resources,
    /// The most that one replica can have.
    pub largest: Resources,
    /// What each costs.
    pub rates: CardRates,
    /// On which terms; `None` once it is withdrawn.
    pub terms: Option<Terms>,
    /// How often its provider had registered when it was set.
    pub epoch: u32,
    /// Micro-AKT of bond that it locks.
    pub bond: Akt,
    /// How leases of it ended.
    pub record: Record,
}

/// A page of cards.
#[cw_serde]
pub struct CardsResponse {
    /// The cards of the page, by provider.
    pub cards: Vec<CardResponse>,
}

/// What of a bond is locked.
#[cw_serde]
pub struct LockedResponse {
    /// Micro-AKT for everything that is offered or on lease.
    pub locked: Akt,
}

/// An order that rests, as it is now.
#[cw_serde]
pub struct OrderResponse {
    /// What names it.
    pub order: OrderKey,
    /// The address of the tenant who placed it.
    pub tenant: String,
    /// What is still wanted.
    pub demand: ResolvedDemand,
    /// Leases it has had so far.
    pub leases: u8,
    /// When it stops resting.
    pub expires_at: Timestamp,
}

/// A page of orders.
#[cw_serde]
pub struct OrdersResponse {
    /// The orders of the page.
    pub orders: Vec<OrderResponse>,
}

/// Why offers would or would not be taken.
#[cw_serde]
pub struct ExplainMatchResponse {
    /// Each offer looked at, cheapest first.
    pub candidates: Vec<Candidate>,
    /// What a take that looks at the same offers would lease.
    pub fills: Vec<Fill>,
    /// Replicas that it would not.
    pub missing: u32,
    /// Whether offers within the ceilings were not looked at.
    pub cut_short: bool,
}

/// One offer and its judgement.
#[cw_serde]
pub struct Candidate {
    /// The provider and the class.
    pub offer: OfferKey,
    /// What it asks: pico-units per unit and second.
    pub rate: Rate,
    /// Its turn among those at that rate.
    pub turn: u64,
    /// Units not on lease.
    pub free: u32,
    /// The first dimension that fails; `None`: it serves.
    pub mismatch: Option<Mismatch>,
}

/// A lease that a take would open.
#[cw_serde]
pub struct Fill {
    /// The provider and the class.
    pub offer: OfferKey,
    /// Units.
    pub units: u32,
    /// What they cost together: pico-units per second.
    pub rate: Rate,
}

/// What providers would ask.
#[cw_serde]
pub struct QuoteResponse {
    /// Each provider looked at, by id.
    pub quotes: Vec<Quote>,
    /// Where the next page starts; `None` on the last.
    pub next: Option<ProviderId>,
}

/// What one provider would ask for everything, or why it cannot serve it.
#[cw_serde]
pub struct Quote {
    /// Which.
    pub provider: ProviderId,
    /// Its cheapest class for each line that asks for GPUs: what an order names. Empty when it serves
    /// not every line.
    pub classes: Vec<ClassId>,
    /// What everything costs, in pico-units per second; `None` when it cannot serve it.
    pub rate: Option<Rate>,
    /// What fails, each with the line it fails, if it is one.
    pub mismatches: Vec<LineMismatch>,
}

/// Why a provider cannot serve a line, or the whole.
#[cw_serde]
pub struct LineMismatch {
    /// The line, from 0; `None`: the whole demand.
    pub line: Option<u32>,
    /// What fails.
    pub mismatch: Mismatch,
}

/// How leases ended. Only counts and fees: what weighs is the fees, which cost whoever would fake them.
#[cw_serde]
#[derive(Copy, Default)]
pub struct Record {
    /// Leases that began and that their tenant, or an empty account, ended.
    pub ended: u32,
    /// Leases that their tenant ended as not served.
    pub not_served: u32,
    /// Leases that began and that the provider ended.
    pub left: u32,
    /// Leases that it declined or did not start.
    pub failed: u32,
    /// Micro-units of fees that its leases paid in credit. Those of a lease that holds several offers, or
    /// the card too, are counted once: with its first class.
    pub fees: Micro,
}

packed!(Record {
    ended,
    not_served,
    left,
    failed,
    fees
});

/// Assets as bits: bit `i` stands for asset `i`, [`MAX_ASSETS`] of them. The credit is always taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AssetSet(pub u8);

packed_newtype!(AssetSet);

// A bit for each asset.
const _: () = assert!(MAX_ASSETS == 8);

impl AssetSet {
    /// The credit, and `others`, of which each is below 8.
    pub fn new(others: &[AssetIndex]) -> Self {
        let all = others.iter().fold(0, |set, asset| set | bit(*asset));
        Self(all | bit(AssetIndex::CREDIT))
    }

    /// Whether `asset` is in the set.
    pub fn contains(self, asset: AssetIndex) -> bool {
        self.0 & bit(asset) != 0
    }

    /// The assets besides the credit, in order.
    pub fn others(self) -> Vec<AssetIndex> {
        let all = (1..8).map(AssetIndex);
        all.filter(|asset| self.contains(*asset)).collect()
    }
}

fn bit(asset: AssetIndex) -> u8 {
    1u8.checked_shl(u32::from(asset.0)).unwrap_or(0)
}

/// [`Terms`] as rows keep them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TermsRow {
    /// Assets taken.
    pub assets: AssetSet,
    /// Seconds in which a lease begins.
    pub start_within: Seconds,
    /// Whether billing counts back to the opening.
    pub instant: bool,
    /// Seconds that the tenant owes once a lease has begun.
    pub min_run: Seconds,
    /// Seconds of notice.
    pub notice: Seconds,
    /// When it stops standing.
    pub expires_at: Option<Timestamp>,
}

packed!(TermsRow {
    assets,
    start_within,
    instant,
    min_run,
    notice,
    expires_at
});

impl From<&Terms> for TermsRow {
    fn from(terms: &Terms) -> Self {
        Self {
            assets: AssetSet::new(&terms.assets),
            start_within: terms.start_within,
            instant: terms.instant,
            min_run: terms.min_run,
            notice: terms.notice,
            expires_at: terms.expires_at,
        }
    }
}

impl From<TermsRow> for Terms {
    fn from(row: TermsRow) -> Self {
        Self {
            assets: row.assets.others(),
            start_within: row.start_within,
            instant: row.instant,
            min_run: row.min_run,
            notice: row.notice,
            expires_at: row.expires_at,
        }
    }
}

/// The published row of an offer: in the book under class, rate and turn while units are free, inside
/// its [`PlaceRow`] otherwise.
#[derive(Clone, Debug, PartialEq)]
pub struct OfferRow {
    /// Whose.
    pub provider: ProviderId,
    /// How often the provider had registered: an offer of an earlier registration never matches.
    pub epoch: u32,
    /// Units in all.
    pub units: u32,
    /// Units not on lease.
    pub free: u32,
    /// The most that one replica can have now, at least: what is leased may have been of the machine that had
    /// most, and what comes back may be of many. [`OfferRow::taken`] and [`OfferRow::freed`] keep it true.
    pub largest: u32,
    /// The most that one replica can have of an empty machine, as its provider said.
    pub machine: u32,
    /// What one unit carries.
    pub carries: Resources,
    /// The class that auditors count: the one that this is a slice of, or its own.
    pub device: ClassId,
    /// Into how many units a device is cut; 1 when the unit is the device.
    pub parts: u32,
    /// Whole devices that this provider's offers of `device` and its slices need together.
    pub devices: u32,
    /// On which terms.
    pub terms: TermsRow,
}

impl OfferRow {
    /// Units on lease.
    pub const fn out(&self) -> u32 {
        self.units.saturating_sub(self.free)
    }

    /// With so many units more on lease; `None` when fewer are free.
    pub fn taken(mut self, units: u32) -> Option<Self> {
        self.free = self.free.checked_sub(units)?;
        self.largest = self.largest.saturating_sub(units);
        self.settle();
        Some(self)
    }

    /// With so many units fewer on lease, at most all.
    pub fn freed(mut self, units: u32) -> Self {
        self.free = self.free.saturating_add(units).min(self.units);
        self.settle();
        self
    }

    /// Wherever what is on lease is, the largest machine has the rest of its units free, and any free unit
    /// is in some machine.
    fn settle(&mut self) {
        let rest = self.machine.saturating_sub(self.out()).max(1);
        self.largest = self.largest.max(rest).min(self.free);
    }
}

packed!(Row 1 "offer": OfferRow {
    provider,
    epoch,
    units,
    free,
    largest,
    machine,
    carries,
    device,
    parts,
    devices,
    terms
});

/// The published row of an offer's place, by provider and class. There as long as anything is offered
/// or on lease, and after that for the record.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceRow {
    /// Its rate.
    pub rate: Rate,
    /// Its turn among those at that rate.
    pub turn: u64,
    /// Micro-AKT that each unit locks, fixed when it was posted.
    pub bond_per_unit: Akt,
    /// How leases of it ended.
    pub record: Record,
    /// Slices of the class that the provider offers too, at most [`MAX_SLICES`]: they share its count.
    pub slices: Vec<ClassId>,
    /// Where the offer is.
    pub state: PlaceState,
}

/// Where an offer is.
#[derive(Clone, Debug, PartialEq)]
pub enum PlaceState {
    /// In the book.
    Standing,
    /// Here: no unit is free, or nobody could match it.
    Aside {
        /// Whether it was met dead: it comes back only by its provider.
        dead: bool,
        /// The offer.
        offer: OfferRow,
    },
    /// Taken back.
    Withdrawn {
        /// Units still on lease.
        out: u32,
    },
}

impl Packed for PlaceState {
    fn pack(&self, out: &mut Writer) {
        match self {
            Self::Standing => out.byte(0),
            Self::Aside { dead, offer } => out.byte(1).put(dead).put(offer),
            Self::Withdrawn { out: on_lease } => out.byte(2).put(on_lease),
        };
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, CodecError> {
        match from.byte()? {
            0 => Ok(Self::Standing),
            1 => Ok(Self::Aside {
                dead: from.get()?,
                offer: from.get()?,
            }),
            2 => Ok(Self::Withdrawn { out: from.get()? }),
            _ => Err(CodecError::Value { kind: "place" }),
        }
    }
}

packed!(Row 1 "place": PlaceRow {
    rate,
    turn,
    bond_per_unit,
    record,
    slices,
    state
});

/// The published row of a rate card, by provider; `terms` is `None` once it is withdrawn.
#[derive(Clone, Debug, PartialEq)]
pub struct CardRow {
    /// How often the provider had registered.
    pub epoch: u32,
    /// How much there is of everything.
    pub capacity: Resources,
    /// The most that one replica can have.
    pub largest: Resources,
    /// What each costs.
    pub rates: CardRates,
    /// On which terms.
    pub terms: Option<TermsRow>,
    /// Micro-AKT that a core locks, fixed when it was set.
    pub bond_per_core: Akt,
    /// Micro-AKT that a GiB of memory locks, fixed when it was set.
    pub bond_per_gib: Akt,
}

packed!(CardRates {
    core,
    memory,
    disk,
    hdd,
    ssd,
    nvme,
    public_ip
});
packed!(Row 1 "card": CardRow {
    epoch,
    capacity,
    largest,
    rates,
    terms,
    bond_per_core,
    bond_per_gib
});

/// The published row of what is on lease of a card, by provider. Apart from the card: it is written by
/// every lease, the card by its provider.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CardUseRow {
    /// What is on lease.
    pub out: Resources,
    /// How leases of it ended.
    pub record: Record,
}

packed!(Row 1 "card use": CardUseRow { out, record });

/// The published row of what of a provider's bond is locked; absent when nothing is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LockedRow {
    /// Micro-AKT for everything that is offered or on lease.
    pub amount: Akt,
}

packed!(Row 1 "locked bond": LockedRow { amount });

/// The published row that says that a lease never began, by account and lease: its order may be matched
/// anew, or the next in line of its auction awarded.
#[derive(Clone, Debug, PartialEq)]
pub struct FailedRow {
    /// Who did not serve it.
    pub provider: ProviderId,
    /// What the lease was opened with.
    pub digest: HexBinary,
    /// How often it may still be matched anew.
    pub rematch: u8,
    /// The slot of its auction, where there was one: then it is never matched anew.
    pub slot: Option<u8>,
    /// Until then it can be matched anew.
    pub until: Timestamp,
}

packed!(Row 1 "failed lease": FailedRow {
    provider,
    digest,
    rematch,
    slot,
    until
});

/// The published row of what may be offered although nobody attests it: a part of [`Params`], for those
/// who judge what a provider has.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct AllowanceRow {
    /// Units of a class.
    pub units: u32,
    /// Cores of a card.
    pub cores: u32,
    /// GiB of memory of a card.
    pub gib: u32,
}

packed!(Row 1 "allowance": AllowanceRow { units, cores, gib });

impl From<&Params> for AllowanceRow {
    fn from(params: &Params) -> Self {
        Self {
            units: params.unattested_units,
            cores: params.unattested_cores,
            gib: params.unattested_gib,
        }
    }
}

/// An order as it is placed, hashed and, while it rests, stored: what the first half of a lease's
/// digest is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    /// Whose.
    pub tenant: CanonicalAddr,
    /// What is wanted.
    pub demand: ResolvedDemand,
    /// The providers that it names; none for the book and auctions.
    pub named: Vec<Named>,
}

packed!(Row 1 "order": Order {
    tenant,
    demand,
    named
});

/// What a provider promised with a lease: the second half of the lease's digest.
#[derive(Clone, Debug, PartialEq)]
pub struct Promised {
    /// What the lease holds of its rows.
    pub draw: Draw,
    /// What one unit carries, for each class held.
    pub carries: Vec<Resources>,
    /// What it pays: pico-units per second.
    pub rate: Rate,
    /// Its tier.
    pub tier: Tier,
    /// Auditors who vouched for it.
    pub auditors: Vec<AuditorId>,
    /// Where its provider is, if it or its auditors say.
    pub region: Option<AttributeId>,
    /// Replicas that it serves, of all lines.
    pub replicas: u32,
    /// The most that may be paid in its place should it not begin: with those of the order's other leases
    /// never more than the order's limit.
    pub most: Rate,
    /// Providers of the leases opened with it, where the order spreads over providers: they cannot take its
    /// place.
    pub beside: Vec<ProviderId>,
}

packed!(Row 1 "promise": Promised {
    draw,
    carries,
    rate,
    tier,
    auditors,
    region,
    replicas,
    most,
    beside
});

/// Prefixes of the published rows. API: they do not change.
pub mod keys {
    /// [`super::AllowanceRow`].
    pub const ALLOWANCE: u8 = b'A';
    /// [`super::OfferRow`] by class, rate and turn.
    pub const BOOK: u8 = b'a';
    /// [`super::PlaceRow`] by provider and class.
    pub const PLACE: u8 = b'q';
    /// [`super::CardRow`] by provider.
    pub const CARD: u8 = b'k';
    /// [`super::CardUseRow`] by provider.
    pub const CARD_USE: u8 = b'u';
    /// [`super::LockedRow`] by provider.
    pub const LOCKED: u8 = b'L';
    /// [`super::FailedRow`] by account and lease.
    pub const FAILED: u8 = b'f';
}

fn published(prefix: u8, key: &(impl Key + ?Sized)) -> Vec<u8> {
    let mut bytes = vec![prefix];
    key.write(&mut bytes);
    bytes
}

/// Where [`LockedRow`] of `provider` is stored.
pub fn locked_key(provider: ProviderId) -> Vec<u8> {
    published(keys::LOCKED, &provider)
}

/// Reads what providers have, one raw read an answer. `None`: no such row.
#[derive(Clone, Copy)]
pub struct Stock<'a> {
    /// The address of the `orderbook` contract.
    pub address: &'a Addr,
    /// What the reads go through.
    pub querier: QuerierWrapper<'a>,
}

impl Stock<'_> {
    /// What may be offered although nobody attests it.
    ///
    /// # Errors
    /// As [`Stock::place`].
    pub fn allowance(&self) -> StdResult<Option<AllowanceRow>> {
        self.read(vec![keys::ALLOWANCE])
    }

    /// The place of a provider's offer.
    ///
    /// # Errors
    /// When the chain refuses to answer, or the row is none that this code can read (`StdError::ParseErr`).
    pub fn place(&self, offer: OfferKey) -> StdResult<Option<PlaceRow>> {
        self.read(published(keys::PLACE, &(offer.provider, offer.class)))
    }

    /// The offer at a place of the book.
    ///
    /// # Errors
    /// As [`Stock::place`].
    pub fn standing(&self, class: ClassId, rate: Rate, turn: u64) -> StdResult<Option<OfferRow>> {
        self.read(published(keys::BOOK, &(class, rate, turn)))
    }

    /// A provider's rate card.
    ///
    /// # Errors
    /// As [`Stock::place`].
    pub fn card(&self, provider: ProviderId) -> StdResult<Option<CardRow>> {
        self.read(published(keys::CARD, &provider))
    }

    /// What is on lease of a provider's card.
    ///
    /// # Errors
    /// As [`Stock::place`].
    pub fn card_use(&self, provider: ProviderId) -> StdResult<Option<CardUseRow>> {
        self.read(published(keys::CARD_USE, &provider))
    }

    /// What of a provider's bond is locked.
    ///
    /// # Errors
    /// As [`Stock::place`].
    pub fn locked(&self, provider: ProviderId) -> StdResult<Option<LockedRow>> {
        self.read(locked_key(provider))
    }

    /// Whether a lease never began, and how its order goes on.
    ///
    /// # Errors
    /// As [`Stock::place`].
    pub fn failed(&self, lease: LeaseKey) -> StdResult<Option<FailedRow>> {
        self.read(published(keys::FAILED, &(lease.account, lease.lease)))
    }

    fn read<R: Row>(&self, key: Vec<u8>) -> StdResult<Option<R>> {
        let bytes = self
            .querier
            .query_wasm_raw(self.address, Binary::from(key))?;
        let read = |bytes: Vec<u8>| {
            unpack(&bytes)
                .map_err(|error| cosmwasm_std::StdError::parse_err(R::NAME, error.to_string()))
        };
        bytes.map(read).transpose()
    }
}

/// Calls the `orderbook` contract at this address.
pub struct Orderbook(pub Addr);

impl Call<ExecuteMsg> for Orderbook {
    fn address(&self) -> &Addr {
        &self.0
    }
}

/// [`ExecuteMsg::Release`] alone: who sends it need not know how all the others are written, which in a
/// contract is a twentieth of its size.
#[cw_serde]
enum ReleaseMsg {
    Release { releases: Vec<Release> },
}

impl Orderbook {
    /// Says that leases have ended.
    ///
    /// # Errors
    /// As [`Call::call`]; this message can always be written.
    pub fn release(&self, releases: Vec<Release>) -> StdResult<WasmMsg> {
        wasm_execute(&self.0, &ReleaseMsg::Release { releases }, vec![])
    }

    /// Has a bid awarded.
    ///
    /// # Errors
    /// As [`Call::call`]; this message can always be written.
    pub fn award(
        &self,
        order: OrderKey,
        tenant: &Addr,
        demand: ResolvedDemand,
        bid: Award,
        faulted: Vec<Bidder>,
    ) -> StdResult<WasmMsg> {
        let tenant = tenant.to_string();
        let award = FromAuction::Award {
            order,
            tenant,
            demand: Box::new(demand),
            bid,
            faulted,
        };
        wasm_execute(&self.0, &award, vec![])
    }

    /// Says that bidders have not kept their word.
    ///
    /// # Errors
    /// As [`Call::call`]; this message can always be written.
    pub fn fault(&self, bidders: Vec<Bidder>) -> StdResult<WasmMsg> {
        wasm_execute(&self.0, &FromAuction::Fault { bidders }, vec![])
    }
}

/// Of [`ExecuteMsg`] what `auction` sends: a contract that can write all of it is a twentieth larger.
#[cw_serde]
enum FromAuction {
    Award {
        order: OrderKey,
        tenant: String,
        demand: Box<ResolvedDemand>,
        bid: Award,
        faulted: Vec<Bidder>,
    },
    Fault {
        bidders: Vec<Bidder>,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use cosmwasm_std::from_json;
    use tender_types::Tier;

    use crate::demand::Placement;

    fn read(msg: WasmMsg) -> Option<ExecuteMsg> {
        match msg {
            WasmMsg::Execute { msg, .. } => from_json(msg).ok(),
            _ => None,
        }
    }

    #[test]
    fn what_the_auction_sends_is_what_the_orderbook_takes() {
        let orderbook = Orderbook(Addr::unchecked("orderbook"));
        let tenant = Addr::unchecked("tenant");
        let bidders = vec![Bidder {
            provider: ProviderId(1),
            draw: Draw::default(),
        }];
        let demand = ResolvedDemand {
            account: AccountId(4),
            asset: AssetIndex::CREDIT,
            lines: vec![],
            public_ips: 0,
            placement: Placement::OneProvider,
            together: false,
            max_rate: Rate(1),
            attributes: vec![],
            signed_by: vec![],
            min_tier: Tier::NONE,
            exclude: vec![],
            notice_at_least: Seconds::ZERO,
            start_within: None,
            rematch: 0,
            manifest_hash: HexBinary::default(),
        };
        let order = OrderKey {
            account: AccountId(4),
            slot: 3,
        };
        let bid = Award {
            provider: ProviderId(2),
            classes: vec![ClassId(1)],
            rate: Rate(7),
        };
        let sent = orderbook.award(order, &tenant, demand.clone(), bid.clone(), bidders.clone());
        let award = ExecuteMsg::Award {
            order,
            tenant: tenant.to_string(),
            demand,
            bid,
            faulted: bidders.clone(),
        };
        assert_eq!(sent.ok().and_then(read), Some(award));
        let sent = orderbook.fault(bidders.clone());
        let fault = ExecuteMsg::Fault { bidders };
        assert_eq!(sent.ok().and_then(read), Some(fault));
    }
}
