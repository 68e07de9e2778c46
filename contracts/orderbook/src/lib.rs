//! What providers have, and the ways in which orders find it: the book of offers by price and time, named
//! providers by their rate cards, orders that rest, and what auctions award.
//!
//! `contract` dispatches; `execute` has one verb a file, `query` what can be asked. What is sold is kept
//! by `listing` (offers) and `locks` (the bond behind them); `seller` is a provider that changes it.
//! `buying` is a demand that looks for its providers, `engine` its search through the book, `opening` what
//! is leased, `orders` what rests, `faults` what failing costs. `rows` shows the matching code this
//! contract's rows; `state` names every row.

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
mod query;
mod registry;
mod rows;
mod seller;

pub use error::ContractError;
