//! The registry of providers, their bonds, the catalog of hardware classes and attributes, what
//! auditors attest, and what is done about faults and doubts. What a match needs of it is published in
//! packed rows that other contracts read raw; see `tender_interfaces::attestation`.

mod attested;
mod auditor;
mod catalog;
mod challenge;
mod check;
pub mod contract;
mod error;
mod execute;
mod held;
mod host;
mod instantiate;
mod links;
mod outage;
mod params;
mod provider;
mod query;
mod signature;
mod state;
mod status;

pub use error::ContractError;
pub use status::{next_status, Step};
