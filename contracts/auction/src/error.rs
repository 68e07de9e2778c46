use cosmwasm_std::StdError;
use tender_guard::GuardError;
use tender_interfaces::auction::SALT;
use tender_interfaces::demand::Mismatch;
use tender_math::MathError;
use tender_storage::StorageError;
use tender_types::{Echo, LeaseKey, OrderKey, ProviderId, Rate, Timestamp};
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
    /// Rates beyond any real money.
    #[error(transparent)]
    Math(#[from] MathError),
    /// The chain refused to read or write; never a domain error.
    #[error("guard/std: {0}")]
    Std(#[from] StdError),
    /// No auction runs for the order.
    #[error("auction/unknown_auction: no auction is held for order {order}: it has ended or never was; the Auctions query lists those that are")]
    UnknownAuction {
        /// Which order.
        order: OrderKey,
    },
    /// The place has an auction that is not awarded.
    #[error("auction/slot_taken: an auction is held for order {order} and is not awarded: use another slot, or close or cancel it first")]
    SlotTaken {
        /// Which order.
        order: OrderKey,
    },
    /// A seal has another length than a SHA-256.
    #[error("auction/digest: the seal has {bytes} bytes: give a SHA-256, which has 32")]
    Digest {
        /// How many it has.
        bytes: usize,
    },
    /// A tenant that picks takes any bid: neither a falling line nor a second price goes with that.
    #[error("auction/tenants_pick: the tenant picks only among bids that come open or sealed, and pays what it picks: give the price 'own' and no dutch bidding, or the pick 'lowest'")]
    TenantsPick,
    /// Under `Dutch` there is no second bid.
    #[error("auction/own_price: under dutch bidding the first who takes the price wins, so there is no second one: give the price 'own'")]
    OwnPrice,
    /// The message belongs to another way of bidding.
    #[error("auction/wrong_bidding: order {order} is auctioned otherwise: sealed bids are committed and revealed, others placed; see the Auction query")]
    WrongBidding {
        /// Which order.
        order: OrderKey,
    },
    /// The lowest bid wins; nobody picks.
    #[error("auction/lowest_wins: the lowest bid wins order {order}: Close awards it when bidding is over")]
    LowestWins {
        /// Which order.
        order: OrderKey,
    },
    /// The bid was meant for another round, perhaps of another auction in the same place.
    #[error("auction/other_round: the bid is for round {named} of order {order}, and this is round {round}: look at what is wanted now, and bid for that")]
    OtherRound {
        /// Which order.
        order: OrderKey,
        /// The round that the bid names.
        named: u64,
        /// The present round.
        round: u64,
    },
    /// Nobody can be paid nothing.
    #[error("auction/zero_rate: the rate is zero: give at least 1 pico-unit per second")]
    ZeroRate,
    /// The bidder has failed before.
    #[error("auction/failed_before: provider {provider} failed order {order} and is out: bid for another order")]
    FailedBefore {
        /// Which order.
        order: OrderKey,
        /// Which provider.
        provider: ProviderId,
    },
    /// What is bid does not serve the order.
    #[error("auction/mismatch: the bid does not serve the order ({mismatch}): offer what the Auction query says is wanted")]
    Mismatch {
        /// The first dimension that fails.
        mismatch: Mismatch,
    },
    /// Too late to bid, or to commit.
    #[error("auction/bidding_over: bids for order {order} were taken until {until} and it is {now} (seconds): bid for another order")]
    BiddingOver {
        /// Which order.
        order: OrderKey,
        /// When bidding ended.
        until: Timestamp,
        /// Block time.
        now: Timestamp,
    },
    /// The order has its winner.
    #[error("auction/awarded: order {order} is awarded as lease {lease}: should that never begin, the next in line is awarded by Close")]
    Awarded {
        /// Which order.
        order: OrderKey,
        /// Its lease.
        lease: LeaseKey,
    },
    /// Not the time to open what was sealed.
    #[error("auction/not_opening: what was sealed for order {order} is opened from {from} until {until} and it is {now} (seconds): send it then")]
    NotOpening {
        /// Which order.
        order: OrderKey,
        /// When it begins.
        from: Timestamp,
        /// When it ends.
        until: Timestamp,
        /// Block time.
        now: Timestamp,
    },
    /// Not the time to pick.
    #[error("auction/not_choosing: order {order} is awarded from {from} until {until} and it is {now} (seconds): choose then; when it is over, close it and place the order anew")]
    NotChoosing {
        /// Which order.
        order: OrderKey,
        /// When it begins.
        from: Timestamp,
        /// When it ends.
        until: Timestamp,
        /// Block time.
        now: Timestamp,
    },
    /// Too early to close.
    #[error("auction/still_running: the auction of order {order} can be closed from {closes_at} on and it is {now} (seconds): wait")]
    StillRunning {
        /// Which order.
        order: OrderKey,
        /// When anyone may close.
        closes_at: Timestamp,
        /// Block time.
        now: Timestamp,
    },
    /// Eight are better.
    #[error("auction/not_among_best: eight bids are better than this one: bid below {below}, or bid for another order")]
    NotAmongBest {
        /// Every rate below this one is among the best.
        below: Rate,
    },
    /// Not better than the provider's own bid.
    #[error(
        "auction/not_better: the provider's bid is {rate} already, and it binds: bid below {below}"
    )]
    NotBetter {
        /// The rate of the bid that stands.
        rate: Rate,
        /// Every rate below this one is better.
        below: Rate,
    },
    /// One commitment for each provider.
    #[error("auction/already_committed: provider {provider} has committed a bid for order {order}: open it when the time comes")]
    AlreadyCommitted {
        /// Which order.
        order: OrderKey,
        /// Which provider.
        provider: ProviderId,
    },
    /// Nothing is committed.
    #[error("auction/no_commitment: provider {provider} has no unopened commitment for order {order} in that round: the Commitments query lists those that are")]
    NoCommitment {
        /// Which order.
        order: OrderKey,
        /// Which provider.
        provider: ProviderId,
    },
    /// Rate and salt are not what was sealed.
    #[error("auction/seal: rate and salt are not what was sealed: give both as they were hashed, for this chain, contract, order, round and provider")]
    Seal,
    /// A salt that could be guessed, or none that was asked for.
    #[error("auction/salt: the salt has {bytes} bytes: give the {SALT} that it was sealed with")]
    Salt {
        /// How many it has.
        bytes: usize,
    },
    /// No reserve to open.
    #[error("auction/no_reserve: order {order} has no reserve to open: it was placed without one, or it is open already")]
    NoReserve {
        /// Which order.
        order: OrderKey,
    },
    /// A bid is open already.
    #[error("auction/reserve_late: bids for order {order} are open already: the reserve stays closed, and max_rate holds")]
    ReserveLate {
        /// Which order.
        order: OrderKey,
    },
    /// Commitments are never reported early.
    #[error("auction/still_opening: the commitment can be opened until {until} and it is {now} (seconds): report it then, if it is not opened")]
    StillOpening {
        /// Until when it can be opened.
        until: Timestamp,
        /// Block time.
        now: Timestamp,
    },
    /// The provider has no bid.
    #[error("auction/no_bid: provider {provider} has no bid for order {order}: the Auction query lists those that stand")]
    NoBid {
        /// Which order.
        order: OrderKey,
        /// Whose bid.
        provider: ProviderId,
    },
    /// The bid is not what the tenant saw.
    #[error("auction/bid_changed: the bid asks {rate}: look at it again and choose it as it is")]
    BidChanged {
        /// The rate it asks.
        rate: Rate,
    },
    /// The bid no longer binds.
    #[error("auction/lapsed: the bid was valid until {valid_until} and it is {now} (seconds): choose another")]
    Lapsed {
        /// Until when it bound.
        valid_until: Timestamp,
        /// Block time.
        now: Timestamp,
    },
    /// The tenant's own account cannot take the lease on.
    #[error("auction/unfunded: the tenant's account cannot take on {rate} and keep its minimum runway: the tenant deposits first")]
    Unfunded {
        /// What the lease costs.
        rate: Rate,
    },
    /// Bidders may rely on an auction that has begun.
    #[error("auction/has_bids: order {order} has bids, and the best one is to win: close it when its time is over")]
    HasBids {
        /// Which order.
        order: OrderKey,
    },
    /// Bidders must be able to open what they committed.
    #[error("auction/has_commitments: bids for order {order} wait to be opened until {until}: cancel it then")]
    HasCommitments {
        /// Which order.
        order: OrderKey,
        /// Until when they can be opened.
        until: Timestamp,
    },
    /// A cursor that no page gave.
    #[error("auction/cursor: '{text}' is no cursor: give `next` of the page before, unchanged")]
    Cursor {
        /// What was given.
        text: Echo,
    },
}
