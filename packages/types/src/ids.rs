use std::fmt;
use std::str::FromStr;

use cosmwasm_schema::cw_serde;
use schemars::JsonSchema;
use serde::{de, Deserialize, Deserializer, Serialize, Serializer};

use crate::number::decimal_strings;
use crate::{ParseNumberError, UnknownName};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident($inner:ty);)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub $inner);

        impl $name {
            /// The id after this one; `None` when the sequence is used up.
            pub fn next(self) -> Option<Self> {
                self.0.checked_add(1).map(Self)
            }
        }

        decimal_strings! { $name($inner) "id"; }
    )*};
}

ids! {
    /// An escrow account, assigned by `escrow`.
    AccountId(u64);
    /// A lease, by the count of its account.
    LeaseId(u32);
    /// A provider, assigned by `attestation`.
    ProviderId(u32);
    /// An auditor, assigned by `attestation`.
    AuditorId(u16);
    /// A hardware class of the governed catalog in `attestation`.
    ClassId(u16);
    /// A placement attribute of the governed catalog in `attestation`.
    AttributeId(u16);
}

impl ClassId {
    /// No class of the catalog: what a rate card offers, which is counted in cores and GiB.
    pub const CARD: Self = Self(0);
}

/// Names a lease: leases of a provider are one range.
#[cw_serde]
#[derive(Copy, Eq, PartialOrd, Ord)]
pub struct LeaseKey {
    /// The provider that serves it.
    pub provider: ProviderId,
    /// The escrow account that pays.
    pub account: AccountId,
    /// The lease, by the count of its account.
    pub lease: LeaseId,
}

/// Names an offer: a provider has one for each class, and those of a provider are one range.
#[cw_serde]
#[derive(Copy, Eq, PartialOrd, Ord)]
pub struct OfferKey {
    /// The provider whose it is.
    pub provider: ProviderId,
    /// The class offered.
    pub class: ClassId,
}

/// Names an order that rests or is auctioned: those of an account are one range.
#[cw_serde]
#[derive(Copy, Eq, PartialOrd, Ord)]
pub struct OrderKey {
    /// The escrow account that pays.
    pub account: AccountId,
    /// One of the account's places for orders, chosen by its tenant.
    pub slot: u8,
}

macro_rules! paths {
    ($($name:ident { $($field:ident),* })*) => {$(
        /// Its parts with strokes between them.
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let mut stroke = "";
                $(
                    write!(f, "{stroke}{}", self.$field)?;
                    stroke = "/";
                )*
                let _ = stroke;
                Ok(())
            }
        }

        impl FromStr for $name {
            type Err = UnknownName;

            fn from_str(text: &str) -> Result<Self, UnknownName> {
                let mut parts = text.split('/');
                let key = Self {
                    $($field: {
                        let part = parts.next().ok_or(UnknownName)?;
                        part.parse().map_err(|_| UnknownName)?
                    },)*
                };
                match parts.next() {
                    None => Ok(key),
                    Some(_) => Err(UnknownName),
                }
            }
        }
    )*};
}

paths! {
    LeaseKey { provider, account, lease }
    OfferKey { provider, class }
    OrderKey { account, slot }
}

/// Which account of the sender pays: by its id, or `newest`, the one it opened last, so that opening an
/// account and renting can be one transaction. One string in JSON: `"7"` or `"newest"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Payer {
    /// This account.
    Account(AccountId),
    /// The account that the sender opened last.
    Newest,
}

impl fmt::Display for Payer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Account(account) => account.fmt(f),
            Self::Newest => f.write_str("newest"),
        }
    }
}

impl FromStr for Payer {
    type Err = ParseNumberError;

    fn from_str(text: &str) -> Result<Self, ParseNumberError> {
        match text {
            "newest" => Ok(Self::Newest),
            number => number.parse().map(Self::Account),
        }
    }
}

impl Serialize for Payer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Payer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

impl JsonSchema for Payer {
    fn schema_name() -> String {
        "Payer".to_string()
    }

    fn json_schema(gen: &mut schemars::gen::SchemaGenerator) -> schemars::schema::Schema {
        let mut schema = String::json_schema(gen).into_object();
        schema.metadata().description =
            Some("the id of an account, or `newest`: the one the sender opened last".to_string());
        schema.string().pattern = Some("^(newest|0|[1-9][0-9]*)$".to_string());
        schema.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cosmwasm_std::{from_json, to_json_string, StdError};

    #[test]
    fn ids_are_decimal_strings() {
        assert_eq!(
            to_json_string(&AccountId(u64::MAX)).unwrap(),
            "\"18446744073709551615\""
        );
        assert_eq!(from_json::<ProviderId>(b"\"7\"").unwrap(), ProviderId(7));
    }

    #[test]
    fn an_id_has_one_spelling() {
        for text in ["65536", "+7", "07", "-1"] {
            let error = text.parse::<ClassId>().unwrap_err();
            assert_eq!((error.text, error.kind), (text.into(), "id"));
        }
        for (json, reason) in [
            ("7", "Invalid type"),
            ("\"07\"", "'07' is not a id: write it as \"7\""),
        ] {
            let refused = from_json::<ClassId>(json.as_bytes());
            let Err(StdError::ParseErr { msg, .. }) = refused else {
                panic!("{json}: {refused:?}");
            };
            assert!(msg.contains(reason), "{msg}");
        }
    }

    #[test]
    fn a_key_is_a_path() {
        let lease = LeaseKey {
            provider: ProviderId(3),
            account: AccountId(7),
            lease: LeaseId(1),
        };
        assert_eq!(lease.to_string(), "3/7/1");
        assert_eq!("3/7/1".parse(), Ok(lease));
        for text in ["3/7", "3/7/1/2", "3//1", "3/7/x"] {
            assert_eq!(text.parse::<LeaseKey>(), Err(UnknownName), "{text}");
        }
    }

    #[test]
    fn a_payer_is_an_account_or_the_newest() {
        for (payer, json) in [
            (Payer::Account(AccountId(7)), "\"7\""),
            (Payer::Newest, "\"newest\""),
        ] {
            assert_eq!(to_json_string(&payer).unwrap(), json);
            assert_eq!(from_json::<Payer>(json.as_bytes()).unwrap(), payer);
        }
        assert!(from_json::<Payer>(b"\"oldest\"").is_err());
    }

    #[test]
    fn a_used_up_sequence_has_no_next() {
        assert_eq!(AuditorId(1).next(), Some(AuditorId(2)));
        assert_eq!(AuditorId(u16::MAX).next(), None);
    }
}
