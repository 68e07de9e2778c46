use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

use cosmwasm_schema::cw_serde;
use cosmwasm_std::Uint128;

/// Pico-units in one micro-unit.
pub const PICO_PER_MICRO: u128 = 1_000_000;

/// Basis points in one whole.
pub const BPS: u16 = 10_000;

/// A price: pico-units of an asset per second. $2.00 per hour is 555 555 555 pico-ACT per second.
#[cw_serde]
#[derive(Copy, Default, Eq, PartialOrd, Ord)]
pub struct Rate(pub Uint128);

impl Rate {
    /// Nothing per second.
    pub const ZERO: Self = Self(Uint128::zero());

    /// A rate of `pico` pico-units per second.
    pub const fn new(pico: u128) -> Self {
        Self(Uint128::new(pico))
    }

    /// Pico-units per second.
    pub const fn u128(self) -> u128 {
        self.0.u128()
    }

    /// Whether nothing flows.
    pub const fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// The sum, or `None` past `u128::MAX`.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.u128().checked_add(other.u128()).map(Self::new)
    }

    /// The difference, or `None` below zero.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.u128().checked_sub(other.u128()).map(Self::new)
    }

    /// This rate for each of `units`, or `None` past `u128::MAX`.
    pub fn checked_mul(self, units: u32) -> Option<Self> {
        self.u128().checked_mul(u128::from(units)).map(Self::new)
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Rate {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, ParseIntError> {
        text.parse().map(Self::new)
    }
}

/// An exact amount inside a ledger: pico-units. Leaves the ledger only as whole micro-units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pico(pub u128);

impl Pico {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// `micro` micro-units, or `None` past what a ledger can hold (about 3.4e32 micro-units).
    pub fn from_micro(micro: Uint128) -> Option<Self> {
        micro.u128().checked_mul(PICO_PER_MICRO).map(Self)
    }

    /// Whole micro-units, the fraction left behind.
    pub const fn micro_floor(self) -> Uint128 {
        Uint128::new(self.0 / PICO_PER_MICRO)
    }

    /// What is left of it without its whole micro-units.
    pub const fn fraction(self) -> Self {
        Self(self.0 % PICO_PER_MICRO)
    }

    /// The sum, or `None` past `u128::MAX`.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The difference, or `None` below zero.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }
}

/// A share of something in basis points, 0 to 10 000.
#[cw_serde]
#[derive(Copy, Default, Eq, PartialOrd, Ord)]
pub struct Bps(pub u16);

impl Bps {
    /// Whether this is at most the whole.
    pub const fn is_share(self) -> bool {
        self.0 <= BPS
    }
}

impl fmt::Display for Bps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fraction_of_a_micro_unit_stays_behind() {
        assert_eq!(Pico(1_999_999).micro_floor(), Uint128::one());
        assert_eq!(Pico(1_999_999).fraction(), Pico(999_999));
        assert_eq!(Pico::from_micro(Uint128::new(3)), Some(Pico(3_000_000)));
        assert_eq!(Pico::from_micro(Uint128::MAX), None);
    }

    #[test]
    fn rates_never_wrap() {
        assert_eq!(Rate::new(u128::MAX).checked_mul(2), None);
        assert_eq!(Rate::new(1).checked_sub(Rate::new(2)), None);
        assert_eq!("555555555".parse(), Ok(Rate::new(555_555_555)));
    }
}
