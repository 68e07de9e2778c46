//! Layer 5: the application: transactions through all modules, and the chain as its users see it.

pub(crate) mod ante;
pub(crate) mod chain;
pub(crate) mod dispatch;
pub(crate) mod error;
pub(crate) mod keepers;
pub(crate) mod messages;
pub(crate) mod query;
pub(crate) mod signed;
pub(crate) mod tx;
