use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Decimal, Uint128};
use schemars::JsonSchema;
use serde::{de, Deserialize, Deserializer, Serialize, Serializer};

use crate::number::decimal_strings;
use crate::{ParseNumberError, Seconds};

/// Pico-units in one micro-unit.
pub const PICO_PER_MICRO: u128 = 1_000_000;

/// Basis points in one whole.
pub const BPS: u16 = 10_000;

/// A price: pico-units of an asset per second. $2.00 per hour is 555 555 555 pico-ACT per second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rate(pub u128);

impl Rate {
    /// The rate at which nothing flows.
    pub const ZERO: Self = Self(0);

    /// Whether nothing flows.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The sum, or `None` past `u128::MAX`.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The difference, or `None` below zero.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// This rate for each of `units`, or `None` past `u128::MAX`.
    pub fn checked_mul(self, units: u32) -> Option<Self> {
        self.0.checked_mul(u128::from(units)).map(Self)
    }

    /// What flows in `span`, or `None` past `u128::MAX`.
    pub fn over(self, span: Seconds) -> Option<Pico> {
        self.0.checked_mul(u128::from(span.0)).map(Pico)
    }
}

macro_rules! amounts {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u128);

        impl $name {
            /// No amount at all.
            pub const ZERO: Self = Self(0);

            /// Whether this is nothing.
            pub const fn is_zero(self) -> bool {
                self.0 == 0
            }

            /// The sum, or `None` past `u128::MAX`.
            pub fn checked_add(self, other: Self) -> Option<Self> {
                self.0.checked_add(other.0).map(Self)
            }

            /// The difference, or `None` below zero.
            pub fn checked_sub(self, other: Self) -> Option<Self> {
                self.0.checked_sub(other.0).map(Self)
            }

            /// The difference; nothing below zero.
            pub const fn saturating_sub(self, other: Self) -> Self {
                Self(self.0.saturating_sub(other.0))
            }
        }

        impl From<Uint128> for $name {
            fn from(amount: Uint128) -> Self {
                Self(amount.u128())
            }
        }

        impl From<$name> for Uint128 {
            fn from(amount: $name) -> Self {
                Self::new(amount.0)
            }
        }
    )*};
}

amounts! {
    /// Micro-AKT: millionths of the token that is burned, bonded and staked.
    Akt;
    /// Micro-ACT: millionths of the compute credit, so of a US dollar.
    Act;
    /// Micro-units of an asset that is named beside: a coin's denom, an account's asset.
    Micro;
}

decimal_strings! {
    Rate(u128) "rate";
    Akt(u128) "number of micro-AKT";
    Act(u128) "number of micro-ACT";
    Micro(u128) "number of micro-units";
}

/// USD per AKT, with at most 18 decimal places; a decimal string in its one spelling, such as "3.25".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Price(pub Decimal);

impl fmt::Display for Price {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Price {
    type Err = ParseNumberError;

    fn from_str(text: &str) -> Result<Self, ParseNumberError> {
        let price = text
            .parse()
            .ok()
            .filter(|price: &Decimal| price.to_string() == text);
        price.map(Self).ok_or_else(|| ParseNumberError {
            text: text.into(),
            kind: "price",
            example: "\"3.25\"",
        })
    }
}

impl Serialize for Price {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Price {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

impl JsonSchema for Price {
    fn schema_name() -> String {
        "Price".to_string()
    }

    fn json_schema(gen: &mut schemars::gen::SchemaGenerator) -> schemars::schema::Schema {
        let mut schema = String::json_schema(gen).into_object();
        schema.metadata().description = Some("USD per AKT as a decimal string".to_string());
        schema.string().pattern = Some("^(0|[1-9][0-9]*)([.][0-9]*[1-9])?$".to_string());
        schema.into()
    }
}

/// An exact amount inside a ledger: pico-units. Leaves the ledger only as whole micro-units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pico(pub u128);

impl Pico {
    /// No amount at all.
    pub const ZERO: Self = Self(0);

    /// `micro` micro-units, or `None` past what a ledger can hold (about 3.4e32 micro-units).
    pub fn from_micro(micro: Micro) -> Option<Self> {
        micro.0.checked_mul(PICO_PER_MICRO).map(Self)
    }

    /// Whole micro-units, the fraction left behind.
    pub const fn micro_floor(self) -> Micro {
        Micro(self.0 / PICO_PER_MICRO)
    }

