//! AKT/USD from several independent feeders: the median of those that are fresh and agree.
//!
//! The price is one packed row. Whoever needs it reads that row raw and computes the state itself;
//! an unhealthy price is a state with a reason, never an error.

pub mod contract;
mod error;
mod execute;
mod instantiate;
mod params;
mod query;
pub mod state;

pub use error::ContractError;
