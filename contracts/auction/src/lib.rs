//! Reverse auctions: providers bid for all units of an order, the lowest rate wins, clocks are on
//! chain and anyone may close.
//!
//! `contract` dispatches; `execute` has one verb a file, `query` what can be asked; `ranking` and
//! `clock` hold the rules as pure functions; `award` asks `escrow` for a winner's lease, `reply` hears
//! what `escrow` answers; `state` names every row. No money passes through this contract.

pub mod contract;
pub mod state;

mod award;
mod clock;
mod error;
mod execute;
mod instantiate;
mod links;
mod outcome;
mod query;
mod ranking;
mod registry;
mod reply;

pub use error::ContractError;
