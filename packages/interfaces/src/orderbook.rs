//! Both sides of the market: standing asks, and orders that take them.

use cosmwasm_schema::{cw_serde, QueryResponses};
use cosmwasm_std::{Addr, StdResult, WasmMsg};
use tender_types::{
    names, AskId, AskKey, AssetIndex, ClassId, LeaseId, OrderId, ProviderId, Rate, Resources,
    Seconds, Timestamp,
};

use crate::admin::{ActionClass, AdminMsg, AdminResponse};
use crate::auction::Rule;
use crate::demand::{Demand, Mismatch, ResolvedDemand};
use crate::invariants::InvariantsResponse;
use crate::Call;

/// What the contract calls itself in its cw2 row.
pub const CONTRACT: &str = "crates.io:tender-orderbook";

/// Units of an ask at most.
pub const MAX_ASK_UNITS: u32 = 100_000;

/// Assets an ask can take at most: `escrow` lists no more.
pub const MAX_ASSETS: usize = 8;

/// Asks one order can be filled from at most: bounds the leases opened in one transaction.
pub const MAX_FILLS: usize = 8;

/// Asks looked at by one take unless the order says otherwise.
pub const DEFAULT_SCAN: u32 = 32;

/// Asks looked at by one take at most.
pub const MAX_SCAN: u32 = 200;

/// Longest time an order can rest: a year.
pub const MAX_REST: Seconds = Seconds::days(365);

/// Rows removed or released by one message at most.
pub const MAX_BATCH: usize = 50;

/// Opens the book.
#[cw_serde]
pub struct InstantiateMsg {
    /// Governance.
    pub owner: String,
    /// May pause.
    pub guardian: Option<String>,
    /// The registry of providers and the catalog.
    pub attestation: String,
    /// Where leases are opened.
    pub escrow: String,
    /// Where reverse auctions are run; may be set later.
    pub auction: Option<String>,
}

/// What can be done.
#[cw_serde]
pub enum ExecuteMsg {
    /// A provider offers units at a standing price. Answers with the ask's id ([`AskKey`]).
    PostAsk {
        /// The offer.
        offer: Offer,
    },
    /// A provider changes the rate of its ask, whose id stays; it goes behind those already at the
    /// new rate.
    RepriceAsk {
        /// Which.
        ask: AskId,
        /// New rate per unit, above zero.
        rate: Rate,
    },
    /// A provider takes back the free units of its ask. Running leases are not touched.
    WithdrawAsk {
        /// Which.
        ask: AskId,
    },
    /// A tenant asks for compute. Answers with a [`Placed`].
    PlaceOrder {
        /// What is wanted.
        demand: Demand,
        /// How it is found.
        selection: Selection,
        /// When an order that rests stops resting, at most [`MAX_REST`] from now. With `Gtt` it must
        /// be given, otherwise it must not.
        expires_at: Option<Timestamp>,
    },
    /// A provider serves a resting order, at or under its ceiling. Answers with the lease's
    /// [`tender_types::LeaseKey`].
    TakeOrder {
        /// Which.
        order: OrderId,
        /// From which of its own asks, at that ask's rate.
        ask: AskId,
    },
    /// A tenant takes back a resting order.
    CancelOrder {
        /// Which.
        order: OrderId,
    },
    /// Anyone removes orders and asks whose time is over, and asks of providers that are not active
    /// (leaving, jailed, gone); all others are left, without error.
    Expire {
        /// At most [`MAX_BATCH`] with `asks`.
        orders: Vec<OrderId>,
        /// At most [`MAX_BATCH`] with `orders`.
        asks: Vec<AskKey>,
    },
    /// From `escrow` only: units of closed leases come back to their asks. Asks that are gone are
    /// passed over.
    Release {
        /// At most [`MAX_BATCH`].
        releases: Vec<Release>,
    },
    /// The owner changes the contracts that are given.
    UpdateLinks {
        /// The registry.
        attestation: Option<String>,
        /// Where leases are opened.
        escrow: Option<String>,
        /// Where auctions are run.
        auction: Option<String>,
    },
    /// Roles and pauses.
    Admin(AdminMsg),
}

impl ExecuteMsg {
    /// What of this contract can be paused. Withdrawing, cancelling, expiring and releasing never are.
    pub const CLASSES: &'static [ActionClass] = &[ActionClass::Ask, ActionClass::Order];

