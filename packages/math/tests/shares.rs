//! Shares: each sponsor owns exactly its part of what is not spent, whatever the others do.
//!
//! The model keeps every sponsor's part itself, as a fixed-point number with 256 binary places, and
//! walks all of them at every spending: what shares are there to avoid.

// Lints for contract code; a test may be blunt.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::unwrap_used
)]

use num_bigint::BigUint;
use proptest::prelude::*;
use tender_math::{MathError, Pool, Stake};
use tender_types::{Pico, PICO_PER_MICRO};

const SPONSORS: usize = 4;
const PLACES: usize = 256;

/// What happens to a pool.
#[derive(Clone, Debug)]
enum Act {
    /// A sponsor puts micro-units in.
    Deposit(usize, u128),
    /// So many millionths of the balance are spent.
    Spend(u128),
    /// A sponsor takes so many thousandths of its part, in whole units.
    Take(usize, u128),
}

fn acts() -> impl Strategy<Value = Act> {
    prop_oneof![
        3 => (0..SPONSORS, 1u128..1 << 40).prop_map(|(who, micro)| Act::Deposit(who, micro)),
        1 => (0..SPONSORS, 1u128..4).prop_map(|(who, micro)| Act::Deposit(who, micro)),
        2 => (0u128..1_000_000).prop_map(Act::Spend),
        // Nearly everything: what makes shares cheap and many.
        2 => (999_990u128..=1_000_000).prop_map(Act::Spend),
        2 => (0..SPONSORS, 1u128..=1_000).prop_map(|(who, part)| Act::Take(who, part)),
    ]
}

/// A pool in shares, and the same in parts.
#[derive(Debug, Default)]
struct Both {
    pool: Pool,
    stakes: [Stake; SPONSORS],
    balance: u128,
    parts: [BigUint; SPONSORS],
}

impl Both {
    fn act(&mut self, act: &Act) {
        match *act {
            Act::Deposit(who, micro) => self.deposit(who, micro * PICO_PER_MICRO),
            Act::Spend(millionths) => {
                let spent = (BigUint::from(self.balance) * millionths / 1_000_000u32)
                    .try_into()
                    .unwrap();
                self.spend(spent);
            }
            Act::Take(who, thousandths) => {
                let micro = self.value(who) * thousandths / 1_000 / PICO_PER_MICRO;
                if micro > 0 {
                    self.take(who, micro * PICO_PER_MICRO);
                }
            }
        }
    }

    fn deposit(&mut self, who: usize, amount: u128) {
        // Below one unit there is nothing that anyone could take: the pool starts again, and the
        // remainder falls to the first who puts something in.
        let mut gain = BigUint::from(amount);
        if self.balance < PICO_PER_MICRO {
            gain += self.balance;
            self.parts = Default::default();
        }
        self.parts[who] += gain << PLACES;
        let (pool, stake) = self
            .pool
            .deposit(self.stakes[who], Pico(amount), Pico(self.balance))
            .unwrap();
        self.pool = pool;
        self.stakes[who] = stake;
        self.balance += amount;
    }

    fn spend(&mut self, amount: u128) {
        if self.balance > 0 {
            for part in &mut self.parts {
                *part = &*part * (self.balance - amount) / self.balance;
            }
        }
        self.balance -= amount;
    }

    fn take(&mut self, who: usize, amount: u128) {
        let taken = BigUint::from(amount) << PLACES;
        let part = &self.parts[who];
        // A stake can be worth a fraction more than its exact part.
        self.parts[who] = part - (&taken).min(part);
        let (pool, stake) = self
            .pool
            .take(self.stakes[who], Pico(amount), Pico(self.balance))
            .unwrap();
        self.pool = pool;
        self.stakes[who] = stake;
        self.balance -= amount;
    }

    fn value(&self, who: usize) -> u128 {
        self.pool
            .value(self.stakes[who], Pico(self.balance))
            .unwrap()
            .0
    }

    /// A stake's exact worth, in pico-units.
    fn part(&self, who: usize) -> u128 {
        u128::try_from(&self.parts[who] >> PLACES).unwrap()
    }
}

