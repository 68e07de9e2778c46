//! The equilibrium by itself: what burning gives, who may move credit, and a ledger that reconciles.

// Lints for contract code; a test may be blunt, also in its helpers.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing
)]

mod links;
mod mint;
mod model;
mod moves;
mod params;
mod pay;
mod queries;
mod redeem;
mod rows;
mod strict;
mod verbs;
