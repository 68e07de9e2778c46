//! Reverse auctions for orders that want competition instead of a standing price. Bids draw on the same
//! rows as everything else; clocks are on chain, and anyone may close.

use cosmwasm_schema::{cw_serde, QueryResponses};
use cosmwasm_std::{Addr, HexBinary, StdResult, WasmMsg};
use tender_storage::{packed, packed_enum, CodecError, Key, Packed, Reader, Writer};
use tender_types::{
    names, AccountId, ClassId, LeaseKey, OrderKey, ProviderId, Rate, Seconds, Tier, Timestamp,
};

use crate::admin::{ActionClass, AdminMsg, AdminResponse};
use crate::demand::ResolvedDemand;
use crate::invariants::InvariantsResponse;
use crate::{wasm_execute, Call};

/// What the contract calls itself in its cw2 row.
pub const CONTRACT: &str = "crates.io:tender-auction";

/// Longest time of each part of an auction: a week. What stands longer is an offer.
pub const MAX_DURATION: Seconds = Seconds::days(7);

/// Shortest: providers need a few blocks to answer.
pub const MIN_DURATION: Seconds = Seconds(30);

/// Bids that an auction keeps: the best from as many providers.
pub const MAX_BIDS: usize = 8;

/// Longest time that a bid can bind: beyond every end there can be, so that a bond is never held for ever.
pub const MAX_BINDING: Seconds = Seconds::days(30);

/// Shortest time that a bid binds beyond the last end that its auction can have: twice the longest that
/// a winner may take to start, so that there is time to award it, and to award the next in line. So long
/// an unopened commitment can cost its bidder something at least, too.
pub const BINDING: Seconds = Seconds::hours(2);

/// Providers that failed and are kept out of an auction: the latest of them, should there be more.
pub const MAX_FAILED: usize = 8;

/// Bytes of a salt: what makes a sealed bid unguessable.
pub const SALT: usize = 16;

/// Opens the auction house.
#[cw_serde]
pub struct InstantiateMsg {
    /// The address of governance: it alone changes parameters and links.
    pub owner: String,
    /// Who may pause each class once, for a time; nobody when absent.
    pub guardian: Option<String>,
    /// Who hands over orders, and opens leases.
    pub orderbook: String,
    /// The registry of providers.
    pub attestation: String,
    /// Where tenants' accounts are: whether one can pay is asked before its order is awarded.
    pub escrow: String,
}

/// How an auction is held: how bids come, what the winner is paid, who picks it.
#[cw_serde]
pub struct Rule {
    /// How bids come.
    pub bidding: Bidding,
    /// What the winner is paid.
    #[serde(default)]
    pub price: Pricing,
    /// Who picks the winner.
    #[serde(default)]
    pub pick: Pick,
}

/// How bids come.
#[cw_serde]
pub enum Bidding {
    /// In the open, until the end.
    Open {
        /// Seconds from placing to the end, [`MIN_DURATION`] to [`MAX_DURATION`].
        duration: Seconds,
        /// A new best bid within the last `extension` seconds moves the end to `extension` from then,
        /// but never past twice the duration. At most `duration`; 0 for a hard end.
        extension: Seconds,
    },
    /// Committed first, opened after.
    Sealed {
        /// Seconds in which bids are committed, [`MIN_DURATION`] to [`MAX_DURATION`].
        commit: Seconds,
        /// Further seconds in which they are opened, [`MIN_DURATION`] to [`MAX_DURATION`]; at least twice
        /// [`MIN_DURATION`] with a reserve.
        reveal: Seconds,
        /// SHA-256 of the tenant's secret reserve. It alone may be opened in the first half of `reveal`,
        /// so that no bid can be opened before it; the demand's `max_rate` when it is not opened, or
        /// when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reserve: Option<HexBinary>,
    },
    /// The price rises evenly to the demand's `max_rate`, and stays there for [`MIN_DURATION`]; the first
    /// who takes it wins.
    Dutch {
        /// Where it starts: pico-units per second, above zero, at most `max_rate`.
        from: Rate,
        /// Seconds until it has risen, [`MIN_DURATION`] to [`MAX_DURATION`].
        duration: Seconds,
    },
}

/// What the winner is paid.
#[cw_serde]
#[derive(Copy, Default, Eq)]
pub enum Pricing {
    /// What it bid.
    #[default]
    Own,
    /// The rate at which its own bid would be as good as the next one that can serve: what that one asks
    /// when both may cost the same at most. The most it may cost when there is no other.
    Second,
}

