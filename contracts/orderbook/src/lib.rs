//! What providers have, and the ways in which orders find it: the book of offers by price and time, named
//! providers by their rate cards, orders that rest, and what auctions award.
//!
//! `contract` dispatches; `execute` has one verb a file, `query` what can be asked.
//!
//! Selling: `seller` is a provider that changes what it offers, `desk` judges its changes, `family` counts
//! offers of one device together, `locks` the bond behind them; `listing` keeps them.
//!
//! Buying: `buying` is a demand that looks for its providers, `engine` its search through the book, `named`
//! among those it names. `parts` is what was found, `placing` what becomes of it, `opening` what is leased,
//! `orders` what rests; `faults` is what failing costs.
//!
//! `rows` shows the matching code this contract's rows; `state` names every row.

pub mod contract;
pub mod state;

mod buying;
mod desk;
mod engine;
mod error;
mod execute;
mod family;
mod faults;
mod instantiate;
mod links;
mod listing;
mod locks;
mod named;
mod opening;
mod orders;
mod params;
mod parts;
mod placing;
mod query;
mod registry;
mod rows;
mod seller;

pub use error::ContractError;
