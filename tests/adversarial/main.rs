//! One test per attack, named for what the attacker tries. Each starts in a furnished market, runs on
//! native code and on the artifacts, and ends with every invariant asked.

mod auctions;
mod book;
mod collusion;
mod credit;
mod escrow;
mod money;
mod overflow;
mod paused;
mod prices;
mod registry;
mod resting;
mod serving;
mod shares;
mod stage;
mod supply;
mod tokens;
