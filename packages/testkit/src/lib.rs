#![doc = include_str!("../README.md")]

mod auditor_key;
mod catalog;
mod codes;
mod deploy;
mod ledger;
mod message;
#[cfg(feature = "native")]
pub mod mocks;
#[cfg(feature = "native")]
mod multi_test;
mod network;
mod order;
mod price;
mod record;
mod refusal;
pub mod solo;
mod supply;
mod verbs;
mod world;

pub use auditor_key::AuditorKey;
pub use catalog::Catalog;
#[cfg(feature = "native")]
pub use codes::Native;
#[cfg(feature = "artifacts")]
pub use codes::{Artifacts, ArtifactsR1};
pub use codes::{Codes, Contract};
pub use deploy::{Deployment, Settings, GENESIS_AKT};
pub use ledger::Ledger;
pub use network::Network;
pub use order::Order;
pub use price::{per_hour, usd_per_hour};
pub use record::{Recorder, Step};
pub use refusal::code_of;
pub use supply::{plain_terms, Card, Offer};
pub use world::{Done, World};
