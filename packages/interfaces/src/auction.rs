//! Reverse auctions for orders that want competition instead of a standing price: the lowest rate
//! wins. Clocks are on chain, and anyone may close.

use cosmwasm_schema::{cw_serde, QueryResponses};
use cosmwasm_std::{Addr, StdResult, WasmMsg};
use tender_storage::{packed, CodecError, Packed, Reader, Writer};
use tender_types::{ClassId, LeaseId, OrderId, ProviderId, Rate, Resources, Seconds, Timestamp};

use crate::demand::ResolvedDemand;
use crate::invariants::InvariantsResponse;
use crate::roles::{ActionClass, RoleMsg, RolesResponse};
use crate::Call;

/// Longest auction or choosing time: a week. Offers that stand longer are asks.
pub const MAX_DURATION: Seconds = 7 * 24 * 60 * 60;

/// Shortest bidding time: providers need a few blocks to answer.
pub const MIN_DURATION: Seconds = 30;

/// Stale bids removed by one message at most.
pub const MAX_PRUNE: u32 = 50;

/// Opens the auction house.
#[cw_serde]
pub struct InstantiateMsg {
    /// Governance.
    pub owner: String,
    /// May pause.
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
        /// Whose order.
        tenant: String,
        /// What is wanted.
        demand: ResolvedDemand,
        /// How the winner is found.
        rule: Rule,
    },
    /// A provider bids for all units. It stands behind the bid with its bond; nothing is deposited.
    /// Under `OpenDescending` it must beat the best bid, the provider's own included; under
    /// `TenantChoice` it replaces the provider's earlier one and may only be lower.
    PlaceBid {
        /// The order.
        order: OrderId,
        /// The sender's provider id.
        provider: ProviderId,
        /// Class offered, one of the order's alternatives.
        class: ClassId,
        /// Rate per unit, above zero, at or under the ceiling for the class.
        rate: Rate,
        /// What one unit carries, where the order asks for more than nothing.
        unit: Resources,
    },
    /// `TenantChoice`: a provider takes back its bid.
    WithdrawBid {
        /// The order.
        order: OrderId,
        /// The sender's provider id.
        provider: ProviderId,
    },
    /// `TenantChoice`: the tenant takes a bid; the lease opens. Refused when the bid is not, or no
    /// longer, what the tenant saw.
    Choose {
        /// The order.
        order: OrderId,
        /// Whose bid.
        provider: ProviderId,
        /// The class the bid must offer.
        class: ClassId,
        /// The most the bid may ask per unit.
        max_rate: Rate,
    },
    /// Anyone ends an auction whose time is over. `OpenDescending`: the best bid whose provider is
    /// still eligible gets the lease, or nobody does; nobody does either when `escrow` refuses to open
    /// it, as when the account is no longer funded. `TenantChoice`: the order ends.
    Close {
        /// The order.
        order: OrderId,
    },
    /// The tenant ends an auction: `OpenDescending` before the first bid, `TenantChoice` at any time.
    Cancel {
        /// The order.
        order: OrderId,
    },
    /// Anyone removes bids of an auction that has ended.
    PruneBids {
        /// The order.
        order: OrderId,
        /// At most [`MAX_PRUNE`].
        limit: Option<u32>,
    },
    /// The owner changes what is given.
    UpdateConfig {
        /// Who hands over orders.
        orderbook: Option<String>,
        /// The registry.
        attestation: Option<String>,
        /// Where leases are opened.
        escrow: Option<String>,
    },
    /// Hands over a role.
    Role(RoleMsg),
    /// The owner or the guardian pauses [`ActionClass::Bid`].
    Pause {
        /// What to pause.
        class: ActionClass,
    },
    /// The owner resumes.
    Unpause {
        /// What to resume.
        class: ActionClass,
    },
}

/// What became of an auction; in `data` of [`ExecuteMsg::Close`] and [`ExecuteMsg::Choose`].
#[cw_serde]
pub struct Closed {
    /// The order.
    pub order: OrderId,
    /// The lease, if somebody won.
    pub lease: Option<LeaseId>,
    /// Who won.
    pub winner: Option<ProviderId>,
}

/// What can be asked.
#[cw_serde]
#[derive(QueryResponses)]
pub enum QueryMsg {
    /// Addresses and what is paused.
    #[returns(ConfigResponse)]
    Config {},
    /// One auction that has not ended.
    #[returns(AuctionResponse)]
    Auction {
        /// The order.
        order: OrderId,
    },
    /// Auctions that have not ended, by order.
    #[returns(AuctionsResponse)]
    Auctions {
        /// The last of the page before.
        start_after: Option<OrderId>,
        /// Rows wanted.
        limit: Option<u32>,
    },
    /// Bids of an order, by provider. `OpenDescending` keeps the best and the runner-up; the others are in events.
    #[returns(BidsResponse)]
    Bids {
        /// The order.
        order: OrderId,
        /// The last of the page before.
        start_after: Option<ProviderId>,
        /// Rows wanted.
        limit: Option<u32>,
    },
    /// Who holds the roles.
    #[returns(RolesResponse)]
    Roles {},
    /// What must always hold.
    #[returns(InvariantsResponse)]
    Invariants {
        /// `next` of the page before.
        start_after: Option<String>,
        /// Rows wanted.
        limit: Option<u32>,
    },
}

/// How the house is set up.
#[cw_serde]
pub struct ConfigResponse {
    /// Who hands over orders.
    pub orderbook: String,
    /// The registry.
    pub attestation: String,
    /// Where leases are opened.
    pub escrow: String,
    /// Paused classes.
    pub paused: Vec<ActionClass>,
}

/// A running auction.
#[cw_serde]
pub struct AuctionResponse {
    /// The order.
    pub order: OrderId,
    /// Whose.
    pub tenant: String,
    /// What is wanted.
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
    /// The auctions.
    pub auctions: Vec<AuctionResponse>,
}

/// A page of bids.
#[cw_serde]
pub struct BidsResponse {
    /// The bids.
    pub bids: Vec<Bid>,
}

/// A bid: a concrete offer for all units of an order.
#[cw_serde]
#[derive(Copy)]
pub struct Bid {
    /// Who bids.
    pub provider: ProviderId,
    /// What is offered.
    pub class: ClassId,
    /// Rate per unit.
    pub rate: Rate,
    /// The provider's tier for the class when it bid.
    pub tier: u8,
    /// When it bid.
    pub placed_at: Timestamp,
}

packed!(Row 1 "bid": Bid { provider, class, rate, tier, placed_at });

/// Calls `auction`.
pub struct Auction(pub Addr);

impl Call<ExecuteMsg> for Auction {
    fn address(&self) -> &Addr {
        &self.0
    }
}

impl Auction {
    /// Hands over an order.
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