proptest! {
    #[test]
    fn each_sponsor_owns_its_part(acts in prop::collection::vec(acts(), 1..80)) {
        let mut both = Both::default();
        for act in &acts {
            both.act(act);
            for who in 0..SPONSORS {
                let (value, part) = (both.value(who), both.part(who));
                // Less than one micro-unit, after any number of acts: no payment can differ by more.
                prop_assert!(
                    value.abs_diff(part) < PICO_PER_MICRO,
                    "sponsor {who} owns {part} and is given {value} after {act:?}"
                );
            }
        }
    }

    #[test]
    fn all_parts_together_are_at_most_the_balance(acts in prop::collection::vec(acts(), 1..80)) {
        let mut both = Both::default();
        for act in &acts {
            both.act(act);
            let together: u128 = (0..SPONSORS).map(|who| both.value(who)).sum();
            // Each is rounded to the nearest pico-unit.
            prop_assert!(together <= both.balance + 2);
            let held: u128 = both.stakes.iter().map(|stake| both.pool.held(*stake)).sum();
            prop_assert!(held <= both.pool.shares);
        }
    }

    #[test]
    fn taking_never_costs_those_who_stay(
        acts in prop::collection::vec(acts(), 1..40), who in 0..SPONSORS, part in 1u128..=1_000,
    ) {
        let mut both = Both::default();
        both.act(&Act::Deposit(who, 1_000));
        for act in &acts {
            both.act(act);
        }
        let before: Vec<u128> = (0..SPONSORS).map(|other| both.value(other)).collect();
        both.act(&Act::Take(who, part));
        for other in (0..SPONSORS).filter(|other| *other != who) {
            // To the pico-unit that its own value is rounded to.
            prop_assert!(both.value(other) + 1 >= before[other]);
        }
    }

    #[test]
    fn everybody_can_leave(acts in prop::collection::vec(acts(), 1..60), first in 0..SPONSORS) {
        let mut both = Both::default();
        for act in &acts {
            both.act(act);
        }
        for step in 0..SPONSORS {
            both.act(&Act::Take((first + step) % SPONSORS, 1_000));
        }
        // Each leaves a fraction of a unit behind at most, and fractions of those add up to one more.
        let left = BigUint::from(both.balance) / PICO_PER_MICRO;
        prop_assert!(left <= BigUint::from(SPONSORS));
    }
}

/// What is put in and not spent comes out to the unit, whatever a share was worth at the time.
#[test]
fn what_is_not_spent_comes_back_whole() {
    let mut both = Both::default();
    both.deposit(0, 200 * PICO_PER_MICRO);
    both.spend(50 * PICO_PER_MICRO);
    both.deposit(1, 50 * PICO_PER_MICRO);
    assert_eq!(both.value(0), 150 * PICO_PER_MICRO);
    assert_eq!(both.value(1), 50 * PICO_PER_MICRO);
    both.take(1, 50 * PICO_PER_MICRO);
    assert_eq!((both.value(0), both.value(1)), (150 * PICO_PER_MICRO, 0));
}

/// A pool drained a thousand times runs out of neither shares nor precision.
#[test]
fn draining_again_and_again_is_harmless() {
    let mut both = Both::default();
    for round in 0..1_000 {
        both.deposit(round % SPONSORS, 1_000_000 * PICO_PER_MICRO);
        both.spend(both.balance - 2 * PICO_PER_MICRO);
    }
    assert!(both.pool.scale > 100, "never scaled: {:?}", both.pool);
    // The last sponsor holds a millionth less than all of it.
    let last = both.value(999 % SPONSORS);
    assert_eq!(last.abs_diff(both.part(999 % SPONSORS)), 0);
    assert_eq!(last, 2 * PICO_PER_MICRO - 4);
}

#[test]
fn a_stake_of_a_pool_that_started_again_is_worth_nothing() {
    let mut both = Both::default();
    both.deposit(0, 5 * PICO_PER_MICRO);
    both.spend(5 * PICO_PER_MICRO - 999_999);
    assert_eq!(both.value(0), 999_999);
    both.deposit(1, PICO_PER_MICRO);
    assert_eq!((both.value(0), both.value(1)), (0, 1_999_999));
    // Four scales are 128 binary places: nothing is left of a share.
    assert_eq!((both.pool.scale, both.stakes[1].scale), (4, 4));
}

/// A new pool is not scaled: there is nobody whose shares could be too many.
#[test]
fn the_first_deposit_issues_a_grain_a_pico_unit() {
    let bought = Pool::default().deposit(Stake::default(), Pico(5), Pico::ZERO);
    let (shares, scale) = (5 * 1_024, 0);
    assert_eq!(
        bought,
        Ok((Pool { shares, scale }, Stake { shares, scale }))
    );
}

#[test]
fn more_than_a_stake_is_refused() {
    let mut both = Both::default();
    both.deposit(0, 5 * PICO_PER_MICRO);
    both.deposit(1, 5 * PICO_PER_MICRO);
    let beyond = || {
        let what = "amount taken from the pool";
        Err(MathError::Underflow { what })
    };
    let taken = both
        .pool
        .take(both.stakes[0], Pico(5_000_001), Pico(both.balance));
    assert_eq!(taken, beyond());
    let empty = Pool::default().take(Stake::default(), Pico(1), Pico::ZERO);
    assert_eq!(empty, beyond());
}
