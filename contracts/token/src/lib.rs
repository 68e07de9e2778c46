//! AKT as a cw20 token, for chains where it is not a native denom.
//!
//! `cw20-base` does the work; this crate fixes what the market relies on (symbol, decimals, an
//! uncapped minter) and refuses, with a typed error, what `cw20-base` ignores or panics on.

pub mod contract;
mod error;
mod execute;
mod instantiate;
mod query;

pub use error::ContractError;
