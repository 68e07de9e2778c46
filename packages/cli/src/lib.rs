//! The `tender` command: what it prints and does, so that it can be tested without a terminal.
//!
#![doc = include_str!("../README.md")]
// Sums of what is shown to people. `overflow-checks` is on in every profile: a sum that does not fit
// stops the command instead of printing nonsense.
#![allow(clippy::arithmetic_side_effects)]

pub mod args;
pub mod check;
pub mod clouds;
pub mod demo;
pub mod excerpt;
pub mod exit;
pub mod input;
pub mod json;
pub mod style;
pub mod table;
pub mod units;
