//! The orderbook contract.
