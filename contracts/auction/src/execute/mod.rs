//! One verb per file.

mod cancel;
mod choose;
mod close;
mod commit;
mod open;
mod open_reserve;
mod place_bid;
mod report_unopened;
mod reveal;
mod update_links;

pub use cancel::cancel;
pub use choose::choose;
pub use close::close;
pub use commit::{commit, Sealed};
pub use open::{open, Order};
pub use open_reserve::open_reserve;
pub use place_bid::place_bid;
pub use report_unopened::report_unopened;
pub use reveal::{reveal, Opened};
pub use update_links::update_links;
