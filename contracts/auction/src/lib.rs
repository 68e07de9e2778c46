//! The auction contract.
