#![doc = include_str!("../README.md")]

pub mod admin;
pub mod attestation;
pub mod auction;
pub mod bme;
pub mod demand;
pub mod escrow;
pub mod events;
pub mod invariants;
pub mod oracle;
pub mod orderbook;
pub mod token;

mod call;

pub use call::{wasm_execute, Call};

/// What the contracts of the suite call themselves in their cw2 rows.
pub const SUITE: [&str; 7] = [
    token::CONTRACT,
    oracle::CONTRACT,
    bme::CONTRACT,
    attestation::CONTRACT,
    escrow::CONTRACT,
    orderbook::CONTRACT,
    auction::CONTRACT,
];
