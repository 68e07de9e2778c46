use std::fmt;

use cosmwasm_std::Decimal;

/// Something the market decided where the file leaves it open, to be shown to the tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// A persistent volume without a class of its own.
    DefaultStorage {
        /// The volume.
        volume: String,
    },
    /// A price in AKT.
    FromAkt {
        /// USD per AKT.
        usd_per_akt: Decimal,
    },
    /// A price in a denom that has no price here.
    AtPar {
        /// The denom.
        denom: String,
    },
    /// Classes that would do, but only with more units.
    Larger {
        /// Their names.
        classes: Vec<String>,
        /// Units of the classes that were chosen.
        units: u128,
    },
    /// More classes would do than an order can name.
    Cheapest {
        /// Classes named.
        kept: usize,
        /// Classes left out.
        dropped: Vec<String>,
    },
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DefaultStorage { volume } => write!(
                f,
                "the persistent volume '{volume}' names no kind of disk: taken as SSD (beta2)"
            ),
            Self::FromAkt { usd_per_akt } => write!(
                f,
                "the price is in AKT, which floats: converted at {usd_per_akt} USD per AKT"
            ),
            Self::AtPar { denom } => {
                write!(f, "the price is in {denom}: taken at par with USD")
            }
            Self::Larger { classes, units } => write!(
                f,
                "left out, because they need more than {units} unit(s): {}",
                classes.join(", ")
            ),
            Self::Cheapest { kept, dropped } => write!(
                f,
                "any of many classes will do: the {kept} with the cheapest asks are named, not {}",
                dropped.join(", ")
            ),
        }
    }
}
