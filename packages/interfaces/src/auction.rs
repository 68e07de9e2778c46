//! Reverse auctions for orders that want competition instead of a standing price: the lowest rate
//! wins. Clocks are on chain, and anyone may close.

use cosmwasm_schema::{cw_serde, QueryResponses};
use cosmwasm_std::{Addr, StdResult, WasmMsg};
use tender_storage::{packed, CodecError, Packed, Reader, Writer};
use tender_types::{
    names, ClassId, LeaseId, OrderId, ProviderId, Rate, Resources, Seconds, Tier, Timestamp,
};

use crate::admin::{ActionClass, AdminMsg, AdminResponse};
use crate::demand::ResolvedDemand;
use crate::invariants::InvariantsResponse;
use crate::Call;

/// What the contract calls itself in its cw2 row.
pub const CONTRACT: &str = "crates.io:tender-auction";

/// Longest auction or choosing time: a week. Offers that stand longer are asks.
pub const MAX_DURATION: Seconds = Seconds::days(7);

/// Shortest bidding time: providers need a few blocks to answer.
pub const MIN_DURATION: Seconds = Seconds(30);

/// Stale bids removed by one message at most.
pub const MAX_PRUNE: u32 = 50;

/// Opens the auction house.
#[cw_serde]
pub struct InstantiateMsg {
    /// The address of governance: it alone changes parameters and links.
    pub owner: String,
    /// Who may pause each class once, for a time; nobody when absent.
    pub guardian: Option<String>,
    /// Who hands over orders.
    pub orderbook: String,
    /// The registry of providers.
    pub attestation: String,
    /// Where leases are opened.
    pub escrow: String,
}

/// How the winner is found.
#[cw_serde]
#[derive(Copy)]
pub enum Rule {
    /// Visible bids, each lower than the best by at least `min_step`; the best at the end wins. At
    /// the same rate a bid of a higher tier also beats; otherwise the earlier stands.
    OpenDescending {
        /// Seconds from placing to the end, [`MIN_DURATION`] to [`MAX_DURATION`].
        duration: Seconds,
        /// Pico-units per unit and second, above zero.
        min_step: Rate,
        /// A bid within the last `extension` seconds moves the end to `extension` from then, but
        /// never past twice the duration. At most `duration`; 0 for a hard end.
        extension: Seconds,
    },
    /// Visible bids; the tenant picks one (as on Akash).
    TenantChoice {
        /// Seconds in which bids are taken, [`MIN_DURATION`] to [`MAX_DURATION`].
        bidding: Seconds,
        /// Further seconds in which the tenant may still choose; it may choose during bidding too.
        choosing: Seconds,
    },
}

/// The name of a [`Rule`], as events have it.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum RuleName {
    /// The best bid at the end wins: [`Rule::OpenDescending`].
    OpenDescending,
    /// The tenant picks a bid: [`Rule::TenantChoice`].
    TenantChoice,
}

names!(RuleName {
    OpenDescending = "open_descending",
    TenantChoice = "tenant_choice",
});

impl Rule {
    /// The name of the rule, without its times.
    pub const fn name(&self) -> RuleName {
        match self {
            Self::OpenDescending { .. } => RuleName::OpenDescending,
            Self::TenantChoice { .. } => RuleName::TenantChoice,
        }
    }
}

/// How an auction ended.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum Outcome {
    /// A bid won, and its lease is open.
    Awarded,
    /// Nobody bid, or nobody who bid is eligible still.
    NoBid,
    /// `escrow` refused to open the lease, as when the account is no longer funded.
    Unfunded,
    /// The tenant chose none.
    NotChosen,
    /// The tenant ended it.
    Cancelled,
}

names!(Outcome {
    Awarded = "awarded",
    NoBid = "no_bid",
    Unfunded = "unfunded",
    NotChosen = "not_chosen",
    Cancelled = "cancelled",
});

