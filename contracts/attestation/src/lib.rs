//! The registry of providers, their bonds, the catalog of hardware classes and attributes, and what
//! auditors attest. What a match needs of it is published in packed rows that other contracts read
//! raw; see `tender_interfaces::attestation`.

mod auditor;
mod check;
pub mod contract;
mod error;
mod execute;
mod instantiate;
mod links;
mod params;
mod provider;
mod query;
mod state;
mod status;

pub use error::ContractError;
pub use status::{next_status, Step};
