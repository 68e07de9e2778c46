//! The book alone, among neighbours made of raw rows.

// The allowance for tests in clippy.toml does not reach the helpers of a test file.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

/// The harness of the testkit, by its path: the testkit as a whole links every contract.
#[allow(dead_code, unreachable_pub, unused_imports)]
#[path = "../../../../packages/testkit/src/solo/mod.rs"]
mod solo;

mod attacks;
mod awards;
mod cards;
mod expire;
mod links;
mod matching;
mod model;
mod named;
mod offers;
mod queries;
mod refusals;
mod releasing;
mod rematching;
mod resting;
mod rows;
mod strict;
mod verbs;
mod world;
