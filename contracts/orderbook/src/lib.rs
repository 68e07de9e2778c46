//! Both sides of the market: standing asks by price and time, orders that take them, and the orders
//! that rest until a provider takes them.
//!
//! `contract` dispatches; `execute` has one verb a file, `query` what can be asked; `book` keeps the
//! asks, `orders` the resting orders; `engine` finds the cheapest asks that serve a demand, and `fill`
//! is what is taken of one; `state` names every row.

pub mod contract;
pub mod state;

mod book;
mod engine;
mod error;
mod execute;
mod fill;
mod instantiate;
mod links;
mod orders;
mod query;
mod registry;

pub use error::ContractError;
