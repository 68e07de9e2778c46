use cosmwasm_std::StdError;
use tender_guard::GuardError;
use tender_storage::StorageError;
use tender_types::{Seconds, Timestamp};
use thiserror::Error;

/// Why the oracle refused.
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
    /// The address is not admitted.
    #[error("oracle/not_a_feeder: {address} is not an admitted feeder: the owner admits feeders")]
    NotAFeeder {
        /// Who asked, or was named.
        address: String,
    },
    /// The address is admitted already.
    #[error("oracle/already_admitted: {address} is a feeder already: there is nothing to do")]
    AlreadyAdmitted {
        /// Who was named.
        address: String,
    },
    /// Every slot is taken.
    #[error("oracle/too_many_feeders: all {max} slots are taken: remove a feeder first")]
    TooManyFeeders {
        /// Slots there are.
        max: usize,
    },
    /// Fewer feeders would be left than must agree.
    #[error(
        "oracle/quorum_out_of_reach: {quorum} reports must agree, {feeders} feeders would be \
         admitted: admit more feeders or lower the quorum first"
    )]
    QuorumOutOfReach {
        /// Reports that must agree.
        quorum: u8,
        /// Feeders there would be.
        feeders: u8,
    },
    /// A price of zero.
    #[error("oracle/zero_price: the price is zero: report USD per AKT above zero")]
    ZeroPrice,
    /// Observed later than now.
    #[error(
        "oracle/future_timestamp: {timestamp} is after the block's time {now}: report what was \
         seen, not later than that"
    )]
    FutureTimestamp {
        /// The timestamp given.
        timestamp: Timestamp,
        /// Block time.
        now: Timestamp,
    },
    /// Observed too long ago to count.
    #[error(
        "oracle/stale_timestamp: {timestamp} is more than {staleness} s before the block's time \
         {now}: report a fresher price"
    )]
    StaleTimestamp {
        /// The timestamp given.
        timestamp: Timestamp,
        /// Seconds a report is fresh for.
        staleness: Seconds,
        /// Block time.
        now: Timestamp,
    },
    /// Not later than what the feeder said before.
    #[error(
        "oracle/old_timestamp: {timestamp} is not after this feeder's last report at {last}: \
         report a later observation"
    )]
    OldTimestamp {
        /// The timestamp given.
        timestamp: Timestamp,
        /// The feeder's last one.
        last: Timestamp,
    },
}
