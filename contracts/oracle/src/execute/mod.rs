//! One verb per file.

pub mod feeders;
pub mod instantiate;
pub mod pause;
pub mod report;
pub mod role;
pub mod update_rules;
