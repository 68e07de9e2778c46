//! Every message, response, event and typed caller of the suite, and the rows it publishes for raw
//! reads. Contracts depend on this crate and never on one another.
//!
//! Text in a message is text (names, bech32 addresses); a contract checks it once, on entry. Money is
//! in micro-units, rates in pico-units per second, time in seconds of block time.

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
