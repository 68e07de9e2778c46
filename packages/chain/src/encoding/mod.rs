//! Layer 1: bytes as a real chain writes them. Nothing here knows of state or gas.

pub(crate) mod address;
pub(crate) mod bytes;
pub(crate) mod proto;
