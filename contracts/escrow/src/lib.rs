//! The escrow contract: holds tenants' money, pays leases by the second, closes and refunds.
//!
//! Read [`state`] for the rows, [`account`] for the arithmetic of one account, `standing.rs` for where a
//! lease stands, `closer.rs` for who may end it when, `settle.rs` for what that costs and who gets it,
//! `batch.rs` for lists of which some entries fail, `pay.rs` for the one way money leaves, and
//! `execute/<verb>.rs` for the messages.

pub mod account;
mod accounts;
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
mod settle;
mod standing;
pub mod state;

pub use error::ContractError;
