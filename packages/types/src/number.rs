use std::fmt::Display;
use std::str::FromStr;

use thiserror::Error;

use crate::Echo;

/// A text that is not the one spelling of a number.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("'{text}' is not a {kind}: write it as {example}, without sign, spaces or idle zeros")]
pub struct ParseNumberError {
    /// The text that was given, cut short.
    pub text: Echo,
    /// What it should have been.
    pub kind: &'static str,
    /// One that is well written.
    pub example: &'static str,
}

/// The number that `text` is, if that is how the number is written: `5` has one spelling, and `+5` and
/// `05` are other texts. Two messages that say the same are the same bytes.
pub(crate) fn parse<N: FromStr + Display>(text: &str) -> Option<N> {
    // A sign or a zero in front is all that `FromStr` lets through beside the one spelling.
    let first = text.bytes().next()?;
    let canonical = first.is_ascii_digit() && (first != b'0' || text.len() == 1);
    canonical.then(|| text.parse().ok()).flatten()
}

/// Serde, JSON schema, `Display` and `FromStr` for newtypes that are decimal strings in JSON.
macro_rules! decimal_strings {
    ($($name:ident($inner:ty) $kind:literal;)*) => {$(
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::ParseNumberError;

            fn from_str(text: &str) -> Result<Self, $crate::ParseNumberError> {
                $crate::number::parse(text).map(Self).ok_or_else(|| $crate::ParseNumberError {
                    text: text.into(),
                    kind: $kind,
                    example: "\"7\"",
                })
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(&self.0)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        impl schemars::JsonSchema for $name {
            fn schema_name() -> String {
                stringify!($name).to_string()
            }

            fn json_schema(gen: &mut schemars::gen::SchemaGenerator) -> schemars::schema::Schema {
                let mut schema = String::json_schema(gen).into_object();
                schema.metadata().description = Some(concat!($kind, " as a decimal string").to_string());
                schema.string().pattern = Some("^(0|[1-9][0-9]*)$".to_string());
                schema.into()
            }
        }
    )*};
}

pub(crate) use decimal_strings;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_one_spelling() {
        assert_eq!(parse::<u64>("0"), Some(0));
        assert_eq!(parse::<u64>("18446744073709551615"), Some(u64::MAX));
        for other in [
            "",
            "+5",
            "-5",
            "05",
            "00",
            " 5",
            "5 ",
            "5_0",
            "5.0",
            "18446744073709551616",
        ] {
            assert_eq!(parse::<u64>(other), None, "{other}");
        }
    }
}
