//! One verb per file.

mod admit_feeder;
mod remove_feeder;
mod report;
mod update_params;

pub use admit_feeder::admit_feeder;
pub use remove_feeder::remove_feeder;
pub use report::report;
pub use update_params::update_params;
