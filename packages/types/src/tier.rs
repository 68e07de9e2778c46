use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

use cosmwasm_schema::cw_serde;

/// How thoroughly an auditor looked, 1 to 4; 0 stands for nobody. A JSON number.
#[cw_serde]
#[derive(Copy, Default, Eq, PartialOrd, Ord)]
pub struct Tier(pub u8);

impl Tier {
    /// Nobody looked, or nothing is asked for.
    pub const NONE: Self = Self(0);

    /// The highest there is.
    pub const MAX: Self = Self(4);
}

impl fmt::Display for Tier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Tier {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, ParseIntError> {
        text.parse().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::num::IntErrorKind;

    #[test]
    fn a_tier_is_a_number() {
        assert_eq!(Tier::MAX.to_string(), "4");
        assert_eq!("3".parse(), Ok(Tier(3)));
        let none = "".parse::<Tier>().unwrap_err();
        assert_eq!(*none.kind(), IntErrorKind::Empty);
    }
}
