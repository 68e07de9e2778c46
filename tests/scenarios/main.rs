//! Journeys through the market, told once and run on native code, on the artifacts and on a plain
//! `cw_multi_test::App`.

mod rent;
