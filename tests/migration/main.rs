//! Every release's state, migrated to this code: `fixtures/<release>/` holds the rows of a busy market
//! as that release wrote them, and what it answered to queries.
//!
//! `TENDER_UPDATE=1` writes the fixture of the version being worked on. A fixture of a released
//! version is never written again.

mod fixture;
mod refusals;
mod releases;
