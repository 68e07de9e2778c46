//! The auction house alone: a registry and a stock of rows that tests write, and an escrow whose answers
//! they give.

// The allowance for tests in clippy.toml does not reach the helpers of a test file.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]
#![allow(clippy::expect_used, clippy::arithmetic_side_effects)]

mod attacks;
mod awarding;
mod bidding;
mod choosing;
mod dutch;
mod house;
mod links;
mod opening;
mod properties;
mod queries;
mod random;
mod reopening;
mod rows;
mod sealed;
mod strict;
mod unattested;
