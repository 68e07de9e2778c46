//! The escrow contract: holds tenants' money, pays leases by the second, closes and refunds.
//!
//! Read [`state`] for the rows, [`account`] for the arithmetic of one account, `closer.rs` for who may
//! close what, `batch.rs` for lists of which some entries fail, `pay.rs` for the one way money leaves,
//! and `execute/<verb>.rs` for the messages.

pub mod account;
mod batch;
mod closer;
mod closing;
pub mod contract;
mod error;
mod execute;
mod instantiate;
mod links;
mod money;
mod params;
mod pay;
mod query;
mod release;
pub mod state;

pub use error::ContractError;
