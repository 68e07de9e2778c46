//! Reverse auctions: providers bid for all units of an order, the lowest rate wins, clocks are on
//! chain and anyone may close.
//!
//! `standing` and `clock` hold the rules as pure functions; `execute` has one verb per file; `award`
//! judges a winner anew and asks `escrow` for its lease. No money passes through this contract.

mod award;
mod clock;
pub mod contract;
mod error;
mod execute;
mod invariants;
mod outcome;
mod query;
mod registry;
mod reply;
mod standing;
mod state;

pub use error::ContractError;
