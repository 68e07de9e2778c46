//! What people do: one method per verb, named as the message.

pub mod auditor;
pub mod governance;
pub mod provider;
pub mod sealed;
pub mod tenant;
