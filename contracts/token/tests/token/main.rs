//! What the token fixes, refuses and leaves to `cw20-base`.

// Lints for contract code; a test may be blunt, also in its helpers.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod allowances;
mod opening;
mod rules;
mod strict;
mod verbs;
