//! The files of this package in an order: nothing that is needed needs its user.
#![allow(
    missing_docs,
    dead_code,
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::panic,
    clippy::indexing_slicing
)]

#[path = "../../chain/tests/imports/mod.rs"]
mod imports;

#[test]
fn no_file_needs_one_that_needs_it() {
    imports::assert_no_circle();
}
