//! Accrual: the closed form against a ledger that is kept second by second, and against unbounded
//! integers where seconds are too many to count.

// Lints for contract code; a test may be blunt.
#![allow(clippy::arithmetic_side_effects, clippy::unwrap_used)]

use num_bigint::BigUint;
use proptest::prelude::*;
use tender_math::{dust, owed, MathError, Stream};
use tender_types::{Micro, Pico, Rate, Seconds, Timestamp};

const START: Timestamp = Timestamp(1_700_000_000);

/// The clock of an account that was opened at [`START`].
const ZERO: Seconds = Seconds::ZERO;

/// An account and its leases, kept the slow way: each second in which everybody can be paid,
/// everybody is.
#[derive(Clone, Debug, Default)]
struct Counted {
    balance: BigUint,
    /// Rate and what was earned so far.
    leases: Vec<(BigUint, BigUint)>,
    funded: u64,
    /// Seconds after which money was out.
    out_after: Option<u64>,
}

impl Counted {
    fn new(balance: u128, rates: &[u128]) -> Self {
        let lease = |rate: &u128| (BigUint::from(*rate), BigUint::default());
        Self {
            balance: balance.into(),
            leases: rates.iter().map(lease).collect(),
            ..Self::default()
        }
    }

    fn run(mut self, seconds: u64) -> Self {
        for second in 0..seconds {
            let due: BigUint = self.leases.iter().map(|(rate, _)| rate).sum();
            if self.balance < due {
                self.out_after.get_or_insert(second);
                continue;
            }
            self.balance -= due;
            self.funded += 1;
            for (rate, earned) in &mut self.leases {
                *earned += &*rate;
            }
        }
        self
    }
}

fn later(seconds: u64) -> Timestamp {
    START.after(Seconds(seconds))
}

fn stream(balance: u128, rates: &[u128]) -> Stream {
    Stream {
        balance: Pico(balance),
        rate: Rate(rates.iter().sum()),
        clock: ZERO,
        synced_at: START,
    }
}

proptest! {
    #[test]
    fn a_stream_is_the_ledger_kept_second_by_second(
        balance in 0u128..20_000,
        rates in prop::collection::vec(1u128..50, 0..5),
        seconds in 0u64..400,
    ) {
        let counted = Counted::new(balance, &rates).run(seconds);
        let synced = stream(balance, &rates).at(later(seconds)).unwrap();
        prop_assert_eq!(BigUint::from(synced.stream.balance.0), counted.balance);
        prop_assert_eq!((synced.funded.0, synced.stream.clock.0), (counted.funded, counted.funded));
        prop_assert_eq!(synced.starved_since, counted.out_after.map(later));
        prop_assert_eq!(synced.stream.synced_at, later(seconds));
        for (rate, (_, earned)) in rates.iter().zip(counted.leases) {
            let paid = owed(Rate(*rate), ZERO, synced.stream.clock, Micro::ZERO).unwrap();
            let left = dust(Rate(*rate), ZERO, synced.stream.clock).unwrap();
            prop_assert_eq!(BigUint::from(paid.0) * 1_000_000u32 + left.0, earned);
        }
    }

    #[test]
    fn stopping_on_the_way_changes_nothing(
        balance in any::<u128>(),
        rate in any::<u128>(),
        steps in prop::collection::vec(0u64..1 << 32, 1..8),
    ) {
        let once = stream(balance, &[rate]).at(later(steps.iter().sum())).unwrap().stream;
        let mut stepped = stream(balance, &[rate]);
        for step in steps {
            stepped = stepped.at(stepped.synced_at.after(Seconds(step))).unwrap().stream;
        }
        prop_assert_eq!(stepped, once);
    }

    #[test]
    fn any_figures_are_exact(
        balance in any::<u128>(), rate in 1u128.., clock in 0u64..1 << 62, elapsed in 0u64..1 << 62,
    ) {
        let before = Stream { clock: Seconds(clock), ..stream(balance, &[rate]) };
        let synced = before.at(later(elapsed)).unwrap();
        let affordable = BigUint::from(balance) / rate;
        let funded = affordable.clone().min(elapsed.into());
        prop_assert_eq!(BigUint::from(synced.funded.0), funded.clone());
        prop_assert_eq!(BigUint::from(synced.stream.clock.0), &funded + clock);
        prop_assert_eq!(
            BigUint::from(synced.stream.balance.0) + &funded * rate,
            BigUint::from(balance)
        );
        prop_assert_eq!(synced.starved_since.is_some(), affordable < elapsed.into());
    }

    #[test]
    fn the_moment_money_runs_out_is_known_before(
        balance in 0u128..1 << 60, rate in 1u128..1 << 40, beyond in 1u64..1 << 40,
    ) {
        let stream = stream(balance, &[rate]);
        let out = stream.runs_out_at().unwrap();
        prop_assert_eq!(stream.at(out).unwrap().starved_since, None);
        prop_assert_eq!(stream.at(out.after(Seconds(beyond))).unwrap().starved_since, Some(out));
    }

    #[test]
    fn however_often_a_lease_is_paid_it_is_paid_the_same(
        rate in 1u128..1 << 64,
        opened in 0u64..1 << 40,
        steps in prop::collection::vec(0u64..100_000, 1..20),
    ) {
        let opened = Seconds(opened);
        let (mut clock, mut paid) = (opened, Micro::ZERO);
        for step in steps {
            clock = clock.saturating_add(Seconds(step));
            let due = owed(Rate(rate), opened, clock, paid).unwrap();
            paid = paid.checked_add(due).unwrap();
        }
        let earned = BigUint::from(rate) * clock.saturating_sub(opened).0;
        prop_assert_eq!(BigUint::from(paid.0), &earned / 1_000_000u32);
        let left = dust(Rate(rate), opened, clock).unwrap();
        prop_assert_eq!(BigUint::from(left.0), earned % 1_000_000u32);
    }

    #[test]
    fn what_no_number_holds_is_refused(rate in 1u128.., seconds in 1u64..) {
        let earned = BigUint::from(rate) * seconds;
        let answer = owed(Rate(rate), ZERO, Seconds(seconds), Micro::ZERO);
        match earned <= BigUint::from(u128::MAX) {
            true => prop_assert_eq!(BigUint::from(answer.unwrap().0), earned / 1_000_000u32),
            false => prop_assert_eq!(answer, Err(MathError::Overflow { what: "amount earned" })),
        }
    }
}

