//! Does what a provider has serve a demand, and for how much? One implementation for the book, named
//! providers, auctions, and every explanation that clients are given.
//!
//! [`provider`] judges the provider by its published row; [`vouching`] what auditors attest of what would
//! be leased; [`terms`] the terms of an offer or a card; [`replica`] what a replica needs beyond what its
//! GPUs carry; [`card`] what that takes of a card, [`price`] what the card asks for it; [`book`] one offer for one line of GPUs; [`serve`]
//! a whole demand at one provider; [`basket`] which of several offers together. Dimensions are looked at
//! in the order of [`Mismatch`](tender_interfaces::demand::Mismatch).

pub mod basket;
pub mod book;
pub mod card;
pub mod price;
pub mod property;
pub mod provider;
pub mod replica;
pub mod serve;
pub mod stock;
pub mod terms;
pub mod vouching;

/// What may be offered although nobody attests it: a row that the book publishes.
pub use tender_interfaces::orderbook::AllowanceRow as Allowance;
