//! Burn–mint equilibrium: burns AKT into ACT (the compute credit, 1 ACT = 1 USD), redeems ACT into
//! AKT, and keeps the ledger of both.

pub mod contract;
mod error;
mod exchange;
mod execute;
mod instantiate;
mod ledger;
mod links;
mod params;
mod query;
pub mod state;

pub use error::ContractError;
