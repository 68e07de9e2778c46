//! Reverse auctions: providers bid one total for everything that an order asks, the lowest that can be
//! served wins, clocks are on chain and anyone may close.
//!
//! `contract` dispatches; `execute` has one verb a file, `query` what can be asked. `clock`, `rule` and
//! `ranking` hold the rules as pure functions; `auction` is what the rows of one auction say together,
//! and `state` names every row. `serve` looks whether a bid can be served, `purse` whether the tenant can
//! pay; `award` finds the winner and has `orderbook` open its lease. No money passes through this
//! contract.

pub mod contract;
pub mod state;

mod auction;
mod award;
mod bound;
mod clock;
mod error;
mod execute;
mod instantiate;
mod links;
mod outcome;
mod purse;
mod query;
mod ranking;
mod registry;
mod rule;
mod seal;
mod serve;

pub use error::ContractError;
