//! Prices in other denoms than the one in which everything is settled.

use crate::text::quoted;

/// How a price becomes one in uact, in which everything is settled. What a check says of a file and
/// what an order asks are both decided here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conversion {
    /// It is in uact.
    Settled,
    /// It is in uakt, which floats.
    AtOracle,
    /// It is in a denom whose price nobody reports.
    AtPar,
}

impl Conversion {
    /// Of a price in `denom`.
    pub fn of(denom: &str) -> Self {
        match denom {
            "uact" => Self::Settled,
            "uakt" => Self::AtOracle,
            _ => Self::AtPar,
        }
    }

    /// What is done with a price in `denom`; nothing where it stays as it is.
    pub fn words(self, denom: &str) -> Option<String> {
        match self {
            Self::Settled => None,
            Self::AtOracle => Some(
                "prices are settled in uact: uakt is converted at the oracle's price of AKT"
                    .to_owned(),
            ),
            Self::AtPar => Some(format!(
                "prices are settled in uact, and no price of {} is known: it is taken at par with uact",
                quoted(denom)
            )),
        }
    }
}
