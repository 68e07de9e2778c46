//! The oracle contract.
