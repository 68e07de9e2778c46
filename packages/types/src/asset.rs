use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

use cosmwasm_schema::cw_serde;

/// What money is made of. On the wire the contract is text; a contract checks it once on entry.
#[cw_serde]
#[derive(Eq, PartialOrd, Ord)]
pub enum Asset {
    /// A denom of the chain's bank module.
    Native {
        /// The denom, such as `uakt` or `ibc/...`.
        denom: String,
    },
    /// A cw20 token, or a cw20-shaped ledger such as the compute credit.
    Cw20 {
        /// The address of the token contract.
        contract: String,
    },
}

impl fmt::Display for Asset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Native { denom } => f.write_str(denom),
            Self::Cw20 { contract } => write!(f, "cw20:{contract}"),
        }
    }
}

impl FromStr for Asset {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text.strip_prefix("cw20:") {
            Some(contract) => Self::Cw20 {
                contract: contract.to_string(),
            },
            None => Self::Native {
                denom: text.to_string(),
            },
        })
    }
}

/// The place of an asset in `escrow`'s governed list. A JSON number.
#[cw_serde]
#[derive(Copy, Default, Eq, PartialOrd, Ord)]
pub struct AssetIndex(pub u8);

impl AssetIndex {
    /// The compute credit (ACT) is always first.
    pub const CREDIT: Self = Self(0);
}

impl fmt::Display for AssetIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for AssetIndex {
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
    fn an_asset_reads_back_from_its_text() {
        for asset in [
            Asset::Native {
                denom: "uakt".to_string(),
            },
            Asset::Cw20 {
                contract: "tender1abc".to_string(),
            },
        ] {
            assert_eq!(asset.to_string().parse(), Ok(asset));
        }
    }

    #[test]
    fn a_place_in_the_list_is_a_number() {
        assert_eq!(AssetIndex(255).to_string(), "255");
        assert_eq!("7".parse(), Ok(AssetIndex(7)));
        let beyond = "256".parse::<AssetIndex>().unwrap_err();
        assert_eq!(*beyond.kind(), IntErrorKind::PosOverflow);
    }
}