/// Who picks the winner.
#[cw_serde]
#[derive(Copy, Default, Eq)]
pub enum Pick {
    /// The lowest bid wins.
    #[default]
    Lowest,
    /// The tenant picks a bid; under [`Pricing::Own`] only.
    Tenant {
        /// Seconds that it has after bidding, up to [`MAX_DURATION`]; in the open it may pick during
        /// bidding too.
        choosing: Seconds,
    },
}

/// The name of a [`Rule`]'s bidding, as events have it.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum BiddingName {
    /// [`Bidding::Open`].
    Open,
    /// [`Bidding::Sealed`].
    Sealed,
    /// [`Bidding::Dutch`].
    Dutch,
}

names!(BiddingName {
    Open = "open",
    Sealed = "sealed",
    Dutch = "dutch",
});

impl Bidding {
    /// Its name, without its times.
    pub const fn name(&self) -> BiddingName {
        match self {
            Self::Open { .. } => BiddingName::Open,
            Self::Sealed { .. } => BiddingName::Sealed,
            Self::Dutch { .. } => BiddingName::Dutch,
        }
    }
}

impl Packed for Bidding {
    fn pack(&self, out: &mut Writer) {
        match self {
            Self::Open {
                duration,
                extension,
            } => out.byte(0).put(duration).put(extension),
            Self::Sealed {
                commit,
                reveal,
                reserve,
            } => out.byte(1).put(commit).put(reveal).put(reserve),
            Self::Dutch { from, duration } => out.byte(2).put(from).put(duration),
        };
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, CodecError> {
        match from.byte()? {
            0 => Ok(Self::Open {
                duration: from.get()?,
                extension: from.get()?,
            }),
            1 => Ok(Self::Sealed {
                commit: from.get()?,
                reveal: from.get()?,
                reserve: from.get()?,
            }),
            2 => Ok(Self::Dutch {
                from: from.get()?,
                duration: from.get()?,
            }),
            _ => Err(CodecError::Value { kind: "bidding" }),
        }
    }
}

packed_enum!(Pricing { Own = 0, Second = 1 });

impl Packed for Pick {
    fn pack(&self, out: &mut Writer) {
        match self {
            Self::Lowest => out.byte(0),
            Self::Tenant { choosing } => out.byte(1).put(choosing),
        };
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, CodecError> {
        match from.byte()? {
            0 => Ok(Self::Lowest),
            1 => Ok(Self::Tenant {
                choosing: from.get()?,
            }),
            _ => Err(CodecError::Value { kind: "pick" }),
        }
    }
}

packed!(Rule {
    bidding,
    price,
    pick
});

/// How an auction ended, or went on.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum Outcome {
    /// A bid won, and its lease waits for its start.
    Awarded,
    /// Nobody who could serve it has bid.
    NoBid,
    /// The tenant's own account refused: no longer funded, or not its own.
    Unfunded,
    /// The tenant chose none.
    NotChosen,
    /// The tenant ended it.
    Cancelled,
    /// All bidders failed: bidding goes on without them.
    Reopened,
    /// The bidder whom the tenant chose had made its own bid unfillable, and pays for it: the tenant
    /// chooses another.
    PassedOver,
}

names!(Outcome {
    Awarded = "awarded",
    NoBid = "no_bid",
    Unfunded = "unfunded",
    NotChosen = "not_chosen",
    Cancelled = "cancelled",
    Reopened = "reopened",
    PassedOver = "passed_over",
});

/// What can be done.
#[cw_serde]
pub enum ExecuteMsg {
    /// From `orderbook` only: an order wants bids.
    Open {
        /// The order, whose key is the auction's.
        order: OrderKey,
        /// The address of the tenant, who pays.
        tenant: String,
        /// What a bid has to serve.
        demand: Box<ResolvedDemand>,
        /// How the winner is found.
        rule: Rule,
        /// When the order ends.
        expires_at: Timestamp,
    },
    /// A provider bids one total for everything. The bid binds until `valid_until`: what it offers must
    /// be there when it is made and when it is awarded. It replaces the provider's earlier one, which
    /// it must better. Under `Dutch` it wins at once, and is paid what it asks: at most
    /// the price of this second.
    PlaceBid {
        /// The order that is bid for.
        order: OrderKey,
        /// The bid.
        bid: NewBid,
    },
    /// `Sealed`: a provider commits a bid without saying its rate. What it offers must be there.
    Commit {
        /// The order that is bid for.
        order: OrderKey,
        /// The round, as [`AuctionResponse::round`] says.
        round: u64,
        /// The sender's provider id.
        provider: ProviderId,
        /// Its class for each line that asks for GPUs, in the order of the lines.
        classes: Vec<ClassId>,
        /// SHA-256 of [`sealed_bytes`], 32 bytes.
        seal: HexBinary,
    },
    /// `Sealed`: a provider opens what it committed. A commitment that is not opened is a no-show; one
    /// that asks too much, or is not among the best, has been opened and ends there.
    Reveal {
        /// The order that was bid for.
        order: OrderKey,
        /// The sender's provider id.
        provider: ProviderId,
        /// The rate that was sealed.
        rate: Rate,
        /// The salt that it was sealed with, [`SALT`] bytes.
        salt: HexBinary,
        /// Until when the bid binds, as in [`NewBid::valid_until`].
        valid_until: Timestamp,
    },
    /// `Sealed`: the tenant opens its reserve, before the first bid is opened.
    OpenReserve {
        /// The order.
        order: OrderKey,
        /// The most it pays: pico-units per second.
        rate: Rate,
        /// The salt that it was sealed with, [`SALT`] bytes.
        salt: HexBinary,
    },
    /// Anyone reports a commitment whose time to be opened is over: a no-show. Also when its auction is
    /// gone.
    ReportUnopened {
        /// The order that was bid for.
        order: OrderKey,
        /// The round that it was committed in.
        round: u64,
        /// The provider that did not open.
        provider: ProviderId,
    },
    /// `Pick::Tenant`: the tenant takes a bid. Refused when the bid is not, or no longer, what it saw.
    Choose {
        /// The order to award.
        order: OrderKey,
        /// The provider whose bid is taken.
        provider: ProviderId,
        /// The most the bid may ask: pico-units per second.
        max_rate: Rate,
    },
    /// Anyone ends bidding whose time is over: the best bid that is eligible and can be filled gets the
    /// lease. Sent again when that lease never began, it awards the next in line; when none is left,
    /// bidding goes on without those who failed, until the order ends. Answers with a [`Closed`].
    Close {
        /// The order.
        order: OrderKey,
    },
    /// The tenant ends an auction: before the first bid or commitment, once it is awarded, and under
    /// `Pick::Tenant` at any time unless commitments wait to be opened.
    Cancel {
        /// The order.
        order: OrderKey,
    },
    /// The owner changes the contracts that are given.
    UpdateLinks {
        /// Who hands over orders, and opens leases.
        orderbook: Option<String>,
        /// The `attestation` contract, in which providers and the catalog are.
        attestation: Option<String>,
        /// The `escrow` contract, in which tenants' accounts are.
        escrow: Option<String>,
    },
    /// Roles and pauses, the same in every contract.
    Admin(AdminMsg),
}

impl ExecuteMsg {
    /// What of this contract can be paused. Cancelling, opening what was sealed and reporting never are.
    pub const CLASSES: &'static [ActionClass] = &[ActionClass::Bid];

