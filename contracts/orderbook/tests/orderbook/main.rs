//! The book alone, on a registry made of raw rows.

// The allowance for tests in clippy.toml does not reach the helpers of a test file.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod asks;
mod clearing;
mod links;
mod matching;
mod model;
mod queries;
mod resting;
mod rows;
mod selection;
mod strict;
mod verbs;
