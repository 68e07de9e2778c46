//! One verb per file.

pub mod cancel;
pub mod choose;
pub mod close;
pub mod open;
pub mod pause;
pub mod place_bid;
pub mod prune_bids;
pub mod role;
pub mod update_config;
pub mod withdraw_bid;