    /// The class that the message belongs to; `None` is never paused. A new message has to be given its
    /// place here before anything compiles.
    pub const fn class(&self) -> Option<ActionClass> {
        match self {
            Self::Open { .. }
            | Self::PlaceBid { .. }
            | Self::Commit { .. }
            | Self::Choose { .. } => Some(ActionClass::Bid),
            // An award is refused while bidding is paused; ending without one never is.
            Self::Close { .. }
            | Self::Reveal { .. }
            | Self::OpenReserve { .. }
            | Self::ReportUnopened { .. }
            | Self::Cancel { .. }
            | Self::UpdateLinks { .. }
            | Self::Admin(_) => None,
        }
    }
}

/// A bid as it arrives, for everything that an order asks.
#[cw_serde]
pub struct NewBid {
    /// The round, as [`AuctionResponse::round`] says: a bid for one order never lands in another that
    /// its tenant has put in the same place.
    pub round: u64,
    /// The sender's provider id.
    pub provider: ProviderId,
    /// Its class for each line that asks for GPUs, in the order of the lines.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub classes: Vec<ClassId>,
    /// What everything costs: pico-units per second, above zero, at most what is bid may cost: the sum of
    /// the ceilings where every line has some, and never more than [`AuctionResponse::most`].
    pub rate: Rate,
    /// Until when it binds: at least [`BINDING`] beyond the last end that the auction can have, at most
    /// [`MAX_BINDING`] from now. Under `Dutch`, until when it may be taken.
    pub valid_until: Timestamp,
}

/// What became of an auction; in `data` of [`ExecuteMsg::Close`], [`ExecuteMsg::Choose`] and, under
/// `Dutch`, [`ExecuteMsg::PlaceBid`].
#[cw_serde]
pub struct Closed {
    /// The order.
    pub order: OrderKey,
    /// What became of it.
    pub outcome: Outcome,
    /// The lease, if somebody won.
    pub lease: Option<LeaseKey>,
}

/// What can be asked.
#[cw_serde]
#[derive(QueryResponses)]
pub enum QueryMsg {
    /// The contracts it is linked to.
    #[returns(ConfigResponse)]
    Config {},
    /// One auction.
    #[returns(AuctionResponse)]
    Auction {
        /// The order asked for.
        order: OrderKey,
    },
    /// Auctions, by account and slot.
    #[returns(AuctionsResponse)]
    Auctions {
        /// Only auctions of this account; everybody's when absent.
        account: Option<AccountId>,
        /// The last of the page before.
        start_after: Option<OrderKey>,
        /// Rows in the page, 1 to 100; 10 when absent.
        limit: Option<u32>,
    },
    /// Commitments that are not opened, by round and provider: of the auction that runs, and those of
    /// earlier ones in its place that nobody has reported.
    #[returns(CommitmentsResponse)]
    Commitments {
        /// The order asked for.
        order: OrderKey,
        /// The last of the page before.
        start_after: Option<CommitmentCursor>,
        /// Rows in the page, 1 to 100; 10 when absent.
        limit: Option<u32>,
    },
    /// Until when bids of a provider bind, at the latest: its bond stays until then. Which ones, the
    /// events `tender_bid_placed` tell.
    #[returns(BoundResponse)]
    Bound {
        /// The provider asked for.
        provider: ProviderId,
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
    /// Who hands over orders, and opens leases.
    pub orderbook: String,
    /// The `attestation` contract, in which providers and the catalog are.
    pub attestation: String,
    /// The `escrow` contract, in which tenants' accounts are.
    pub escrow: String,
}

/// An auction that has not ended.
#[cw_serde]
pub struct AuctionResponse {
    /// The order, whose key is the auction's.
    pub order: OrderKey,
    /// The block height at which bidding began, or began anew: it tells this bidding from every other
    /// in the same place, so bids and commitments name it.
    pub round: u64,
    /// The address of the tenant who placed it.
    pub tenant: String,
    /// What a bid has to serve.
    pub demand: ResolvedDemand,
    /// How the winner is found.
    pub rule: Rule,
    /// Where it stands.
    pub stage: Stage,
    /// When the order ends.
    pub expires_at: Timestamp,
    /// The most that a bid may ask now: under `Dutch` the price of this second, otherwise `max_rate` or
    /// the opened reserve.
    pub most: Rate,
    /// The earliest moment until which a bid made now must bind.
    pub binding: Timestamp,
    /// The bids that are kept, best first.
    pub bids: Vec<Bid>,
    /// Providers that failed, and are out.
    pub failed: Vec<ProviderId>,
}

/// Where an auction stands.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum Stage {
    /// Bids, or commitments, are taken.
    Bidding {
        /// Until then, extensions included.
        until: Timestamp,
    },
    /// Commitments are opened.
    Opening {
        /// Until then.
        until: Timestamp,
    },
    /// The tenant may pick.
    Choosing {
        /// Until then.
        until: Timestamp,
    },
    /// Anyone may close.
    Over {},
    /// A lease was opened; should it never begin, anyone may close again.
    Awarded {
        /// Which.
        lease: LeaseKey,
    },
}

/// A page of auctions.
#[cw_serde]
pub struct AuctionsResponse {
    /// The auctions of the page.
    pub auctions: Vec<AuctionResponse>,
}

/// A page of commitments.
#[cw_serde]
pub struct CommitmentsResponse {
    /// The commitments of the page.
    pub commitments: Vec<Commitment>,
}

/// A bid that is committed and not opened.
#[cw_serde]
pub struct Commitment {
    /// The round that it was committed in.
    pub round: u64,
    /// The provider that bids.
    pub provider: ProviderId,
    /// Its class for each line that asks for GPUs.
    pub classes: Vec<ClassId>,
    /// Block time at which it was committed.
    pub committed_at: Timestamp,
    /// Until when it can be opened; anyone may report it from then on.
    pub open_until: Timestamp,
}

/// Names a commitment of an order.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct CommitmentCursor {
    /// The round that it was committed in.
    pub round: u64,
    /// The provider that bids.
    pub provider: ProviderId,
}

