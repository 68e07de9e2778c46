//! One verb per file.

pub mod add_collateral;
pub mod burn;
pub mod instantiate;
pub mod mint;
pub mod pause;
pub mod pay;
pub mod receive;
pub mod redeem;
pub mod role;
pub mod send;
pub mod transfer;
pub mod update_config;