impl Packed for Rule {
    fn pack(&self, out: &mut Writer) {
        match self {
            Self::OpenDescending {
                duration,
                min_step,
                extension,
            } => out.byte(0).put(duration).put(min_step).put(extension),
            Self::TenantChoice { bidding, choosing } => out.byte(1).put(bidding).put(choosing),
        };
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, CodecError> {
        match from.byte()? {
            0 => Ok(Self::OpenDescending {
                duration: from.get()?,
                min_step: from.get()?,
                extension: from.get()?,
            }),
            1 => Ok(Self::TenantChoice {
                bidding: from.get()?,
                choosing: from.get()?,
            }),
            _ => Err(CodecError::Value { kind: "Rule" }),
        }
    }
}

/// What can be done.
#[cw_serde]
pub enum ExecuteMsg {
    /// From `orderbook` only: an order wants bids.
    Open {
        /// The order's id, which is the auction's.
        order: OrderId,
        /// The address of the tenant, who pays.
        tenant: String,
        /// What a bid has to serve.
        demand: ResolvedDemand,
        /// How the winner is found.
        rule: Rule,
    },
    /// A provider bids for all units. It stands behind the bid with its bond; nothing is deposited.
    /// Under `OpenDescending` it must beat the best bid, the provider's own included; under
    /// `TenantChoice` it replaces the provider's earlier one and may only be lower.
    PlaceBid {
        /// The order that is bid for.
        order: OrderId,
        /// The sender's provider id.
        provider: ProviderId,
        /// Class offered, one of the order's alternatives.
        class: ClassId,
        /// Pico-units per unit and second, above zero, at or under the ceiling for the class.
        rate: Rate,
        /// What one unit carries, where the order asks for more than nothing.
        unit: Resources,
    },
    /// `TenantChoice`: a provider takes back its bid.
    WithdrawBid {
        /// The order that was bid for.
        order: OrderId,
        /// The sender's provider id.
        provider: ProviderId,
    },
    /// `TenantChoice`: the tenant takes a bid; the lease opens. Refused when the bid is not, or no
    /// longer, what the tenant saw.
    Choose {
        /// The order to award.
        order: OrderId,
        /// The provider whose bid is taken.
        provider: ProviderId,
        /// The class the bid must offer.
        class: ClassId,
        /// The most the bid may ask: pico-units per unit and second.
        max_rate: Rate,
    },
    /// Anyone ends an auction whose time is over. `OpenDescending`: the best bid whose provider is
    /// still eligible gets the lease, or nobody does; nobody does either when `escrow` refuses to open
    /// it, as when the account is no longer funded. `TenantChoice`: the order ends.
    Close {
        /// The order whose auction is over.
        order: OrderId,
    },
    /// The tenant ends an auction: `OpenDescending` before the first bid, `TenantChoice` at any time.
    Cancel {
        /// The order whose auction ends.
        order: OrderId,
    },
    /// Anyone removes bids of an auction that has ended.
    PruneBids {
        /// The order whose auction has ended.
        order: OrderId,
        /// How many bids to remove, at most [`MAX_PRUNE`], which is also meant when absent.
        limit: Option<u32>,
    },
    /// The owner changes the contracts that are given.
    UpdateLinks {
        /// Who hands over orders. It must go on with the old one's numbers: ids are never used twice.
        orderbook: Option<String>,
        /// The `attestation` contract, in which providers and the catalog are.
        attestation: Option<String>,
        /// The `escrow` contract, in which leases are opened.
        escrow: Option<String>,
    },
    /// Roles and pauses, the same in every contract.
    Admin(AdminMsg),
}

impl ExecuteMsg {
    /// What of this contract can be paused. Withdrawing, cancelling and pruning never are.
    pub const CLASSES: &'static [ActionClass] = &[ActionClass::Bid];