/// Until when a provider's bids bind.
#[cw_serde]
pub struct BoundResponse {
    /// At the latest; `None` when it never bid.
    pub until: Option<Timestamp>,
}

/// A bid: one total for everything that an order asks.
#[cw_serde]
pub struct Bid {
    /// The provider that bids.
    pub provider: ProviderId,
    /// Its class for each line that asks for GPUs.
    pub classes: Vec<ClassId>,
    /// What everything costs: pico-units per second.
    pub rate: Rate,
    /// Its tier for what it offers when it bid.
    pub tier: Tier,
    /// Block time at which it was accepted.
    pub placed_at: Timestamp,
    /// Until when it binds.
    pub valid_until: Timestamp,
}

packed!(Bid {
    provider,
    classes,
    rate,
    tier,
    placed_at,
    valid_until
});

/// Who has sealed something.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum Sealer {
    /// The tenant, its reserve. It is sealed before there is a round, so a seal would do for every
    /// auction in the same place: a fresh salt is its tenant's to choose.
    Tenant,
    /// A provider, its bid.
    Bidder {
        /// Which provider.
        provider: ProviderId,
        /// The round that it bids in.
        round: u64,
    },
}

/// The bytes that are hashed with SHA-256 to seal a bid or a reserve: a domain, then what it is of and
/// what it says, so that no seal can be used for another auction, provider or chain.
pub fn sealed_bytes(
    chain_id: &str,
    contract: &str,
    order: OrderKey,
    sealer: Sealer,
    rate: Rate,
    salt: &[u8],
) -> Vec<u8> {
    let mut out = Vec::new();
    let mut field = |bytes: &[u8]| {
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        out.extend_from_slice(&length.to_be_bytes());
        out.extend_from_slice(bytes);
    };
    field(b"tender/auction/v1");
    field(chain_id.as_bytes());
    field(contract.as_bytes());
    field(&order.account.0.to_be_bytes());
    field(&[order.slot]);
    match sealer {
        Sealer::Tenant => field(b"tenant"),
        Sealer::Bidder { provider, round } => {
            field(&provider.0.to_be_bytes());
            field(&round.to_be_bytes());
        }
    }
    field(&rate.0.to_be_bytes());
    field(salt);
    out
}

