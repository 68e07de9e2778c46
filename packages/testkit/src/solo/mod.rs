//! One contract alone: block time that moves, a chain that takes back what fails, and neighbours that
//! answer what a test tells them to.
//!
//! A contract's own tests say what is particular to it and leave the rest to [`Solo`]:
//!
//! ```
//! # #[cfg(feature = "native")] {
//! use tender_interfaces::events::FeederAdmitted;
//! use tender_interfaces::oracle::{ExecuteMsg, InstantiateMsg, Params};
//! use tender_oracle::contract::{execute, instantiate, query};
//! use tender_testkit::solo::{addr, event, Entry, Solo};
//! use tender_types::{Bps, Seconds};
//!
//! let opening = InstantiateMsg {
//!     owner: addr("gov").into(),
//!     guardian: None,
//!     params: Params { quorum: 1, staleness: Seconds(60), max_deviation: Bps(100) },
//!     feeders: vec![addr("fay").into()],
//! };
//! let mut solo = Solo::open(Entry { instantiate, execute, query }, &opening).unwrap();
//! let feeder: String = addr("fin").into();
//! let admit = ExecuteMsg::AdmitFeeder { feeder: feeder.clone() };
//! let response = solo.send("gov", &admit).unwrap();
//! assert_eq!(event::<FeederAdmitted>(&response), FeederAdmitted { feeder });
//! # }
//! ```

mod contract;
mod outside;

pub use contract::{
    addr, canonical, data, event, events, message, sent_to, Entry, ReplyEntry, Solo, START,
};
pub use outside::{Outside, Purses, Transacted};
