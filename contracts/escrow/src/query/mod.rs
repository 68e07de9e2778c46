//! What can be asked. Amounts that flow are computed for the moment of the question.

mod config;
mod invariants;
mod lists;
mod one;
mod purse;

pub use config::config;
pub use invariants::invariants;
pub use lists::{accounts, claimable, leases, provider_leases, sponsors};
pub use one::{account, lease};
pub use purse::purse;
