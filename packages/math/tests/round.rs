//! `mul_div` against unbounded integers.

// Lints for contract code; a test may be blunt.
#![allow(clippy::arithmetic_side_effects)]

use num_bigint::BigUint;
use proptest::prelude::*;
use tender_math::{mul_div, MathError, Round};

/// Numbers of every length, not only those of 128 bits.
fn numbers() -> impl Strategy<Value = u128> {
    (any::<u128>(), 0u32..128).prop_map(|(number, bits)| number >> bits)
}

fn expected(quotient: BigUint) -> Result<u128, MathError> {
    u128::try_from(quotient).map_err(|_| MathError::Overflow {
        what: "product over quotient",
    })
}

proptest! {
    #[test]
    fn down_is_the_whole_part(a in numbers(), b in numbers(), c in numbers()) {
        prop_assume!(c > 0);
        let quotient = BigUint::from(a) * b / c;
        prop_assert_eq!(mul_div(a, b, c, Round::Down), expected(quotient));
    }

    #[test]
    fn up_is_the_least_that_covers(a in numbers(), b in numbers(), c in numbers()) {
        prop_assume!(c > 0);
        let quotient = (BigUint::from(a) * b + (c - 1)) / c;
        prop_assert_eq!(mul_div(a, b, c, Round::Up), expected(quotient));
    }

    #[test]
    fn nearest_is_up_from_the_middle(a in numbers(), b in numbers(), c in numbers()) {
        prop_assume!(c > 0);
        let quotient = (BigUint::from(a) * b * 2u8 + c) / (BigUint::from(c) * 2u8);
        prop_assert_eq!(mul_div(a, b, c, Round::Nearest), expected(quotient));
    }
}

#[test]
fn nothing_is_divided_by_zero() {
    for round in [Round::Down, Round::Up, Round::Nearest] {
        let refused = mul_div(1, 1, 0, round);
        assert_eq!(refused, Err(MathError::Zero { what: "divisor" }));
    }
}

#[test]
fn the_largest_numbers_have_an_answer() {
    let max = u128::MAX;
    assert_eq!(mul_div(max, max, max, Round::Up), Ok(max));
    assert_eq!(mul_div(max, 1, 2, Round::Down), Ok(max >> 1));
    assert_eq!(mul_div(max, 1, 2, Round::Up), Ok(1 << 127));
    // One past the largest: only rounding up goes over.
    assert_eq!(
        mul_div(max, max - 1, max - 2, Round::Down),
        expected(BigUint::from(max) + 1u8)
    );
}
