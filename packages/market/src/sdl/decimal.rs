//! Prices: exact decimals with 18 places, as the chain keeps them.

use std::fmt;

use serde::{Serialize, Serializer};

/// A non-negative decimal, counted in units of 10^-18.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal(u128);

impl Decimal {
    /// Decimal places kept.
    pub const PLACES: usize = 18;

    /// From units of 10^-18.
    pub const fn from_atomics(atomics: u128) -> Self {
        Self(atomics)
    }

    /// The value in units of 10^-18.
    pub const fn atomics(self) -> u128 {
        self.0
    }

    /// Reads `12`, `0.5` or `-3`; a value beyond all limits becomes the largest decimal.
    pub(super) fn parse(text: &str) -> Result<Self, DecimalError> {
        let (negative, unsigned) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = match unsigned.split_once('.') {
            Some((_, "")) | Some(("", _)) => return Err(DecimalError::Malformed),
            Some(parts) => parts,
            None => (unsigned, ""),
        };
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !digits(fraction) {
            return Err(DecimalError::Malformed);
        }
        if fraction.len() > Self::PLACES {
            return Err(DecimalError::TooPrecise);
        }
        let padded = format!("{whole}{fraction:0<places$}", places = Self::PLACES);
        let significant = padded.trim_start_matches('0');
        match (negative, significant) {
            (_, "") => Err(DecimalError::Zero),
            (true, _) => Err(DecimalError::Negative),
            (false, _) => Ok(Self(significant.parse().unwrap_or(u128::MAX))),
        }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = format!(
            "{:0>width$}",
            self.0,
            width = Self::PLACES.saturating_add(1)
        );
        let (whole, fraction) = digits.split_at(digits.len().saturating_sub(Self::PLACES));
        match fraction.trim_end_matches('0') {
            "" => f.write_str(whole),
            fraction => write!(f, "{whole}.{fraction}"),
        }
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Why a text is no price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DecimalError {
    Malformed,
    TooPrecise,
    Zero,
    Negative,
}
