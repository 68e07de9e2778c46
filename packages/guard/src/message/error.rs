//! What is wrong with a message, and where.

use std::fmt;

use serde::de;
use tender_types::Echo;

use crate::GuardError;

/// Why a message cannot be read, and where: the path is added from the inside out.
#[derive(Debug)]
pub(super) struct ReadError {
    path: String,
    fault: Fault,
}

#[derive(Debug)]
enum Fault {
    /// The value belongs to a field that is not known.
    NotRead,
    Unknown {
        field: Echo,
        nearest: Option<&'static str>,
    },
    Other(Echo),
}

impl ReadError {
    /// The value belongs to a field that is not known; whoever knows the field's name says so.
    pub(super) fn not_read() -> Self {
        Self {
            path: String::new(),
            fault: Fault::NotRead,
        }
    }

    /// The fault in a field, or the field itself where it is none of `fields`.
    #[cold]
    #[inline(never)]
    pub(super) fn of_field(self, key: &str, fields: &'static [&'static str]) -> Self {
        match self.fault {
            Fault::NotRead => unknown(key, fields),
            _ => self.at(key),
        }
    }

    #[cold]
    #[inline(never)]
    pub(super) fn at(mut self, step: &str) -> Self {
        // A path deeper than any message goes is not worth repeating.
        if self.path.len() < 256 {
            let dot = if self.path.is_empty() || self.path.starts_with('[') {
                ""
            } else {
                "."
            };
            self.path = format!("{}{dot}{}", Echo::of(step), self.path);
        }
        self
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)
    }
}

impl std::error::Error for ReadError {}

impl de::Error for ReadError {
    fn custom<T: fmt::Display>(reason: T) -> Self {
        Self {
            path: String::new(),
            fault: Fault::Other(Echo::sentence(reason.to_string())),
        }
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        unknown(variant, expected)
    }

    // What was found is left out of these: writing it brings in how floats are written, a twentieth of
    // a contract.
    fn invalid_type(_: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::custom(format_args!("expected {expected}"))
    }

    fn invalid_value(_: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::custom(format_args!("expected {expected}"))
    }
}

#[cold]
#[inline(never)]
pub(super) fn unknown(name: &str, known: &'static [&'static str]) -> ReadError {
    ReadError {
        path: String::new(),
        fault: Fault::Unknown {
            field: Echo::of(name),
            nearest: nearest(name, known),
        },
    }
}

impl From<ReadError> for GuardError {
    fn from(ReadError { path, fault }: ReadError) -> Self {
        let place = if path.is_empty() {
            "the message".to_string()
        } else {
            path
        };
        match fault {
            Fault::Unknown { field, nearest } => Self::UnknownField {
                place,
                field,
                nearest: nearest.unwrap_or("nothing"),
            },
            Fault::NotRead => Self::Message {
                place,
                reason: Echo::of("not known"),
            },
            Fault::Other(reason) => Self::Message { place, reason },
        }
    }
}

/// The known name that takes the fewest letters to correct.
fn nearest(name: &str, known: &'static [&'static str]) -> Option<&'static str> {
    // A name that is longer than any of ours is as far from all of them.
    let name: Vec<u8> = name.bytes().take(64).collect();
    known
        .iter()
        .copied()
        .min_by_key(|other| distance(&name, other.as_bytes()))
}

/// Letters to insert, remove or replace (Levenshtein), two rows at a time.
fn distance(a: &[u8], b: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.iter().enumerate() {
        let mut diagonal = i;
        let mut left = i.saturating_add(1);
        let mut next = Vec::with_capacity(row.len());
        next.push(left);
        for (other, above) in b.iter().zip(row.iter().skip(1)) {
            let replaced = diagonal.saturating_add(usize::from(letter != other));
            left = replaced
                .min(left.saturating_add(1))
                .min(above.saturating_add(1));
            next.push(left);
            diagonal = *above;
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
#[allow(clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_takes_the_fewest_letters() {
        assert_eq!(distance(b"kitten", b"sitting"), 3);
        assert_eq!(distance(b"", b"abc"), 3);
        assert_eq!(distance(b"abc", b""), 3);
        assert_eq!(
            nearest("depositTo", &["min_out", "deposit_to"]),
            Some("deposit_to")
        );
        assert_eq!(nearest("x", &[]), None);
    }

    #[test]
    fn a_path_deeper_than_any_message_ends() {
        let at = |length| {
            let path = "x".repeat(length);
            let fault = Fault::Other(Echo::sentence("odd"));
            ReadError { path, fault }.at("y").to_string()
        };
        assert_eq!(at(255), format!("y.{}", "x".repeat(255)));
        assert_eq!(at(256), "x".repeat(256));
    }

    #[test]
    fn what_was_found_is_not_repeated() {
        let fraction: ReadError =
            de::Error::invalid_type(de::Unexpected::Float(1.5), &"a whole number");
        let GuardError::Message { place, reason } = fraction.into() else {
            panic!("another error");
        };
        assert_eq!(place, "the message");
        assert_eq!(reason.to_string(), "expected a whole number");
    }
}
