//! What a provider has, against what a demand asks: one dimension at a time, and against independent models.

// The allowance for tests in clippy.toml does not reach the helpers of a test file.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

#[path = "matching/blame.rs"]
mod blame;
#[path = "matching/book.rs"]
mod book;
#[path = "matching/card.rs"]
mod card;
#[path = "matching/price.rs"]
mod price;
#[path = "matching/serve.rs"]
mod serve;
#[path = "matching/vouching.rs"]
mod vouching;
#[path = "matching/world.rs"]
mod world;
