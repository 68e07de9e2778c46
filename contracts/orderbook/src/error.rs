use cosmwasm_std::StdError;
use tender_guard::GuardError;
use tender_interfaces::demand::Mismatch;
use tender_market::resolve::DemandError;
use tender_storage::StorageError;
use tender_types::{Akt, ClassId, Echo, LeaseKey, OfferKey, OrderKey, ProviderId, Timestamp};
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
    /// The provider could not be matched, so what it offers would only slow others.
    #[error("orderbook/cannot_serve: provider {provider} cannot be matched ({mismatch}): it must be active, with its bond at what is locked and the minimum")]
    CannotServe {
        /// Which provider.
        provider: ProviderId,
        /// What is missing.
        mismatch: Mismatch,
    },
    /// The catalog has no such class.
    #[error("orderbook/unknown_class: the catalog has no class {class}: take an id from the Classes query of attestation")]
    UnknownClass {
        /// What was named.
        class: ClassId,
    },
    /// A rate of zero.
    #[error(
        "orderbook/zero_rate: the rate is zero: give pico-units per unit and second, above zero"
    )]
    ZeroRate,
    /// Volumes have one form only.
    #[error("orderbook/volumes: the volumes are not in their one form: write each class once, in the order hdd, ssd, nvme, and leave out what is empty")]
    Volumes,
    /// A unit is smaller than its class promises.
    #[error("orderbook/unit_below_class: the unit has less than one of class {class} carries at least ({least}): offer that in every dimension")]
    UnitBelowClass {
        /// The class.
        class: ClassId,
        /// What one unit carries at least.
        least: tender_types::Resources,
    },
    /// A card of nothing.
    #[error("orderbook/empty_card: the card has no cores and no memory: say what there is")]
    EmptyCard,
    /// A replica that is larger than all there is.
    #[error("orderbook/replica_above_capacity: the largest replica has more than all there is: give at most the capacity in every dimension")]
    ReplicaAboveCapacity,
    /// An expiry that is not in the future.
    #[error("orderbook/already_over: expires_at is {expires_at}, now is {now}: give a later time, in seconds")]
    AlreadyOver {
        /// What was given.
        expires_at: Timestamp,
        /// Block time.
        now: Timestamp,
    },
    /// Less than what is on lease.
    #[error(
        "orderbook/below_leased: {out} are on lease: offer at least as much, or withdraw the offer"
    )]
    BelowLeased {
        /// What is on lease.
        out: String,
    },
    /// More than is attested.
    #[error("orderbook/above_attested: {mismatch}: have an auditor count them, or offer less")]
    AboveAttested {
        /// How much too much.
        mismatch: Mismatch,
    },
    /// The bond does not cover what would be offered.
    #[error("orderbook/bond_too_small: {needed} uakt would be locked and {bond} uakt are bonded: add to the bond, or offer less")]
    BondTooSmall {
        /// Micro-AKT that would be locked.
        needed: Akt,
        /// Micro-AKT bonded.
        bond: Akt,
    },
    /// Too many kinds of slice of one device.
    #[error("orderbook/too_many_slices: class {device} is offered in {max} kinds of slice already: withdraw one first")]
    TooManySlices {
        /// The sliced class.
        device: ClassId,
        /// How many there can be.
        max: usize,
    },
    /// Nothing is offered there.
    #[error(
        "orderbook/offer_not_found: nothing is offered as {offer} (provider/class): post it first"
    )]
    OfferNotFound {
        /// Which.
        offer: OfferKey,
    },
    /// The provider has no card.
    #[error("orderbook/card_not_found: provider {provider} has no card: set it first")]
    CardNotFound {
        /// Whose.
        provider: ProviderId,
    },
    /// A figure beyond any real one.
    #[error("orderbook/too_much: {what} is more than there can be: give a smaller number")]
    TooMuch {
        /// Of what.
        what: &'static str,
    },
    /// The book serves one line of GPUs.
    #[error("orderbook/one_gpu_line: the book serves one line that asks for GPUs: name providers, or choose the auction, for anything else")]
    OneGpuLine,
    /// Several providers share the replicas of one line.
    #[error("orderbook/one_line: several providers can share the replicas of one line: give one line, or choose the placement one_provider")]
    OneLine,
    /// A named provider's classes do not answer the lines.
    #[error("orderbook/classes: provider {provider} is named with {found} classes for {lines} lines of GPUs: name one for each")]
    Classes {
        /// Which provider.
        provider: ProviderId,
        /// Classes named.
        found: usize,
        /// Lines that ask for GPUs.
        lines: usize,
    },
    /// All or nothing, and it is not all.
    #[error("orderbook/not_fillable: {missing} of {wanted} replicas cannot be had, {}: raise a ceiling or ask for less; explain_match and quote say why each fails", reason(refused))]
    NotFillable {
        /// Replicas that cannot be had.
        missing: u32,
        /// Replicas wanted.
        wanted: u32,
        /// The cheapest that fails, and how.
        refused: Option<(ProviderId, Mismatch)>,
    },
    /// Everything together costs too much.
    #[error("orderbook/above_max_rate: everything costs {rate} pico-units per second, max_rate is {max_rate}: raise it, or ask for less")]
    AboveMaxRate {
        /// What it costs.
        rate: tender_types::Rate,
        /// What it may cost.
        max_rate: tender_types::Rate,
    },
    /// No auction house is set.
    #[error("orderbook/no_auction: no auction contract is configured: use the book, or ask governance to set one")]
    NoAuction,
    /// Leases that begin together cannot come one after the other.
    #[error("orderbook/together_rests: an order that begins together is filled at once or not: leave `together` out, or choose another way")]
    TogetherRests,
    /// How an order spreads cannot be kept over its life.
    #[error("orderbook/spread_rests: an order that rests is filled bit by bit, and nobody keeps count of who serves how much of it: choose another placement, or another way")]
    SpreadRests,
    /// An auction has one winner.
    #[error("orderbook/one_winner: whoever wins an auction serves everything, and no provider may have that much of the order: choose the placement one_provider, or another way")]
    OneWinner,
    /// No such slot.
    #[error("orderbook/slot_taken: order {order} rests already: choose another slot, below 16, or cancel it")]
    SlotTaken {
        /// Which.
        order: OrderKey,
    },
    /// The account could not pay for what would be wanted.
    #[error("orderbook/purse_too_small: the account can take on {rate} pico-units per second and the order may cost {max_rate}: deposit more, or lower max_rate")]
    PurseTooSmall {
        /// What it can take on.
        rate: tender_types::Rate,
        /// What the order may cost.
        max_rate: tender_types::Rate,
    },
    /// The account holds another asset.
    #[error("orderbook/asset: the account holds asset {found}, the order names asset {named}: name the account's")]
    Asset {
        /// What the account holds.
        found: tender_types::AssetIndex,
        /// What the order names.
        named: tender_types::AssetIndex,
    },
    /// No such resting order.
    #[error("orderbook/order_not_found: no order {order} (account/slot) rests: it is filled, cancelled or expired; leases are in escrow")]
    OrderNotFound {
        /// Which.
        order: OrderKey,
    },
    /// The order's time is over.
    #[error("orderbook/order_over: order {order} expired at {expired_at}: it can only be removed")]
    OrderOver {
        /// Which.
        order: OrderKey,
        /// When.
        expired_at: Timestamp,
    },
    /// Nothing in the book serves a resting order now.
    #[error("orderbook/nothing_matches: no offer looked at serves order {order}: look further with max_scan, or wait")]
    NothingMatches {
        /// Which.
        order: OrderKey,
    },
    /// The order is somebody else's.
    #[error("orderbook/not_your_order: order {order} belongs to {tenant}: only its tenant may cancel it")]
    NotYourOrder {
        /// Which.
        order: OrderKey,
        /// Whose.
        tenant: String,
    },
    /// The lease did not fail, or its order has gone on.
    #[error("orderbook/not_failed: lease {lease} (provider/account/number) is none that failed within the last hour and whose order may go on: place the order again")]
    NotFailed {
        /// Which.
        lease: LeaseKey,
    },
    /// What was given is not what the lease was opened with.
    #[error("orderbook/preimage: what is given is not what lease {lease} was promised: take both texts from the events of its opening")]
    Preimage {
        /// Which.
        lease: LeaseKey,
    },
    /// A page cursor that no page ends with.
    #[error("orderbook/cursor: '{text}' is no cursor of this query: pass `next` of the page before, unchanged")]
    Cursor {
        /// What was given.
        text: Echo,
    },
    /// The number of turns has an end.
    #[error("orderbook/turns_used_up: no turn is left: migrate to a new contract")]
    TurnsUsedUp,
}

impl ContractError {
    /// The stable code of the refusal, such as `orderbook/below_leased`: what is written before the first
    /// colon of its text.
    pub fn code(&self) -> String {
        let text = self.to_string();
        text.split(':').next().unwrap_or_default().to_string()
    }
}

fn reason(refused: &Option<(ProviderId, Mismatch)>) -> String {
    match refused {
        None => "nothing else was looked at".to_string(),
        Some((provider, mismatch)) => {
            format!("the first that fails is provider {provider} ({mismatch})")
        }
    }
}
