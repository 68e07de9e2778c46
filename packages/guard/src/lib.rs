//! What every handler asks before it acts: is this paused, who is asking, which money came along, and
//! is what was sent well formed?

mod funds;
mod input;
mod pause;
mod roles;
mod version;

pub use funds::{no_funds, one_coin};
pub use input::{address, bounded, canonical, distinct, within, Bounds};
pub use pause::{active, pause, unpause};
pub use roles::Roles;
pub use version::{migrate_version, set_version};

use cosmwasm_std::StdError;
use tender_interfaces::roles::{ActionClass, Role};
use thiserror::Error;

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
    #[error("guard/paused: {class:?} is paused by governance: try again later; your own money can always leave")]
    Paused {
        /// Which class.
        class: ActionClass,
    },
    /// The contract has no such class of actions.
    #[error(
        "guard/unknown_class: this contract has no {class:?} to pause: name one of {allowed:?}"
    )]
    UnknownClass {
        /// What was named.
        class: ActionClass,
        /// What can be.
        allowed: Vec<ActionClass>,
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
        text: String,
        /// What is wrong with it.
        reason: String,
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
        value: String,
        /// Smallest allowed.
        min: String,
        /// Largest allowed.
        max: String,
    },
    /// Nobody, or somebody else, was proposed for a role.
    #[error(
        "guard/not_proposed: the sender was not proposed as {role:?}: the owner proposes first"
    )]
    NotProposed {
        /// Which role.
        role: Role,
    },
    /// A migration from another contract's rows.
    #[error("guard/other_contract: this is the code of {expected}, the rows are of {found}: migrate to the code of {found}")]
    OtherContract {
        /// The contract whose rows are stored.
        found: String,
        /// The contract whose code this is.
        expected: &'static str,
    },
    /// A migration backwards.
    #[error("guard/newer_version: version {found} runs already, this code is {code}: migrate to {found} or later")]
    NewerVersion {
        /// The version stored.
        found: String,
        /// The version of this code.
        code: &'static str,
    },
    /// The chain refused to read or write; never a domain error.
    #[error("guard/std: {0}")]
    Std(#[from] StdError),
}
