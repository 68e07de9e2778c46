//! One verb per file.

pub mod burn;
pub mod instantiate;
pub mod pause;
pub mod pay;
pub mod receive;
pub mod redeem;
pub mod role;
pub mod send;
pub mod transfer;
pub mod update_config;
