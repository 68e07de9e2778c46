//! Why the demonstration stops.

use thiserror::Error;

/// Something that must hold does not. None of these is the tenant's fault.
#[derive(Debug, Error)]
pub enum DemoError {
    /// A transaction of the story was refused.
    #[error("{what} was refused: {error}\nnext: this is a defect of the contracts or of the story; report it with the file you gave")]
    Refused {
        /// What was tried.
        what: String,
        /// What the contract said.
        error: String,
    },
    /// Money appeared or disappeared.
    #[error("the money of step {step} does not add up: accounts changed by {changed} micro-{unit}, the supply by {supply}\nnext: report it with the file you gave")]
    Money {
        /// Which step.
        step: u32,
        /// AKT or ACT.
        unit: &'static str,
        /// Sum over all accounts.
        changed: i128,
        /// Change of the supply.
        supply: i128,
    },
    /// A receipt does not add up.
    #[error("the receipt of lease {lease} does not add up: {detail}\nnext: report it with the file you gave")]
    Receipt {
        /// Which lease.
        lease: String,
        /// The figures.
        detail: String,
    },
    /// A contract holds what nobody has a claim to.
    #[error("{contract} holds {detail}\nnext: report it with the file you gave")]
    Unexplained {
        /// Which.
        contract: &'static str,
        /// How much.
        detail: String,
    },
    /// Something that must always hold does not.
    #[error("these do not hold:\n{0}\nnext: report it with the file you gave")]
    Invariants(String),
    /// The reference prices cannot be read.
    #[error("packages/cli/data/clouds.toml: {0}\nnext: correct it and build again")]
    Clouds(#[from] toml::de::Error),
    /// The output is gone.
    #[error("cannot print: {0}")]
    Print(#[from] std::io::Error),
}
