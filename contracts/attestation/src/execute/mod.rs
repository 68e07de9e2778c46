//! One verb per file.

mod add_attribute;
mod add_class;
mod admit_auditor;
mod attest;
mod cancel_leaving;
mod jail;
mod receive;
mod refresh;
mod register;
mod remove_auditor;
mod revoke;
mod rotate_auditor_key;
mod start_leaving;
mod unjail;
mod update_links;
mod update_params;
mod update_profile;
mod withdraw_bond;

pub use add_attribute::add_attribute;
pub use add_class::add_class;
pub use admit_auditor::admit_auditor;
pub use attest::attest;
pub use cancel_leaving::cancel_leaving;
pub use jail::jail;
pub use receive::receive;
pub use refresh::refresh;
pub use register::register;
pub use remove_auditor::remove_auditor;
pub use revoke::revoke;
pub use rotate_auditor_key::rotate_auditor_key;
pub use start_leaving::start_leaving;
pub use unjail::unjail;
pub use update_links::update_links;
pub use update_params::update_params;
pub use update_profile::update_profile;
pub use withdraw_bond::withdraw_bond;
