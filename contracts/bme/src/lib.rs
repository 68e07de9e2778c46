//! Burn–mint equilibrium: burns AKT into ACT (the compute credit, 1 ACT = 1 USD), redeems ACT into
//! AKT, and keeps the ledger of both.

mod config;
pub mod contract;
mod error;
mod exchange;
mod execute;
mod ledger;
mod query;
pub mod state;

pub use error::ContractError;
