//! The oracle by itself: who may report what and when, and what price follows.

// Lints for contract code; a test may be blunt, also in its helpers.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing
)]

mod feeders;
mod pages;
mod params;
mod pause;
mod report;
mod rows;
mod strict;
mod verbs;
