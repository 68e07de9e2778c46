//! Does what a provider has serve a demand, and for how much? One implementation for the book, named
//! providers, auctions, and every explanation that clients are given.
//!
//! [`provider`] judges the provider by its published row; [`vouching`] what auditors attest of what would
//! be leased; [`terms`] the terms of an offer or a card; [`replica`] what a replica needs beyond what its
//! GPUs carry; [`price`] what a card asks for that; [`book`] one offer for one line of GPUs; [`serve`]
//! a whole demand at one provider; [`basket`] which of several offers together. Dimensions are looked at
//! in the order of [`Mismatch`](tender_interfaces::demand::Mismatch).

pub mod basket;
pub mod book;
pub mod price;
pub mod provider;
pub mod replica;
pub mod serve;
pub mod stock;
pub mod terms;
pub mod vouching;

use tender_interfaces::orderbook::Params;

/// What may be offered although nobody attests it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Allowance {
    /// Units of a class.
    pub units: u32,
    /// Cores of a card.
    pub cores: u32,
    /// GiB of memory of a card.
    pub gib: u32,
}

impl From<&Params> for Allowance {
    fn from(params: &Params) -> Self {
        Self {
            units: params.unattested_units,
            cores: params.unattested_cores,
            gib: params.unattested_gib,
        }
    }
}
