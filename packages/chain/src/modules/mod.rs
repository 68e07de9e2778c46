//! Layer 3: the modules of the SDK and of wasmd, each with its keeper.

pub(crate) mod auth;
pub(crate) mod bank;
pub(crate) mod circuit;
pub(crate) mod error;
pub(crate) mod wasm;
