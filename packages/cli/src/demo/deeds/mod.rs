//! Every transaction of the story, by the name of what it does, and the file that handles it: the one
//! place that knows the messages of the contracts.

pub mod auction;
pub mod code;
mod deed;
pub mod registry;
pub mod supply;
pub mod tenant;
