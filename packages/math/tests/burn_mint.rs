//! Burning and minting against unbounded integers, and what no sequence of them may give.

// Lints for contract code; a test may be blunt.
#![allow(clippy::arithmetic_side_effects, clippy::unwrap_used)]

use cosmwasm_std::{Decimal, Uint128};
use num_bigint::BigUint;
use proptest::prelude::*;
use tender_math::{
    collateral_ratio, credit_for, token_for, CollateralStatus, Collateralisation, MathError,
    Thresholds,
};
use tender_types::{Act, Akt, Bps, Price};

/// A `Decimal` counts in 10⁻¹⁸.
const ONE: u64 = 1_000_000_000_000_000_000;

/// From dust to a thousand times all AKT there is.
fn amounts() -> impl Strategy<Value = u128> {
    (any::<u64>(), 0u32..64).prop_map(|(amount, bits)| u128::from(amount >> bits))
}

/// From a millionth of a dollar to a million dollars, in atomics.
fn prices() -> impl Strategy<Value = u128> {
    (1u128..=1_000_000_000, 12u32..=15).prop_map(|(digits, power)| digits * 10u128.pow(power))
}

fn decimal(atomics: u128) -> Decimal {
    Decimal::new(Uint128::new(atomics))
}

fn credit(akt: u128, price: u128, spread: u16) -> u128 {
    let out = credit_for(Akt(akt), Price(decimal(price)), Bps(spread));
    out.unwrap().0
}

fn token(act: u128, price: u128, spread: u16) -> u128 {
    let out = token_for(Act(act), Price(decimal(price)), Bps(spread));
    out.unwrap().0
}

/// What is left of `gross` when a part, rounded up, is kept back.
fn less(gross: BigUint, spread: u16) -> BigUint {
    let kept = (&gross * spread + 9_999u16) / 10_000u16;
    gross - kept
}

proptest! {
    #[test]
    fn credit_is_akt_times_price_less_the_spread(
        akt in amounts(), price in prices(), spread in 0u16..=10_000,
    ) {
        let model = less(BigUint::from(akt) * price / ONE, spread);
        prop_assert_eq!(BigUint::from(credit(akt, price, spread)), model);
    }

    #[test]
    fn token_is_act_over_price_less_the_spread(
        act in amounts(), price in prices(), spread in 0u16..=10_000,
    ) {
        let model = less(BigUint::from(act) * ONE / price, spread);
        prop_assert_eq!(BigUint::from(token(act, price, spread)), model);
    }

    /// What comes out is below the exact value, by less than two units: one for each rounding.
    #[test]
    fn rounding_takes_less_than_two_units(
        akt in amounts(), price in prices(), spread in 0u16..=10_000,
    ) {
        let scale = BigUint::from(ONE) * 10_000u16;
        let exact = BigUint::from(akt) * price * (10_000 - spread);
        let out = BigUint::from(credit(akt, price, spread)) * &scale;
        prop_assert!(out <= exact);
        prop_assert!(exact - out < scale * 2u8);
    }

    #[test]
    fn there_and_back_at_one_price_never_gains(
        akt in amounts(), price in prices(), there in 0u16..=1_000, back in 0u16..=1_000,
    ) {
        prop_assert!(token(credit(akt, price, there), price, back) <= akt);
    }

    #[test]
    fn back_and_there_at_one_price_never_gains(
        act in amounts(), price in prices(), there in 0u16..=1_000, back in 0u16..=1_000,
    ) {
        prop_assert!(credit(token(act, price, back), price, there) <= act);
    }

    #[test]
    fn splitting_an_amount_never_gains(
        a in amounts(), b in amounts(), price in prices(), spread in 0u16..=1_000,
    ) {
        let together = a + b;
        prop_assert!(credit(a, price, spread) + credit(b, price, spread) <= credit(together, price, spread));
        prop_assert!(token(a, price, spread) + token(b, price, spread) <= token(together, price, spread));
    }

    #[test]
    fn the_ratio_is_exact_to_the_last_digit(
        net in amounts(), price in prices(), outstanding in amounts(),
    ) {
        let ratio = collateral_ratio(Akt(net), Price(decimal(price)), Act(outstanding));
        if outstanding == 0 {
            prop_assert_eq!(ratio, Ok(Collateralisation::NothingOutstanding));
            return Ok(());
        }
        let model = BigUint::from(net) * price / outstanding;
        match u128::try_from(model) {
            Ok(atomics) => prop_assert_eq!(ratio, Ok(Collateralisation::Ratio(decimal(atomics)))),
            Err(_) => prop_assert!(matches!(ratio, Err(MathError::Overflow { .. })), "{ratio:?}"),
        }
    }

    #[test]
    fn the_status_follows_the_lines(ratio in 0u128..=30_000, halt in 0u16..10_000, gap in 1u16..5_000) {
        let lines = Thresholds { warn: Bps(halt + gap), halt: Bps(halt) };
        // A basis point is 10¹⁴ atomics.
        let status = lines.status(Collateralisation::Ratio(decimal(ratio * 100_000_000_000_000)));
        let expected = if ratio <= u128::from(halt) {
            CollateralStatus::Halted
        } else if ratio <= u128::from(halt + gap) {
            CollateralStatus::Warning
        } else {
            CollateralStatus::Healthy
        };
        prop_assert_eq!(status, expected);
    }

    /// Burning for credit at a price never lowers the collateral ratio below one at that price, and
    /// redeeming never takes more than its share: without a price change the credit stays covered.
    #[test]
    fn at_a_steady_price_credit_stays_covered(
        price in prices(), spread in 0u16..=1_000,
        steps in prop::collection::vec((any::<bool>(), amounts()), 1..40),
    ) {
        let (mut net, mut outstanding) = (BigUint::ZERO, BigUint::ZERO);
        for (mints, amount) in steps {
            if mints {
                net += amount;
                outstanding += credit(amount, price, spread);
            } else if BigUint::from(amount) <= outstanding {
                net -= token(amount, price, spread);
                outstanding -= amount;
            }
            prop_assert!(&net * price >= &outstanding * ONE);
        }
    }
}

#[test]
fn a_halt_has_no_say_when_nothing_is_outstanding() {
    let lines = Thresholds {
        warn: Bps(9_500),
        halt: Bps(9_000),
    };
    let status = lines.status(Collateralisation::NothingOutstanding);
    assert_eq!(status, CollateralStatus::Healthy);
}

/// The worked numbers of Akash's AEP-76, in micro-units.
#[test]
fn the_worked_example_of_aep_76() {
    let usd = |cents: u128| cents * 10_000_000_000_000_000;
    assert_eq!(token(1_000_000_000, usd(114), 0), 877_192_982);
    assert_eq!(token(1_000_000_000, usd(150), 0), 666_666_666);
    assert_eq!(token(1_000_000_000, usd(90), 0), 1_111_111_111);
    assert_eq!(credit(877_192_983, usd(114), 0), 1_000_000_000);
}

#[test]
fn amounts_beyond_any_money_are_refused() {
    let two = Price(decimal(2 * u128::from(ONE)));
    let overflow = MathError::Overflow {
        what: "product over quotient",
    };
    assert_eq!(credit_for(Akt(u128::MAX), two, Bps(0)), Err(overflow));
    let zero = token_for(Act(1), Price::default(), Bps(0));
    assert_eq!(zero, Err(MathError::Zero { what: "divisor" }));
    let spread = credit_for(Akt(100), two, Bps(10_001));
    assert_eq!(spread, Err(MathError::Underflow { what: "the spread" }));
}
