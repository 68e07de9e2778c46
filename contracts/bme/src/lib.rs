//! The bme contract.
