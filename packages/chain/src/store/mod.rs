//! Layer 2: state, and what touching it costs. Nothing here knows what the rows mean.

pub(crate) mod context;
pub(crate) mod gas;
pub(crate) mod kv;
pub(crate) mod rows;