/// Akash's own figures (funds, time, rates), in units per second. Where money runs out Akash pays in
/// order of keys, the last payee short; here all stop at the same second, and none is ahead.
#[test]
fn akash_settlements() {
    assert_settles(100, 5, [1, 2], [5, 10], (85, None));
    // Spent to the last unit is not overdrawn.
    assert_settles(100, 5, [10, 10], [50, 50], (0, None));
    // Akash: 60 and 40.
    assert_settles(100, 6, [10, 10], [50, 50], (0, Some(5)));
    assert_settles(200, 6, [10, 10], [60, 60], (80, None));
    // Akash: 110 and 90.
    assert_settles(200, 11, [10, 10], [100, 100], (0, Some(10)));
}

/// `left` is what remains, and after how many seconds money was out.
#[track_caller]
fn assert_settles(
    funds: u128,
    seconds: u64,
    rates: [u128; 2],
    paid: [u128; 2],
    left: (u128, Option<u64>),
) {
    const UNIT: u128 = 1_000_000;
    let rates = rates.map(|rate| rate * UNIT);
    let synced = stream(funds * UNIT, &rates).at(later(seconds)).unwrap();
    let clock = synced.stream.clock;
    let earned = rates.map(|rate| owed(Rate(rate), ZERO, clock, Micro::ZERO).unwrap().0);
    assert_eq!(earned, paid);
    assert_eq!(synced.stream.balance, Pico(left.0 * UNIT));
    assert_eq!(synced.starved_since, left.1.map(later));
}

/// Akash truncates at every settlement: 0.4 a second, settled each second, pays nothing for ever.
#[test]
fn fractions_are_never_lost() {
    let rate = Rate(400_000);
    let mut paid = 0;
    for clock in 1..=10 {
        paid += owed(rate, ZERO, Seconds(clock), Micro(paid)).unwrap().0;
    }
    assert_eq!(paid, 4);
}

#[test]
fn time_does_not_run_backwards() {
    let before = stream(1_000, &[10]);
    let synced = before.at(START.before(Seconds(60))).unwrap();
    assert_eq!(synced.stream, before);
    assert_eq!((synced.funded, synced.starved_since), (ZERO, None));
    let refused = MathError::Underflow {
        what: "the lease's clock",
    };
    assert_eq!(
        owed(Rate(1), Seconds(6), Seconds(5), Micro::ZERO),
        Err(refused)
    );
}

#[test]
fn nothing_flows_for_ever_without_a_rate() {
    let idle = stream(5, &[]);
    assert_eq!(idle.runs_out_at(), None);
    let synced = idle.at(Timestamp(u64::MAX)).unwrap();
    assert_eq!(
        (synced.stream.balance, synced.starved_since),
        (Pico(5), None)
    );
}

#[test]
fn more_paid_than_earned_is_a_fault_that_is_named() {
    let fault = MathError::Underflow {
        what: "what was paid",
    };
    assert_eq!(
        owed(Rate(1_000_000), ZERO, Seconds(5), Micro(6)),
        Err(fault)
    );
}
