use tender_interfaces::attestation::MAX_NAME;
use thiserror::Error;

use super::bound::Bound;
use crate::text::quoted;

/// Why a group cannot become an order.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RequestError {
    /// Every count is 0.
    #[error("it asks for nothing: write `count: 1` for at least one of its services")]
    Nothing,
    /// The catalog has nothing like it.
    #[error("the catalog has no GPU {wanted}: {instead} Name other hardware, or propose the class to governance")]
    NoGpu {
        /// What was asked for, as the file says it.
        wanted: String,
        /// What may have been meant, or what there is.
        instead: String,
    },
    /// More than one order takes.
    #[error("{who} asks for {asked} {bound}, an order takes at most {}: {}", bound.most(), bound.advice())]
    TooMuch {
        /// Of what.
        bound: Bound,
        /// The service or the group, fit to be printed.
        who: String,
        /// How much, in the unit of the bound.
        asked: u64,
    },
    /// Names in an order are exact.
    #[error("the attribute {} is a pattern or cannot be written into the catalog: give one `key: value` of printable ASCII, at most {MAX_NAME} bytes together", quoted(name))]
    Attribute {
        /// `key=value`.
        name: String,
    },
    /// Less than a pico-unit per second.
    #[error(
        "its price is less than a millionth of a millionth of a dollar per second: raise `amount`"
    )]
    RateZero,
    /// More than a rate can hold.
    #[error("its price is more than a rate can hold: lower `amount`")]
    RateTooHigh,
}

impl RequestError {
    /// A name for programs that stays the same when the words change.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Nothing => "request/nothing",
            Self::NoGpu { .. } => "request/no_gpu",
            Self::TooMuch { .. } => "request/too_much",
            Self::Attribute { .. } => "request/attribute",
            Self::RateZero => "request/rate_zero",
            Self::RateTooHigh => "request/rate_too_high",
        }
    }
}

impl Bound {
    /// `asked` when it is within the bound. `who` asks for it.
    pub(super) fn check(self, asked: u64, who: &str) -> Result<u64, RequestError> {
        if asked <= self.most() {
            return Ok(asked);
        }
        Err(RequestError::TooMuch {
            bound: self,
            who: who.to_owned(),
            asked,
        })
    }

    /// As [`Bound::check`], of a list.
    pub(super) fn check_len(self, asked: usize, who: &str) -> Result<(), RequestError> {
        let asked = u64::try_from(asked).unwrap_or(u64::MAX);
        self.check(asked, who).map(|_| ())
    }
}
