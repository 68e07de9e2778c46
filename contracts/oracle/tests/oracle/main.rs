//! The oracle by itself: who may report what and when, and what price follows.

// Lints for contract code; a test may be blunt, also in its helpers.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing
)]

mod desk;
mod feeders;
mod governance;
mod pages;
mod report;
mod rows;
