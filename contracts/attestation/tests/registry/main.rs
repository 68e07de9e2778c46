//! The registry alone: who may do what, what is refused, and what other contracts read of it.

// The allowances for tests in clippy.toml do not reach the helpers of a test file.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing
)]

mod admin;
mod attest;
mod auditors;
mod bonds;
mod catalog;
mod invariants;
mod providers;
mod rows;
mod signature;
mod status;
mod world;
