//! Journeys through the market, told once and run on native code and on the artifacts.

mod rent;
