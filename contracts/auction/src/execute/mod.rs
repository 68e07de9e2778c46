//! One verb per file.

mod cancel;
mod choose;
mod close;
mod open;
mod place_bid;
mod prune_bids;
mod update_links;
mod withdraw_bid;

pub use cancel::cancel;
pub use choose::choose;
pub use close::close;
pub use open::open;
pub use place_bid::{place_bid, NewBid};
pub use prune_bids::prune_bids;
pub use update_links::update_links;
pub use withdraw_bid::withdraw_bid;
