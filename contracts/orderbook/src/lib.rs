//! Both sides of the market: standing asks by price and time, orders that take them, and the orders
//! that rest until a provider takes them.
//!
//! `contract` dispatches; `execute` and `query` hold one file per message; `book` keeps the asks,
//! `orders` the resting orders, `engine` finds the cheapest asks that serve a demand; `state` names
//! every row.

pub mod contract;
pub mod state;

mod book;
mod engine;
mod error;
mod execute;
mod orders;
mod query;

pub use error::ContractError;
