//! The escrow contract: holds tenants' money, pays leases by the second, closes and refunds.
//!
//! Read [`state`] for the rows, [`account`] for the arithmetic of one account, [`pay`] for the one
//! way money leaves, and `execute/<verb>.rs` for the messages.

pub mod account;
pub mod contract;
mod error;
mod execute;
pub mod pay;
mod query;
pub mod state;
mod validate;

pub use error::ContractError;
