//! One verb per file.

pub mod admit_feeder;
pub mod instantiate;
pub mod pause;
pub mod remove_feeder;
pub mod report;
pub mod role;
pub mod update_rules;
