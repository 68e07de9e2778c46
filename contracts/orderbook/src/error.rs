use cosmwasm_std::StdError;
use tender_guard::GuardError;
use tender_interfaces::demand::Mismatch;
use tender_market::resolve::DemandError;
use tender_storage::StorageError;
use tender_types::{AskId, Echo, OrderId, ProviderId, Timestamp};
use thiserror::Error;

/// Why a message was refused. Nothing was changed.
#[derive(Debug, Error, PartialEq)]
pub enum ContractError {
    /// Turned away at the door.
    #[error(transparent)]
    Guard(#[from] GuardError),
    /// The demand is not well formed.
    #[error(transparent)]
    Demand(#[from] DemandError),
    /// A row is missing or unreadable.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The chain refused to read or write; never a domain error.
    #[error("guard/std: {0}")]
    Std(#[from] StdError),
    /// The sender is no provider.
    #[error("orderbook/not_a_provider: {sender} is not registered as a provider: register with attestation first")]
    NotAProvider {
        /// Who sent the message.
        sender: String,
    },
    /// The provider could not be matched, so its ask would only slow others.
    #[error("orderbook/cannot_serve: provider {provider} cannot be matched ({mismatch}): it must be active, with its bond at the minimum")]
    CannotServe {
        /// Which provider.
        provider: ProviderId,
        /// What is missing.
        mismatch: Mismatch,
    },
    /// The catalog has no such class.
    #[error("orderbook/unknown_class: the catalog has no class '{name}': take a name from the Classes query of attestation")]
    UnknownClass {
        /// What was named.
        name: Echo,
    },
    /// A rate of zero.
    #[error(
        "orderbook/zero_rate: the rate is zero: give pico-units per unit and second, above zero"
    )]
    ZeroRate,
    /// Volumes have one form only.
    #[error("orderbook/volumes: persistent volumes are written once per class, in the order hdd, ssd, nvme, and none is empty")]
    Volumes,
    /// An ask's unit is smaller than its class promises.
    #[error("orderbook/unit_below_class: the unit is less than one of '{class}' ({mismatch}): offer at least the class's minimum in every dimension")]
    UnitBelowClass {
        /// The class.
        class: Echo,
        /// The first dimension that falls short.
        mismatch: Mismatch,
    },
    /// An expiry that is not in the future.
    #[error("orderbook/already_over: expires_at is {expires_at}, now is {now}: give a later time, in seconds")]
    AlreadyOver {
        /// What was given.
        expires_at: Timestamp,
        /// Block time.
        now: Timestamp,
    },
    /// An order that may rest has no end.
    #[error(
        "orderbook/expiry_missing: an order that rests needs expires_at: give a time, in seconds"
    )]
    ExpiryMissing,
    /// An order that never rests has an end.
    #[error("orderbook/expiry_unused: only an order with time in force gtt rests: leave expires_at out, or choose gtt")]
    ExpiryUnused,
    /// No such ask of this provider.
    #[error("orderbook/ask_not_found: provider {provider} has no ask {ask}: take ids from the Asks query")]
    AskNotFound {
        /// Whose.
        provider: ProviderId,
        /// Which.
        ask: AskId,
    },
    /// An ask that was named does not serve the demand.
    #[error("orderbook/ask_refused: ask {ask} does not serve the order ({mismatch}): choose another, or query explain_match")]
    AskRefused {
        /// Which.
        ask: AskId,
        /// The first dimension that fails.
        mismatch: Mismatch,
    },
    /// All or nothing, and it is not all.
    #[error("orderbook/not_fillable: {filled} of {wanted} units can be filled, {}: raise a ceiling or ask for less; explain_match says why each ask fails", cheapest(cheapest_refused))]
    NotFillable {
        /// Units that could be filled.
        filled: u32,
        /// Units wanted.
        wanted: u32,
        /// The cheapest ask that fails, and how.
        cheapest_refused: Option<(AskId, Mismatch)>,
    },
    /// No auction house is set.
    #[error("orderbook/no_auction: no auction contract is configured: use the book, or ask governance to set one")]
    NoAuction,
    /// No such resting order.
    #[error("orderbook/order_not_found: no order {order} rests: it is filled, cancelled or expired; leases are in escrow")]
    OrderNotFound {
        /// Which.
        order: OrderId,
    },
    /// The order's time is over.
    #[error("orderbook/order_over: order {order} expired at {expired_at}: take another")]
    OrderOver {
        /// Which.
        order: OrderId,
        /// When.
        expired_at: Timestamp,
    },
    /// The order is somebody else's.
    #[error("orderbook/not_your_order: order {order} belongs to {tenant}: only its tenant may cancel it")]
    NotYourOrder {
        /// Which.
        order: OrderId,
        /// Whose.
        tenant: String,
    },
    /// A page cursor that no page ends with.
    #[error("orderbook/cursor: '{text}' is no cursor of this query: pass `next` of the page before, unchanged")]
    Cursor {
        /// What was given.
        text: Echo,
    },
    /// 2^64 numbers are used up.
    #[error("orderbook/sequence_used_up: no number is left: migrate to a new contract")]
    SequenceUsedUp,
}

fn cheapest(refused: &Option<(AskId, Mismatch)>) -> String {
    match refused {
        Some((ask, mismatch)) => {
            format!("and the cheapest ask that does not serve is {ask} ({mismatch})")
        }
        None => "and every ask looked at serves".to_string(),
    }
}
