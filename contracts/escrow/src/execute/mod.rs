//! One verb per file. Each reads: paused? authorised? money taken? input valid? → load → compute →
//! save → respond.

pub mod add_asset;
pub mod admin;
pub mod claim;
pub mod close_account;
pub mod close_leases;
mod closing;
pub mod collect_fees;
pub mod deposit;
pub mod instantiate;
pub mod open_account;
pub mod open_leases;
pub mod receive;
pub mod release;
pub mod settle;
pub mod take_back;
pub mod update_config;
pub mod withdraw;

use tender_guard::Bounds;
use tender_interfaces::escrow::MAX_BATCH;

/// Entries of a list that names what to work on.
const BATCH: Bounds = Bounds {
    min: 1,
    max: MAX_BATCH,
};