/// The published row that says until when a provider's bids bind, at the latest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BidsUntilRow {
    /// Until then.
    pub until: Timestamp,
}

packed!(Row 1 "bound bids": BidsUntilRow { until });

/// Prefixes of the published rows. API: they do not change.
pub mod keys {
    /// [`super::BidsUntilRow`] by provider.
    pub const BIDS_UNTIL: u8 = b'w';
}

/// Where [`BidsUntilRow`] of `provider` is stored.
pub fn bids_until_key(provider: ProviderId) -> Vec<u8> {
    let mut bytes = vec![keys::BIDS_UNTIL];
    provider.write(&mut bytes);
    bytes
}

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
        order: OrderKey,
        tenant: &Addr,
        demand: ResolvedDemand,
        rule: Rule,
        expires_at: Timestamp,
    ) -> StdResult<WasmMsg> {
        let open = FromOrderbook::Open {
            order,
            tenant: tenant.to_string(),
            demand: Box::new(demand),
            rule,
            expires_at,
        };
        wasm_execute(&self.0, &open, vec![])
    }
}

/// Of [`ExecuteMsg`] what `orderbook` sends: a contract that can write all of it is a twentieth larger.
#[cw_serde]
enum FromOrderbook {
    Open {
        order: OrderKey,
        tenant: String,
        demand: Box<ResolvedDemand>,
        rule: Rule,
        expires_at: Timestamp,
    },
}
