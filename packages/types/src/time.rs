use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

use cosmwasm_schema::cw_serde;
use cosmwasm_std::Env;

/// A span of block time, in whole seconds. A JSON number.
#[cw_serde]
#[derive(Copy, Default, Eq, PartialOrd, Ord)]
pub struct Seconds(pub u64);

/// A moment of block time, in whole seconds since the Unix epoch. A JSON number.
#[cw_serde]
#[derive(Copy, Default, Eq, PartialOrd, Ord)]
pub struct Timestamp(pub u64);

impl Seconds {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// So many minutes of 60 seconds.
    pub const fn minutes(count: u32) -> Self {
        Self(Self::of(count, 60))
    }

    /// So many hours of 60 minutes.
    pub const fn hours(count: u32) -> Self {
        Self(Self::of(count, 60 * 60))
    }

    /// So many days of 24 hours.
    pub const fn days(count: u32) -> Self {
        Self(Self::of(count, 24 * 60 * 60))
    }

    // A product of two 32-bit numbers fits 64 bits, so nothing saturates.
    #[allow(clippy::as_conversions)]
    const fn of(count: u32, unit: u32) -> u64 {
        (count as u64).saturating_mul(unit as u64)
    }

    /// Both spans one after the other; stops at the largest span there is.
    pub const fn saturating_add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// What is left of this span without `other`; nothing when `other` is longer.
    pub const fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// Both spans one after the other, or `None` past the largest span there is.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// What is left of this span without `other`, or `None` when `other` is longer.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// Whether this is no time at all.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }
}

impl Timestamp {
    /// The time of the block that a message is executed in.
    pub fn now(env: &Env) -> Self {
        Self(env.block.time.seconds())
    }

    /// The moment `span` later; stops at the last moment there is, which no chain reaches.
    pub const fn after(self, span: Seconds) -> Self {
        Self(self.0.saturating_add(span.0))
    }

    /// The moment `span` earlier; stops at the epoch.
    pub const fn before(self, span: Seconds) -> Self {
        Self(self.0.saturating_sub(span.0))
    }

    /// The time that has passed since `earlier`; none when `earlier` is not earlier.
    pub const fn since(self, earlier: Self) -> Seconds {
        Seconds(self.0.saturating_sub(earlier.0))
    }
}

macro_rules! seconds_as_text {
    ($($type:ident),*) => {$(
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $type {
            type Err = ParseIntError;

            fn from_str(text: &str) -> Result<Self, ParseIntError> {
                text.parse().map(Self)
            }
        }
    )*};
}

seconds_as_text!(Seconds, Timestamp);

#[cfg(test)]
mod tests {
    use super::*;
    use cosmwasm_std::testing::mock_env;
    use cosmwasm_std::{from_json, to_json_string};

    #[test]
    fn spans_are_counted_in_seconds() {
        assert_eq!(Seconds::minutes(2), Seconds(120));
        assert_eq!(Seconds::hours(2), Seconds(7_200));
        assert_eq!(Seconds::days(2), Seconds(172_800));
        assert_eq!(
            Seconds::days(u32::MAX),
            Seconds(u64::from(u32::MAX) * 86_400)
        );
    }

    #[test]
    fn a_moment_and_a_span_make_a_moment() {
        let noon = Timestamp(1_000);
        assert_eq!(noon.after(Seconds(5)).since(noon), Seconds(5));
        assert_eq!(noon.since(noon.after(Seconds(5))), Seconds::ZERO);
        assert_eq!(noon.before(Seconds(2_000)), Timestamp(0));
        assert_eq!(Timestamp(u64::MAX).after(Seconds(1)), Timestamp(u64::MAX));
    }

    #[test]
    fn spans_are_added_and_taken_away() {
        let (short, long) = (Seconds(2), Seconds(5));
        assert_eq!(long.saturating_add(short), Seconds(7));
        assert_eq!(Seconds(u64::MAX).saturating_add(short), Seconds(u64::MAX));
        assert_eq!(long.saturating_sub(short), Seconds(3));
        assert_eq!(short.saturating_sub(long), Seconds::ZERO);
        assert_eq!(long.checked_add(short), Some(Seconds(7)));
        assert_eq!(Seconds(u64::MAX).checked_add(short), None);
        assert_eq!(long.checked_sub(short), Some(Seconds(3)));
        assert_eq!(short.checked_sub(long), None);
        assert!(Seconds::ZERO.is_zero() && !short.is_zero());
    }

    #[test]
    fn now_is_the_time_of_the_block() {
        let mut env = mock_env();
        env.block.time = cosmwasm_std::Timestamp::from_nanos(7_999_999_999);
        assert_eq!(Timestamp::now(&env), Timestamp(7));
    }

    #[test]
    fn as_text_they_are_numbers() {
        assert_eq!(Seconds(60).to_string(), "60");
        assert_eq!("60".parse(), Ok(Timestamp(60)));
    }

    #[test]
    fn on_the_wire_they_are_numbers() {
        assert_eq!(to_json_string(&Timestamp(7)).unwrap(), "7");
        assert_eq!(from_json::<Seconds>(b"7").unwrap(), Seconds(7));
    }
}
