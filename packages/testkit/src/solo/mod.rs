//! One contract alone: block time that moves, a chain that takes back what fails, and neighbours that
//! answer what a test tells them to.
//!
//! A contract's own tests say what is particular to it and leave the rest to [`Solo`]:
//!
//! ```ignore
//! let entry = Entry { instantiate, execute, query };
//! let mut solo = Solo::open(entry, &opening()).unwrap();
//! let response = solo.send("ana", &ExecuteMsg::Report { price, timestamp }).unwrap();
//! assert_eq!(event::<PriceReported>(&response).price, price);
//! ```

mod contract;
mod outside;

pub use contract::{
    addr, canonical, data, event, events, message, sent_to, Entry, ReplyEntry, Solo, START,
};
pub use outside::{Outside, Purses, Transacted};
