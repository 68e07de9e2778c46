//! Random sequences over the whole system, against an independent ledger.
//!
//! The books of this suite are kept the slow and obvious way: every account adds up every lease for
//! every stretch of time, in pico-units ([`books`]); every bond is followed through every fault
//! ([`bonds`]); every unit on lease is counted by offer and card. After each step the contracts must agree
//! with them to the last unit, nobody may have sold more than it offers or than is attested, and the
//! contracts' own invariants must hold. At the end the state is rebuilt from events, and everyone leaves.
//!
//! A refusal counts only where it is expected, each kind of action has to succeed somewhere, and a
//! sequence that fails is shortened by proptest before it is printed. `TENDER_MODEL_CASES` and
//! `TENDER_MODEL_STEPS` make it longer.

mod action;
mod bonds;
mod books;
mod leaving;
mod player;

use std::cell::RefCell;
use std::collections::BTreeMap;

use action::{actions, Action};
use player::Player;
use proptest::collection::vec;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use tender_testkit::{Codes, Native};
use tender_tests::rebuild::assert_rebuilds;

/// Plays `cases` sequences of up to `steps` actions on `codes`: how often each kind succeeded.
fn play(codes: &dyn Codes, cases: u32, steps: u32) -> BTreeMap<&'static str, u32> {
    let number = |name: &str, default: u32| {
        let given = std::env::var(name).ok();
        given.and_then(|text| text.parse().ok()).unwrap_or(default)
    };
    let config = Config {
        cases: number("TENDER_MODEL_CASES", cases),
        max_shrink_iters: number("TENDER_MODEL_SHRINKS", 100),
        failure_persistence: None,
        ..Config::default()
    };
    let steps = usize::try_from(number("TENDER_MODEL_STEPS", steps)).expect("steps");
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let succeeded = RefCell::new(BTreeMap::new());
    let sequences = vec(actions(), steps / 2..=steps);
    let played = TestRunner::new_with_rng(config, rng).run(&sequences, |sequence| {
        let mut player = Player::new(codes);
        for action in &sequence {
            if player.act(action) {
                *succeeded.borrow_mut().entry(action.name()).or_insert(0) += 1;
            }
            player.compare();
        }
        assert_rebuilds(&player.world);
        leaving::everyone_leaves(player);
        Ok(())
    });
    if let Err(failure) = played {
        panic!("{failure}");
    }
    succeeded.into_inner()
}

#[test]
fn native_code_keeps_its_books() {
    let succeeded = play(&Native, 18, 220);
    println!("{succeeded:#?}");
    let never: Vec<_> = Action::NAMES
        .iter()
        .filter(|name| !succeeded.contains_key(**name))
        .collect();
    assert!(never.is_empty(), "never succeeded: {never:?}");
}

#[cfg(feature = "artifacts")]
#[test]
fn the_artifacts_keep_their_books() {
    play(&tender_testkit::Artifacts, 2, 80);
}
