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

/// Opens the book: no asks, no orders.
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
}

/// What can be done.
#[cw_serde]
pub enum ExecuteMsg {
    /// A provider offers units at a standing price. Answers with the ask's id ([`AskKey`]).
    PostAsk {
        /// What is offered, at which rate.
        offer: Offer,
    },
    /// A provider changes the rate of its ask, whose id stays; it goes behind those already at the
    /// new rate.
    RepriceAsk {
        /// The ask, one of the sender's own.
        ask: AskId,
        /// The rate from now on: pico-units per unit and second, above zero.
        rate: Rate,
    },
    /// A provider takes back the free units of its ask. Running leases are not touched.
    WithdrawAsk {
        /// The ask, one of the sender's own.
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
        /// The resting order to serve.
        order: OrderId,
        /// From which of its own asks, at that ask's rate.
        ask: AskId,
    },
    /// A tenant takes back a resting order.
    CancelOrder {
        /// The resting order to take back, the sender's own.
        order: OrderId,
    },
    /// Anyone removes orders and asks whose time is over, and asks of providers that are not active
    /// (leaving, jailed, gone); all others are left, without error.
    Expire {
        /// Orders to look at, at most [`MAX_BATCH`] with `asks`.
        orders: Vec<OrderId>,
        /// Asks to look at, at most [`MAX_BATCH`] with `orders`.
        asks: Vec<AskKey>,
    },
    /// From `escrow` only: units of closed leases come back to their asks. Asks that are gone are
    /// passed over.
    Release {
        /// What comes back to which ask, at most [`MAX_BATCH`].
        releases: Vec<Release>,
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
    /// When it stops standing; until it is withdrawn when absent.
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
        /// The asks, 1 to [`MAX_FILLS`], without duplicates.
        asks: Vec<AskKey>,
    },
    /// A reverse auction, run by `auction`.
    Auction {
        /// How its winner is found.
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
    /// The provider whose ask it is.
    pub provider: ProviderId,
    /// The ask that they were taken from.
    pub ask: AskId,
    /// Units that come back.
    pub units: u32,
}

/// What became of an order; in `data` of [`ExecuteMsg::PlaceOrder`].
#[cw_serde]
pub struct Placed {
    /// The id that it was given, also when nothing of it rests.
    pub order: OrderId,
    /// Leases opened at once, cheapest first.
    pub leases: Vec<LeaseId>,
    /// Units filled at once.
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
    /// Dropped: the order ended with what was filled.
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
    /// The contracts it is linked to.
    #[returns(ConfigResponse)]
    Config {},
    /// One ask that stands, also when sold out.
    #[returns(AskResponse)]
    Ask {
        /// The ask asked for, with its provider.
        ask: AskKey,
    },
    /// The book of a class, cheapest first.
    #[returns(AsksResponse)]
    Book {
        /// The class, by id.
        class: ClassId,
        /// The last of the page before: its rate and turn.
        start_after: Option<BookCursor>,
        /// Rows in the page, 1 to 100; 10 when absent.
        limit: Option<u32>,
    },
    /// A provider's asks, also those sold out.
    #[returns(AsksResponse)]
    Asks {
        /// The provider asked for.
        provider: ProviderId,
        /// The last of the page before.
        start_after: Option<AskId>,
        /// Rows in the page, 1 to 100; 10 when absent.
        limit: Option<u32>,
    },
    /// One order that rests.
    #[returns(OrderResponse)]
    Order {
        /// The order asked for.
        order: OrderId,
    },
    /// Orders that rest, by id.
    #[returns(OrdersResponse)]
    Orders {
        /// Only orders of this tenant; everybody's when absent.
        tenant: Option<String>,
        /// The last of the page before.
        start_after: Option<OrderId>,
        /// Rows in the page, 1 to 100; 10 when absent.
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
        /// Rows in the page, 1 to 100; 10 when absent.
        limit: Option<u32>,
    },
}

/// A place in the book of a class.
#[cw_serde]
#[derive(Copy)]
pub struct BookCursor {
    /// Pico-units per unit and second.
    pub rate: Rate,
    /// The ask's turn among those at that rate.
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
}

/// An ask that stands, as it is now.
#[cw_serde]
pub struct AskResponse {
    /// Its provider and its id.
    pub ask: AskKey,
    /// The class it offers.
    pub class: ClassId,
    /// Pico-units per unit and second.
    pub rate: Rate,
    /// Which of the asks at the same rate is taken first: the one with the lowest turn. A new ask's
    /// turn is its id; repricing draws a later one.
    pub turn: u64,
    /// Units not on lease.
    pub free: u32,
    /// Units offered in all, on lease or not.
    pub units: u32,
    /// What one unit carries.
    pub unit: Resources,
    /// Assets it takes, by their index in `escrow`'s list.
    pub assets: Vec<AssetIndex>,
    /// When it stops standing; until it is withdrawn when absent.
    pub expires_at: Option<Timestamp>,
}

/// A page of asks.
#[cw_serde]
pub struct AsksResponse {
    /// The asks of the page, in the order of the query.
    pub asks: Vec<AskResponse>,
}

/// An order that rests, as it is now.
#[cw_serde]
pub struct OrderResponse {
    /// What leases and providers name it by.
    pub order: OrderId,
    /// The address of the tenant who placed it.
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
    /// The orders of the page, by id.
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
    /// Its provider and its id.
    pub ask: AskKey,
    /// The class it offers.
    pub class: ClassId,
    /// What it asks: pico-units per unit and second.
    pub rate: Rate,
    /// Units not on lease.
    pub free: u32,
    /// The first dimension that fails; `None`: it matches.
    pub mismatch: Option<Mismatch>,
}

/// Calls the `orderbook` contract at this address.
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
