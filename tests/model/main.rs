//! Random sequences over the whole system, against an independent ledger.
//!
//! The books of this suite are kept the slow and obvious way: every account adds up every lease for
//! every stretch of time, in pico-units. After each step the contracts must agree with them to the
//! last unit, and their own invariants must hold. At the end everyone leaves.
//!
//! `TENDER_MODEL_SEEDS` and `TENDER_MODEL_STEPS` make it longer; a failure prints its seed.

mod actions;
mod books;
mod leaving;

use actions::Player;
use tender_testkit::{Codes, Native};

/// Runs `seeds` sequences of `steps` actions on `codes`.
fn play(codes: &dyn Codes, seeds: u64, steps: u64) {
    let number = |name: &str, default: u64| {
        std::env::var(name)
            .ok()
            .and_then(|text| text.parse().ok())
            .unwrap_or(default)
    };
    for seed in 1..=number("TENDER_MODEL_SEEDS", seeds) {
        println!("seed {seed}");
        let mut player = Player::new(codes, seed);
        for _ in 0..number("TENDER_MODEL_STEPS", steps) {
            player.step();
            player.compare();
        }
        leaving::everyone_leaves(player);
    }
}

#[test]
fn native_code_keeps_its_books() {
    play(&Native, 12, 150);
}

#[cfg(feature = "artifacts")]
#[test]
fn the_artifacts_keep_their_books() {
    play(&tender_testkit::Artifacts, 2, 80);
}
