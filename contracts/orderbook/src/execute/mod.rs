//! One verb per file.

mod cancel_order;
mod expire;
mod place_order;
mod post_ask;
mod release;
mod reprice_ask;
mod take_order;
mod update_links;
mod withdraw_ask;

pub use cancel_order::cancel_order;
pub use expire::expire;
pub use place_order::place_order;
pub use post_ask::post_ask;
pub use release::release;
pub use reprice_ask::reprice_ask;
pub use take_order::take_order;
pub use update_links::update_links;
pub use withdraw_ask::withdraw_ask;
