//! Fees: the parts add up, and nobody is charged more than the take rate says.

// Lints for contract code; a test may be blunt.
#![allow(clippy::arithmetic_side_effects, clippy::unwrap_used)]

use num_bigint::BigUint;
use proptest::prelude::*;
use tender_math::{split_amount, split_rate, MathError};
use tender_types::{Bps, Micro, Rate};

/// The whole part of `amount · bps / 10 000`.
fn part(amount: u128, bps: u16) -> BigUint {
    BigUint::from(amount) * bps / 10_000u16
}

proptest! {
    #[test]
    fn a_rate_is_split_to_the_pico(gross in any::<u128>(), take in 0u16..=10_000) {
        let split = split_rate(Rate(gross), Bps(take)).unwrap();
        prop_assert_eq!(BigUint::from(split.fee.0), part(gross, take));
        prop_assert_eq!(split.net.checked_add(split.fee), Some(Rate(gross)));
    }

    #[test]
    fn an_amount_is_split_to_the_unit(amount in any::<u128>(), bps in 0u16..=10_000) {
        let (share, rest) = split_amount(Micro(amount), Bps(bps)).unwrap();
        prop_assert_eq!(BigUint::from(share.0), part(amount, bps));
        prop_assert_eq!(share.checked_add(rest), Some(Micro(amount)));
    }

    #[test]
    fn more_than_the_whole_is_refused(amount in 10_000u128..1 << 100, bps in 10_001u16..) {
        let share = MathError::Underflow { what: "the share" };
        prop_assert_eq!(split_amount(Micro(amount), Bps(bps)), Err(share));
        let fee = MathError::Underflow { what: "the fee" };
        prop_assert_eq!(split_rate(Rate(amount), Bps(bps)), Err(fee));
    }
}

#[test]
fn two_percent_of_two_dollars_an_hour() {
    let split = split_rate(Rate(555_555_555), Bps(200)).unwrap();
    assert_eq!(split.fee, Rate(11_111_111));
    assert_eq!(split.net, Rate(544_444_444));
}