    /// The fewest whole micro-units that cover it.
    pub const fn micro_ceil(self) -> Micro {
        Micro(self.0.div_ceil(PICO_PER_MICRO))
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

/// A share of something in basis points, 0 to 10 000. A JSON number.
#[cw_serde]
#[derive(Copy, Default, Eq, PartialOrd, Ord)]
pub struct Bps(pub u16);

impl Bps {
    /// Whether this is at most the whole.
    pub const fn is_share(self) -> bool {
        self.0 <= BPS
    }
}

impl FromStr for Bps {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, ParseIntError> {
        text.parse().map(Self)
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
    use cosmwasm_schema::schema_for;
    use cosmwasm_std::{from_json, to_json_string};
    use schemars::schema::InstanceType;

    #[test]
    fn the_fraction_of_a_micro_unit_stays_behind() {
        assert_eq!(Pico(1_999_999).micro_floor(), Micro(1));
        assert_eq!(Pico(1_999_999).fraction(), Pico(999_999));
        assert_eq!(Pico(1_000_001).micro_ceil(), Micro(2));
        assert_eq!(Pico(1_000_000).micro_ceil(), Micro(1));
        assert_eq!(Pico::from_micro(Micro(3)), Some(Pico(3_000_000)));
        assert_eq!(Pico::from_micro(Micro(u128::MAX)), None);
    }

    #[test]
    fn what_a_ledger_holds_never_wraps() {
        assert_eq!(Pico(2).checked_add(Pico(3)), Some(Pico(5)));
        assert_eq!(Pico(u128::MAX).checked_add(Pico(1)), None);
        assert_eq!(Pico(5).checked_sub(Pico(3)), Some(Pico(2)));
        assert_eq!(Pico(3).checked_sub(Pico(5)), None);
    }

    #[test]
    fn amounts_never_wrap() {
        assert_eq!(Akt(2).checked_add(Akt(3)), Some(Akt(5)));
        assert_eq!(Akt(u128::MAX).checked_add(Akt(1)), None);
        assert_eq!(Act(5).checked_sub(Act(3)), Some(Act(2)));
        assert_eq!(Act(3).checked_sub(Act(5)), None);
        assert_eq!(Micro(3).saturating_sub(Micro(5)), Micro::ZERO);
        assert!(Micro::ZERO.is_zero() && !Micro(1).is_zero());
        assert_eq!(Akt::from(Uint128::new(7)), Akt(7));
        assert_eq!(Uint128::from(Act(7)), Uint128::new(7));
    }

    #[test]
    fn a_share_is_at_most_the_whole() {
        assert!(Bps(BPS).is_share() && Bps(0).is_share());
        assert!(!Bps(10_001).is_share());
        assert_eq!(Bps(250).to_string(), "250");
        assert_eq!("250".parse(), Ok(Bps(250)));
    }

    #[test]
    fn a_price_is_the_same_text_everywhere() {
        let price = Price(Decimal::percent(325));
        assert_eq!(price.to_string(), "3.25");
        assert_eq!(to_json_string(&price).unwrap(), "\"3.25\"");
        assert_eq!(from_json::<Price>(b"\"3.25\""), Ok(price));
        let refused = from_json::<Price>(b"\"3.250\"").unwrap_err();
        let refused = refused.to_string();
        assert!(refused.contains("'3.250' is not a price"), "{refused}");
    }

    #[test]
    fn a_price_says_in_its_schema_how_it_is_written() {
        let mut schema = schema_for!(Price).schema;
        assert_eq!(schema.metadata().title.as_deref(), Some("Price"));
        assert_eq!(schema.instance_type, Some(InstanceType::String.into()));
        let pattern = "^(0|[1-9][0-9]*)([.][0-9]*[1-9])?$";
        assert_eq!(schema.string().pattern.as_deref(), Some(pattern));
    }

    #[test]
    fn a_price_has_one_spelling() {
        assert_eq!("3.25".parse(), Ok(Price(Decimal::percent(325))));
        assert_eq!("3".parse(), Ok(Price(Decimal::percent(300))));
        for other in ["+3", "03", "3.", "3.0", "3.250", ".5", "-1", "1e3", ""] {
            let error = ParseNumberError {
                text: other.into(),
                kind: "price",
                example: "\"3.25\"",
            };
            assert_eq!(other.parse::<Price>(), Err(error));
        }
    }

    #[test]
    fn rates_never_wrap() {
        assert_eq!(Rate(3).checked_mul(2), Some(Rate(6)));
        assert_eq!(Rate(u128::MAX).checked_mul(2), None);
        assert_eq!(Rate(1).checked_add(Rate(2)), Some(Rate(3)));
        assert_eq!(Rate(u128::MAX).checked_add(Rate(1)), None);
        assert_eq!(Rate(3).checked_sub(Rate(2)), Some(Rate(1)));
        assert_eq!(Rate(1).checked_sub(Rate(2)), None);
        assert!(Rate::ZERO.is_zero() && !Rate(1).is_zero());
        assert_eq!(Rate(3).over(Seconds(4)), Some(Pico(12)));
        assert_eq!(Rate(u128::MAX).over(Seconds(2)), None);
        assert_eq!("555555555".parse(), Ok(Rate(555_555_555)));
    }
}
