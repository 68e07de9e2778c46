//! The registry alone: who may do what, what is refused, and what other contracts read of it.

// Lints for contract code; a test may be blunt, also in its helpers.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing
)]

mod attacks;
mod attest;
mod attributes;
mod auditors;
mod bonds;
mod catalog;
mod challenges;
mod config;
mod faults;
mod hosts;
mod invariants;
mod model;
mod providers;
mod rows;
mod signature;
mod status;
mod strict;
mod verbs;
