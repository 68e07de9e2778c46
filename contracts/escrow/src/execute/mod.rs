//! One verb per file. Each reads: authorised? input valid? → load → compute → save → respond; whether
//! it is paused and which money came along is asked before.

mod add_asset;
mod claim;
mod close_account;
mod close_leases;
mod collect_fees;
mod deposit;
mod open_account;
mod open_leases;
mod receive;
mod start;
mod sync;
mod update_links;
mod update_params;
mod withdraw;
mod withdraw_deposit;

pub use add_asset::add_asset;
pub use claim::claim;
pub use close_account::close_account;
pub use close_leases::close_leases;
pub use collect_fees::collect_fees;
pub use deposit::deposit;
pub use open_account::open_account;
pub use open_leases::{open_leases, Opening};
pub use receive::receive;
pub use start::start;
pub use sync::sync;
pub use update_links::update_links;
pub use update_params::update_params;
pub use withdraw::withdraw;
pub use withdraw_deposit::withdraw_deposit;

use tender_guard::Bounds;
use tender_interfaces::escrow::MAX_BATCH;

/// Entries of a list that names what to work on.
const BATCH: Bounds = Bounds {
    min: 1,
    max: MAX_BATCH,
};
