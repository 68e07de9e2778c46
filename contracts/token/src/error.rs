use cosmwasm_std::{StdError, Uint128};
use tender_guard::GuardError;
use thiserror::Error;

/// Why the token refused.
#[derive(Error, Debug, PartialEq)]
pub enum ContractError {
    /// A rule of `cw20-base` itself.
    #[error(transparent)]
    Cw20(cw20_base::ContractError),

    /// Code of another contract, or older code, was to take over.
    #[error(transparent)]
    Guard(#[from] GuardError),

    /// A stored row or the version row could not be read.
    #[error(transparent)]
    Std(#[from] StdError),

    /// Any amount above what the sender holds or was allowed.
    #[error("the amount is above the balance or the allowance; query balance or allowance first")]
    Insufficient,

    /// Native coins came with a message; they would be stuck here.
    #[error("the token takes no native coins, but {found} came along; send none")]
    UnexpectedFunds {
        /// The first coin sent.
        found: String,
    },

    /// Not a normalised address of this chain.
    #[error("{found:?} is not an address of this chain; write it in lower case, unchanged")]
    InvalidAddress {
        /// What was given.
        found: String,
    },

    /// Instantiated with another symbol.
    #[error("the symbol must be {expected}, found {found:?}")]
    WrongSymbol {
        /// What was given.
        found: String,
        /// The only symbol taken.
        expected: &'static str,
    },

    /// Instantiated with other decimals.
    #[error("the token must have {expected} decimals, found {found}")]
    WrongDecimals {
        /// What was given.
        found: u8,
        /// The only value taken.
        expected: u8,
    },

    /// A name that `cw20-base` would not take.
    #[error("the name has {found} bytes; it must have {min} to {max}")]
    WrongNameLength {
        /// Bytes of the name given.
        found: usize,
        /// Fewest bytes.
        min: usize,
        /// Most bytes.
        max: usize,
    },

    /// Instantiated without a minter: `bme` could never redeem.
    #[error("a minter is required: name bme, or yourself and send update_minter later")]
    MinterMissing,

    /// Instantiated with a cap: redeeming would stop at it.
    #[error("the minter must have no cap, found {cap}; leave cap out")]
    MinterCapped {
        /// The cap given, in uakt.
        cap: Uint128,
    },

    /// Marketing data is not kept on chain.
    #[error("the token keeps no marketing data; leave marketing out")]
    MarketingUnsupported,

    /// More opening balances than one message may carry.
    #[error("{found} initial balances, at most {max} are taken; mint the others afterwards")]
    TooManyBalances {
        /// How many were given.
        found: usize,
        /// How many are taken.
        max: usize,
    },

    /// Supply or allowance would not fit 128 bits.
    #[error("{current} plus {added} does not fit 128 bits; use a smaller amount")]
    Overflow {
        /// The supply or allowance before, in uakt.
        current: Uint128,
        /// The amount of the message, in uakt.
        added: Uint128,
    },
}

impl From<cw20_base::ContractError> for ContractError {
    fn from(error: cw20_base::ContractError) -> Self {
        match error {
            // cw20-base subtracts balances and allowances, and adds only what `check` has tried.
            cw20_base::ContractError::Std(StdError::Overflow { .. }) => Self::Insufficient,
            other => Self::Cw20(other),
        }
    }
}
