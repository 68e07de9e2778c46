//! What can be asked. Every list is a page of a range.

mod asks;
mod config;
mod explain_match;
mod invariants;
mod orders;

pub use asks::{ask, asks, book};
pub use config::config;
pub use explain_match::explain_match;
pub use invariants::invariants;
pub use orders::{order, orders};
