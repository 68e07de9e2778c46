//! What can be asked. Every list is a page of a range.

mod cards;
mod config;
mod explain_match;
mod invariants;
mod offers;
mod orders;
mod quote;

pub use cards::{card, cards, locked};
pub use config::config;
pub use explain_match::explain_match;
pub use invariants::invariants;
pub use offers::{book, offer, offers};
pub use orders::{order, orders};
pub use quote::quote;