    /// The class that the message belongs to; `None` is never paused. A new message has to be given its
    /// place here before anything compiles.
    pub const fn class(&self) -> Option<ActionClass> {
        match self {
            Self::PostAsk { .. } | Self::RepriceAsk { .. } => Some(ActionClass::Ask),
            Self::PlaceOrder { .. } | Self::TakeOrder { .. } => Some(ActionClass::Order),
            Self::WithdrawAsk { .. }
            | Self::CancelOrder { .. }
            | Self::Expire { .. }
            | Self::Release { .. }
            | Self::UpdateLinks { .. }
            | Self::Admin(_) => None,
        }
    }
}

/// What a provider offers in an ask.
#[cw_serde]
pub struct Offer {
    /// Name from the catalog.
    pub class: String,
    /// Pico-units per unit and second, above zero.
    pub rate: Rate,
    /// Units, 1 to [`MAX_ASK_UNITS`].
    pub units: u32,
    /// What one unit carries, at least the class's minimum in every dimension; `None`: just that.
    pub unit: Option<Resources>,
    /// Assets it is willing to be paid in, as `escrow` numbers them; without duplicates, at least one.
    pub assets: Vec<AssetIndex>,
    /// When it stops standing.
    pub expires_at: Option<Timestamp>,
}

/// How an order finds its provider.
#[cw_serde]
pub enum Selection {
    /// The cheapest matching asks now.
    Book {
        /// What happens to units that are not filled.
        time_in_force: TimeInForce,
        /// Asks to look at, 1 to [`MAX_SCAN`]; [`DEFAULT_SCAN`] when absent.
        max_scan: Option<u32>,
    },
    /// These asks, in this order, all units or none: for tenants who searched off-chain.
    Asks {
        /// 1 to [`MAX_FILLS`], without duplicates.
        asks: Vec<AskKey>,
    },
    /// A reverse auction, run by `auction`.
    Auction {
        /// Its rule.
        rule: Rule,
    },
}

/// What happens to units that are not filled at once.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum TimeInForce {
    /// Fill all or refuse the order (fill or kill).
    Fok,
    /// Fill what is there, drop the rest (immediate or cancel).
    Ioc,
    /// Fill what is there, let the rest stand until `expires_at` (good till time).
    Gtt,
}

/// Units of a closed lease, back to their ask.
#[cw_serde]
#[derive(Copy)]
pub struct Release {
    /// Whose ask.
    pub provider: ProviderId,
    /// Which.
    pub ask: AskId,
    /// How many units.
    pub units: u32,
}

/// What became of an order; in `data` of [`ExecuteMsg::PlaceOrder`].
#[cw_serde]
pub struct Placed {
    /// Its id.
    pub order: OrderId,
    /// Leases opened at once, cheapest first.
    pub leases: Vec<LeaseId>,
    /// Units filled.
    pub filled: u32,
    /// Where the rest is.
    pub status: OrderStatus,
}

/// Where the unfilled part of an order is.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum OrderStatus {
    /// Nothing is unfilled.
    Filled,
    /// Dropped.
    Dropped,
    /// Resting: every ask in reach was looked at.
    Resting,
    /// Resting, and `max_scan` or [`MAX_FILLS`] was reached before the end of the book: asks within
    /// the ceilings may remain.
    RestingAfterScan,
    /// Handed to `auction`, under the same id.
    Auctioned,
}

names!(OrderStatus {
    Filled = "filled",
    Dropped = "dropped",
    Resting = "resting",
    RestingAfterScan = "resting_after_scan",
    Auctioned = "auctioned",
});

/// Why an ask left the book.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum AskEnd {
    /// Its provider took it back.
    Withdrawn,
    /// Its time was over.
    Expired,
    /// Its provider was leaving, jailed or gone.
    ProviderInactive,
}

names!(AskEnd {
    Withdrawn = "withdrawn",
    Expired = "expired",
    ProviderInactive = "provider_inactive",
});

/// Why a resting order ended with units unfilled.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum OrderEnd {
    /// Its tenant took it back.
    Cancelled,
    /// Its time was over.
    Expired,
}

names!(OrderEnd { Cancelled = "cancelled", Expired = "expired" });

