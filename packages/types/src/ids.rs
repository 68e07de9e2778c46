use std::fmt;
use std::str::FromStr;

use cosmwasm_schema::cw_serde;
use schemars::JsonSchema;
use serde::{de, Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

/// An identifier that is not a decimal number in range.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("'{text}' is not an id: write a decimal number from 0 to {max}, as a string")]
pub struct ParseIdError {
    /// What was given.
    pub text: String,
    /// The largest id of this kind.
    pub max: u64,
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident($inner:ty);)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub $inner);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = ParseIdError;

            fn from_str(text: &str) -> Result<Self, ParseIdError> {
                text.parse().map(Self).map_err(|_| ParseIdError {
                    text: text.to_string(),
                    max: u64::from(<$inner>::MAX),
                })
            }
        }

        impl $name {
            /// The id after this one; `None` when the sequence is used up.
            pub fn next(self) -> Option<Self> {
                self.0.checked_add(1).map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                text.parse().map_err(de::Error::custom)
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> String {
                stringify!($name).to_string()
            }

            fn json_schema(gen: &mut schemars::gen::SchemaGenerator) -> schemars::schema::Schema {
                let mut schema = String::json_schema(gen).into_object();
                schema.metadata().description =
                    Some(concat!(stringify!($inner), " as a decimal string").to_string());
                schema.string().pattern = Some("^[0-9]+$".to_string());
                schema.into()
            }
        }
    )*};
}

ids! {
    /// An escrow account, assigned by `escrow`.
    AccountId(u64);
    /// An order, assigned by `orderbook`. The first lease that fills it carries the same number.
    OrderId(u64);
    /// A lease, drawn by `orderbook` from the sequence of order ids.
    LeaseId(u64);
    /// An ask, assigned by `orderbook`.
    AskId(u64);
    /// A provider, assigned by `attestation`.
    ProviderId(u32);
    /// An auditor, assigned by `attestation`.
    AuditorId(u16);
    /// A hardware class of the governed catalog in `attestation`.
    ClassId(u16);
    /// A placement attribute of the governed catalog in `attestation`.
    AttributeId(u16);
}

impl From<OrderId> for LeaseId {
    /// The first lease of an order has the order's number.
    fn from(order: OrderId) -> Self {
        Self(order.0)
    }
}

/// Where a lease is stored: leases of an account are one range.
#[cw_serde]
#[derive(Copy, Eq, PartialOrd, Ord)]
pub struct LeaseKey {
    /// The escrow account that pays.
    pub account: AccountId,
    /// The lease.
    pub lease: LeaseId,
}

/// Names an ask: asks of a provider are one range.
#[cw_serde]
#[derive(Copy, Eq, PartialOrd, Ord)]
pub struct AskKey {
    /// The provider who posted it.
    pub provider: ProviderId,
    /// The ask.
    pub ask: AskId,
}

#[cfg(test)]
mod tests {
    use super::*;
    use cosmwasm_std::{from_json, to_json_string};

    #[test]
    fn ids_are_decimal_strings() {
        assert_eq!(
            to_json_string(&LeaseId(u64::MAX)).unwrap(),
            "\"18446744073709551615\""
        );
        assert_eq!(from_json::<ProviderId>(b"\"7\"").unwrap(), ProviderId(7));
    }

    #[test]
    fn an_id_out_of_range_says_its_range() {
        let error = "65536".parse::<ClassId>().unwrap_err();
        assert_eq!(
            error,
            ParseIdError {
                text: "65536".to_string(),
                max: 65_535
            }
        );
        assert!(from_json::<ClassId>(b"7").is_err());
        assert!(from_json::<ClassId>(b"\"-1\"").is_err());
    }

    #[test]
    fn a_used_up_sequence_has_no_next() {
        assert_eq!(AuditorId(1).next(), Some(AuditorId(2)));
        assert_eq!(AuditorId(u16::MAX).next(), None);
    }
}
