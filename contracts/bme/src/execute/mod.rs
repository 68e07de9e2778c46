//! One verb per file.

mod add_collateral;
mod burn;
mod mint;
mod pay;
mod receive;
mod redeem;
mod send;
mod transfer;
mod update_links;
mod update_params;

pub use add_collateral::add_collateral;
pub use burn::burn;
pub use mint::mint;
pub use pay::pay;
pub use receive::receive;
pub use redeem::redeem;
pub use send::send;
pub use transfer::transfer;
pub use update_links::update_links;
pub use update_params::update_params;