/// What can be asked.
#[cw_serde]
#[derive(QueryResponses)]
pub enum QueryMsg {
    /// Addresses.
    #[returns(ConfigResponse)]
    Config {},
    /// One ask.
    #[returns(AskResponse)]
    Ask {
        /// Which.
        ask: AskKey,
    },
    /// The book of a class, cheapest first.
    #[returns(AsksResponse)]
    Book {
        /// The class, by id.
        class: ClassId,
        /// The last of the page before: its rate and turn.
        start_after: Option<BookCursor>,
        /// Rows wanted.
        limit: Option<u32>,
    },
    /// A provider's asks, also those sold out.
    #[returns(AsksResponse)]
    Asks {
        /// Whose.
        provider: ProviderId,
        /// The last of the page before.
        start_after: Option<AskId>,
        /// Rows wanted.
        limit: Option<u32>,
    },
    /// One resting order.
    #[returns(OrderResponse)]
    Order {
        /// Which.
        order: OrderId,
    },
    /// Resting orders, by id.
    #[returns(OrdersResponse)]
    Orders {
        /// Only this tenant's.
        tenant: Option<String>,
        /// The last of the page before.
        start_after: Option<OrderId>,
        /// Rows wanted.
        limit: Option<u32>,
    },
    /// Why each ask of the demanded classes would or would not be taken, cheapest first.
    #[returns(ExplainMatchResponse)]
    ExplainMatch {
        /// What is wanted.
        demand: Demand,
        /// Asks to look at, over all alternatives.
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
        /// Rows wanted.
        limit: Option<u32>,
    },
}

/// A place in the book of a class.
#[cw_serde]
#[derive(Copy)]
pub struct BookCursor {
    /// Rate per unit.
    pub rate: Rate,
    /// The ask's turn.
    pub turn: u64,
}

/// How the book is set up.
#[cw_serde]
pub struct ConfigResponse {
    /// The registry.
    pub attestation: String,
    /// Where leases are opened.
    pub escrow: String,
    /// Where auctions are run.
    pub auction: Option<String>,
}

/// A standing ask.
#[cw_serde]
pub struct AskResponse {
    /// Its id.
    pub ask: AskKey,
    /// Its class.
    pub class: ClassId,
    /// Rate per unit.
    pub rate: Rate,
    /// Which of the asks at the same rate is taken first: the one with the lowest turn. A new ask's
    /// turn is its id; repricing draws a later one.
    pub turn: u64,
    /// Units not on lease.
    pub free: u32,
    /// Units offered.
    pub units: u32,
    /// What one unit carries.
    pub unit: Resources,
    /// Assets it takes.
    pub assets: Vec<AssetIndex>,
    /// When it stops standing.
    pub expires_at: Option<Timestamp>,
}

/// A page of asks.
#[cw_serde]
pub struct AsksResponse {
    /// The asks.
    pub asks: Vec<AskResponse>,
}

/// A resting order.
#[cw_serde]
pub struct OrderResponse {
    /// Its id.
    pub order: OrderId,
    /// Whose.
    pub tenant: String,
    /// What is still wanted.
    pub demand: ResolvedDemand,
    /// Units filled so far.
    pub filled: u32,
    /// When it stops resting.
    pub expires_at: Timestamp,
}

/// A page of orders.
#[cw_serde]
pub struct OrdersResponse {
    /// The orders.
    pub orders: Vec<OrderResponse>,
}

/// Why asks would or would not be taken.
#[cw_serde]
pub struct ExplainMatchResponse {
    /// Each ask looked at, cheapest first.
    pub candidates: Vec<Candidate>,
    /// Units of the demand that matching asks could fill.
    pub fillable: u32,
}

/// One ask and its judgement.
#[cw_serde]
pub struct Candidate {
    /// The ask.
    pub ask: AskKey,
    /// Its class.
    pub class: ClassId,
    /// Its rate per unit.
    pub rate: Rate,
    /// Free units.
    pub free: u32,
    /// The first dimension that fails; `None`: it matches.
    pub mismatch: Option<Mismatch>,
}

/// Calls `orderbook`.
pub struct Orderbook(pub Addr);

impl Call<ExecuteMsg> for Orderbook {
    fn address(&self) -> &Addr {
        &self.0
    }
}

impl Orderbook {
    /// Gives units of closed leases back to their asks.
    ///
    /// # Errors
    /// As [`Call::call`]; this message can always be written.
    pub fn release(&self, releases: Vec<Release>) -> StdResult<WasmMsg> {
        self.call(&ExecuteMsg::Release { releases })
    }
}
