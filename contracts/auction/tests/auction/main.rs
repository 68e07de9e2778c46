//! The auction house alone: a registry of rows that tests write, and an escrow whose answers they
//! give.

// The allowance for tests in clippy.toml does not reach the helpers of a test file.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]
#![allow(clippy::arithmetic_side_effects)]

mod bidding;
mod choosing;
mod closing;
mod links;
mod opening;
mod queries;
mod rows;
mod strict;
mod verbs;
