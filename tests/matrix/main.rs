//! Every message of every contract against what should not pass: each wrong sender, stray coins, each
//! paused class, unknown fields, wrong links, malformed addresses, repeated and over-long lists, extreme amounts and texts.
//!
//! A message is described by its row in `rows/`: who may send it, which pauses stop it, whether it
//! takes coins. The rows come from exhaustive matches, so a new message without one does not compile;
//! and each message has a sample that succeeds from its rightful sender, so that a refusal is due to
//! the one thing that was made wrong. Every refusal must carry a code, and change nothing.

mod addresses;
mod bench;
mod coins;
mod extremes;
mod json;
mod links;
mod lists;
mod pauses;
mod roles;
mod row;
mod rows;
mod samples;
mod signatures;
mod stage;
mod strict;
