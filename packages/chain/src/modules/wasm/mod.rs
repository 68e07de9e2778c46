//! wasmd's module: codes, contracts, and calling them.

pub(crate) mod codes;
pub(crate) mod events;
pub(crate) mod keeper;
pub(crate) mod program;
pub(crate) mod records;
