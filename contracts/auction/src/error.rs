use cosmwasm_std::StdError;
use tender_guard::GuardError;
use tender_interfaces::demand::Mismatch;
use tender_storage::{CodecError, StorageError};
use tender_types::{ClassId, Echo, OrderId, ProviderId, Rate, Tier, Timestamp};
use thiserror::Error;

/// Why a message was refused. Nothing was changed.
#[derive(Debug, Error, PartialEq)]
pub enum ContractError {
    /// Turned away at the door.
    #[error(transparent)]
    Guard(#[from] GuardError),
    /// A row is missing or unreadable.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The chain refused to read or write; never a domain error.
    #[error("guard/std: {0}")]
    Std(#[from] StdError),
    /// No auction runs for the order.
    #[error("auction/unknown_auction: no auction runs for order {order}: it has ended or never was; the Auctions query lists those that run")]
    UnknownAuction {
        /// Which order.
        order: OrderId,
    },
    /// The order has an auction already.
    #[error("auction/duplicate_order: an auction runs for order {order} already: hand over each order once")]
    DuplicateOrder {
        /// Which order.
        order: OrderId,
    },
    /// A step of nothing would let bids go on without getting cheaper.
    #[error("auction/zero_step: min_step is zero: give at least 1 pico-unit per unit and second")]
    ZeroStep,
    /// Nobody can be paid nothing.
    #[error("auction/zero_rate: the rate is zero: bid at least 1 pico-unit per unit and second")]
    ZeroRate,
    /// Volumes have one form only.
    #[error("auction/volumes: persistent volumes are written once per class, in the order hdd, ssd, nvme, and none is empty")]
    Volumes,
    /// The offer or its provider does not serve the order.
    #[error("auction/mismatch: the bid does not serve the order ({mismatch}): offer what the Auction query says is wanted")]
    Mismatch {
        /// The first dimension that fails.
        mismatch: Mismatch,
    },
    /// Too late to bid.
    #[error("auction/bidding_over: bids for order {order} were taken until {bids_until} and it is {now} (seconds): bid for another order")]
    BiddingOver {
        /// Which order.
        order: OrderId,
        /// When bidding ended.
        bids_until: Timestamp,
        /// Block time.
        now: Timestamp,
    },
    /// Too late to choose.
    #[error("auction/choosing_over: order {order} could be awarded until {closes_at} and it is {now} (seconds): close it and place the order anew")]
    ChoosingOver {
        /// Which order.
        order: OrderId,
        /// When choosing ended.
        closes_at: Timestamp,
        /// Block time.
        now: Timestamp,
    },
    /// Too early to close.
    #[error("auction/still_running: the auction of order {order} can be closed from {closes_at} on and it is {now} (seconds): wait")]
    StillRunning {
        /// Which order.
        order: OrderId,
        /// When anyone may close.
        closes_at: Timestamp,
        /// Block time.
        now: Timestamp,
    },
    /// The message belongs to the other rule.
    #[error("auction/wrong_rule: order {order} is not auctioned by tenant_choice: under open_descending the best bid stands and Close awards")]
    WrongRule {
        /// Which order.
        order: OrderId,
    },
    /// Not better than the best bid.
    #[error("auction/not_best: the best bid is {best} at tier {tier}: bid {}", lower(*best, *at_most))]
    NotBest {
        /// The best rate.
        best: Rate,
        /// Its tier.
        tier: Tier,
        /// The highest rate that beats it at any tier; `None` when no lower one does.
        at_most: Option<Rate>,
    },
    /// Not lower than the provider's own bid.
    #[error(
        "auction/not_lower: the provider's bid is {rate} already: bid less, or withdraw it first"
    )]
    NotLower {
        /// The rate of the bid that stands.
        rate: Rate,
    },
    /// The provider has no bid.
    #[error("auction/no_bid: provider {provider} has no bid for order {order}: the Bids query lists those that stand")]
    NoBid {
        /// Which order.
        order: OrderId,
        /// Whose bid.
        provider: ProviderId,
    },
    /// The bid is not what the tenant saw.
    #[error("auction/bid_changed: the bid offers class {class} at {rate}: look at it again and choose it as it is")]
    BidChanged {
        /// The class it offers.
        class: ClassId,
        /// The rate it asks.
        rate: Rate,
    },
    /// Bidders may rely on an auction that has begun.
    #[error("auction/has_bids: order {order} has {bids} bids and the best one is to win: close it when its time is over")]
    HasBids {
        /// Which order.
        order: OrderId,
        /// How many.
        bids: u32,
    },
    /// Bids of a running auction are not stale.
    #[error("auction/not_ended: the auction of order {order} runs: its bids can be pruned when it has ended")]
    NotEnded {
        /// Which order.
        order: OrderId,
    },
    /// Nothing is left to remove.
    #[error("auction/nothing_to_prune: no bids are stored for order {order}: nothing to do")]
    NothingToPrune {
        /// Which order.
        order: OrderId,
    },
    /// A cursor that no page gave.
    #[error("auction/cursor: '{text}' is no cursor: give `next` of the page before, unchanged")]
    Cursor {
        /// What was given.
        text: Echo,
    },
    /// An answer to a question this code never asked.
    #[error(
        "auction/unknown_reply: no submessage has the id {id}: migrate to the code that sent it"
    )]
    UnknownReply {
        /// Its id.
        id: u64,
    },
    /// An answer whose context cannot be read.
    #[error("auction/payload: the context of a reply cannot be read ({0}): migrate to the code that sent it")]
    Payload(#[from] CodecError),
}

fn lower(best: Rate, at_most: Option<Rate>) -> String {
    match at_most {
        Some(rate) => format!("at most {rate}, or {best} at a higher tier"),
        None => format!("{best} at a higher tier, as no lower rate is a whole step away"),
    }
}
