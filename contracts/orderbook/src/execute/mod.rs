//! One verb per file.

mod award;
mod cancel_order;
mod card;
mod expire;
mod match_order;
mod offer;
mod place_order;
mod release;
mod rematch;
mod update_links;
mod update_params;

pub use award::{award, fault, Won};
pub use cancel_order::cancel_order;
pub use card::card;
pub use expire::expire;
pub use match_order::match_order;
pub use offer::offer;
pub use place_order::place_order;
pub use release::release;
pub use rematch::rematch;
pub use update_links::update_links;
pub use update_params::update_params;
