#![doc = include_str!("../README.md")]

mod admin;
mod funds;
mod input;
mod link;
mod message;
mod version;

pub use admin::{active, Admin, Config};
pub use funds::{no_funds, one_coin};
pub use input::{address, bounded, canonical, changed, distinct, within, Bounds};
pub use link::{Kind, Link};
pub use message::Message;
pub use version::{migrate_version, set_version};

use cosmwasm_std::StdError;
use tender_interfaces::admin::{ActionClass, Role};
use tender_storage::StorageError;
use tender_types::{Echo, Timestamp};
use thiserror::Error;

/// Hands out memory and never takes it back: an instance lives for one call, and its memory with it.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: mini_alloc::MiniAlloc = mini_alloc::MiniAlloc::INIT;

/// Why a message was turned away at the door. Nothing was changed and nothing was taken.
#[derive(Debug, Error, PartialEq)]
pub enum GuardError {
    /// The sender does not hold the role.
    #[error("guard/not_allowed: only the {role} may do this: send it from {holder}")]
    NotAllowed {
        /// Who may: `owner`, `guardian`, `escrow`, ...
        role: String,
        /// Its address, or `nobody`.
        holder: String,
    },
    /// The action is paused.
    #[error("guard/paused: {class} is paused by the owner: try again when it has resumed; your own money can always leave")]
    Paused {
        /// Which class.
        class: ActionClass,
    },
    /// The action is paused for a time.
    #[error("guard/paused: {class} is paused by the guardian until {until}: try again then; your own money can always leave")]
    PausedUntil {
        /// Which class.
        class: ActionClass,
        /// When the pause lapses.
        until: Timestamp,
    },
    /// The guardian has paused the class before.
    #[error("guard/spent: the guardian has paused {class} once already: the owner re-arms it")]
    Spent {
        /// Which class.
        class: ActionClass,
    },
    /// The contract has no such class of actions.
    #[error(
        "guard/unknown_class: this contract has no {class} to pause: name one of {}",
        list(allowed)
    )]
    UnknownClass {
        /// What was named.
        class: ActionClass,
        /// What can be.
        allowed: &'static [ActionClass],
    },
    /// Coins came along where none are taken.
    #[error("guard/unexpected_funds: this message takes no coins: send it without funds")]
    UnexpectedFunds,
    /// Not exactly one kind of coin came along.
    #[error("guard/one_coin: this message takes exactly one coin, {sent} were sent")]
    OneCoin {
        /// How many denoms were sent.
        sent: usize,
    },
    /// A text that is no address of this chain in lower case.
    #[error("guard/address: '{text}' is not an address of this chain: {reason}")]
    Address {
        /// What was given.
        text: Echo,
        /// What is wrong with it.
        reason: Echo,
    },
    /// A list is too long, or empty where it must not be.
    #[error("guard/list_length: {what} has {length} entries: give {min} to {max}")]
    ListLength {
        /// Which list.
        what: &'static str,
        /// Its length.
        length: usize,
        /// Shortest allowed.
        min: usize,
        /// Longest allowed.
        max: usize,
    },
    /// A list names something twice.
    #[error("guard/duplicate: {what} names the same entry twice: name each once")]
    Duplicate {
        /// Which list.
        what: &'static str,
    },
    /// A number is outside its bounds.
    #[error("guard/out_of_range: {what} is {value}: give {min} to {max}")]
    OutOfRange {
        /// Which number.
        what: &'static str,
        /// Its value.
        value: Echo,
        /// Smallest allowed.
        min: String,
        /// Largest allowed.
        max: String,
    },
    /// Nobody, or somebody else, was proposed for a role.
    #[error("guard/not_proposed: the sender was not proposed as {role}: the owner proposes first")]
    NotProposed {
        /// Which role.
        role: Role,
    },
    /// A migration from another contract's rows.
    #[error("guard/other_contract: this is the code of {expected}, the rows are of {found}; migrate to the code of {found}")]
    OtherContract {
        /// The contract whose rows are stored.
        found: Echo,
        /// The contract whose code this is.
        expected: &'static str,
    },
    /// A migration backwards.
    #[error("guard/newer_version: version {found} runs already, this code is {code}: migrate to {found} or later")]
    NewerVersion {
        /// The version stored.
        found: Echo,
        /// The version of this code.
        code: &'static str,
    },
    /// A message has a field, or is of a kind, that is not known.
    #[error("guard/unknown_field: '{field}' in {place} is not known, the nearest known is '{nearest}': correct it or leave it out")]
    UnknownField {
        /// Where it stands, such as `place_order.demand`.
        place: String,
        /// The name.
        field: Echo,
        /// The known name that takes the fewest letters to correct; `nothing` where nothing is known.
        nearest: &'static str,
    },
    /// A message is not of the form it should be.
    #[error("guard/message: {place}: {reason}; send what the schema describes")]
    Message {
        /// Where it stands.
        place: String,
        /// What is wrong.
        reason: Echo,
    },
    /// Everything is as the message would make it.
    #[error("guard/no_change: this would change nothing: look at the present state first")]
    NoChange,
    /// A contract of another kind, or none, is at an address.
    #[error("guard/wrong_contract: {link} has to be {expected}, there is {found}; give the address of the right contract")]
    WrongContract {
        /// Which link.
        link: &'static str,
        /// What has to be there.
        expected: &'static str,
        /// What is there.
        found: Echo,
    },
    /// A row is missing or unreadable.
    #[error(transparent)]
    Storage(StorageError),
    /// The chain refused to read or write; never a domain error.
    #[error("guard/std: {0}")]
    Std(#[from] StdError),
}

fn list(classes: &[ActionClass]) -> String {
    let names: Vec<&str> = classes.iter().map(|class| class.as_str()).collect();
    names.join(", ")
}
