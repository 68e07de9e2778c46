//! What others rely on, fixed in files: the keys of every row, and the events.
//!
//! `TENDER_UPDATE=1` writes the files anew; without it, a difference fails. A changed key needs a
//! migration, a changed event breaks indexers: both belong in the changelog.

mod documents;
mod events;
mod followed;
mod storage;