    /// The class that the message belongs to; `None` is never paused. A new message has to be given its
    /// place here before anything compiles.
    pub const fn class(&self) -> Option<ActionClass> {
        match self {
            Self::Open { .. } | Self::PlaceBid { .. } | Self::Choose { .. } => {
                Some(ActionClass::Bid)
            }
            // An award is refused while bidding is paused; ending without one never is.
            Self::Close { .. }
            | Self::WithdrawBid { .. }
            | Self::Cancel { .. }
            | Self::PruneBids { .. }
            | Self::UpdateLinks { .. }
            | Self::Admin(_) => None,
        }
    }
}

/// What became of an auction; in `data` of [`ExecuteMsg::Close`] and [`ExecuteMsg::Choose`].
#[cw_serde]
pub struct Closed {
    /// The order whose auction ended.
    pub order: OrderId,
    /// The lease, if somebody won.
    pub lease: Option<LeaseId>,
    /// The provider that won; `None` when nobody did.
    pub winner: Option<ProviderId>,
}

/// What can be asked.
#[cw_serde]
#[derive(QueryResponses)]
pub enum QueryMsg {
    /// The contracts it is linked to.
    #[returns(ConfigResponse)]
    Config {},
    /// One auction that has not ended.
    #[returns(AuctionResponse)]
    Auction {
        /// The order asked for.
        order: OrderId,
    },
    /// Auctions that have not ended, by order.
    #[returns(AuctionsResponse)]
    Auctions {
        /// The last of the page before.
        start_after: Option<OrderId>,
        /// Rows in the page, 1 to 100; 10 when absent.
        limit: Option<u32>,
    },
    /// Bids of an order, by provider. `OpenDescending` keeps the best and the runner-up; the others are in events.
    #[returns(BidsResponse)]
    Bids {
        /// The order asked for.
        order: OrderId,
        /// The last of the page before.
        start_after: Option<ProviderId>,
        /// Rows in the page, 1 to 100; 10 when absent.
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

/// How the house is set up.
#[cw_serde]
pub struct ConfigResponse {
    /// Who hands over orders.
    pub orderbook: String,
    /// The `attestation` contract, in which providers and the catalog are.
    pub attestation: String,
    /// The `escrow` contract, in which leases are opened.
    pub escrow: String,
}

/// An auction that has not ended.
#[cw_serde]
pub struct AuctionResponse {
    /// The order, which is also the auction's id.
    pub order: OrderId,
    /// The address of the tenant who placed it.
    pub tenant: String,
    /// What a bid has to serve.
    pub demand: ResolvedDemand,
    /// How the winner is found.
    pub rule: Rule,
    /// When bidding ends, extensions included.
    pub bids_until: Timestamp,
    /// When anyone may close.
    pub closes_at: Timestamp,
    /// Bids accepted so far, updates included; `OpenDescending` only.
    pub bids: u32,
    /// Best bid; `OpenDescending` only.
    pub best: Option<Bid>,
    /// Next best; `OpenDescending` only.
    pub runner_up: Option<Bid>,
}

/// A page of auctions.
#[cw_serde]
pub struct AuctionsResponse {
    /// The auctions of the page, by order.
    pub auctions: Vec<AuctionResponse>,
}

/// A page of bids.
#[cw_serde]
pub struct BidsResponse {
    /// The bids of the page, by provider.
    pub bids: Vec<Bid>,
}

/// A bid: a concrete offer for all units of an order.
#[cw_serde]
#[derive(Copy)]
pub struct Bid {
    /// The provider that bids.
    pub provider: ProviderId,
    /// The class it offers, one of the order's alternatives.
    pub class: ClassId,
    /// Pico-units per unit and second.
    pub rate: Rate,
    /// The provider's tier for the class when it bid.
    pub tier: Tier,
    /// Block time at which it was accepted.
    pub placed_at: Timestamp,
}

packed!(Row 1 "bid": Bid { provider, class, rate, tier, placed_at });

/// Calls the `auction` contract at this address.
pub struct Auction(pub Addr);

impl Call<ExecuteMsg> for Auction {
    fn address(&self) -> &Addr {
        &self.0
    }
}

impl Auction {
    /// Hands over an order.
    ///
    /// # Errors
    /// As [`Call::call`]; this message can always be written.
    pub fn open(
        &self,
        order: OrderId,
        tenant: &Addr,
        demand: ResolvedDemand,
        rule: Rule,
    ) -> StdResult<WasmMsg> {
        self.call(&ExecuteMsg::Open {
            order,
            tenant: tenant.to_string(),
            demand,
            rule,
        })
    }
}
