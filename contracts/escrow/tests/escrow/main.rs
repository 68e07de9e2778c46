//! The escrow, message by message, and a random life of it against a ledger of its own.

// Lints for contract code; a test may be blunt.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod accounts;
mod admin;
mod batches;
mod closing;
mod fees;
mod gangs;
mod leases;
mod least;
mod ledger;
mod model;
mod paying;
mod queries;
mod rows;
mod starting;
mod starving;
mod world;
