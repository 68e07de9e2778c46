use cosmwasm_std::StdError;
use tender_guard::GuardError;
use tender_types::{Akt, Echo};
use thiserror::Error;

/// Why the token refused.
#[derive(Error, Debug, PartialEq)]
pub enum ContractError {
    /// Turned away at the door.
    #[error(transparent)]
    Guard(#[from] GuardError),
    /// The chain refused to read or write; never a domain error.
    #[error("guard/std: {0}")]
    Std(StdError),
    /// An amount above what the owner holds, or above what the sender was allowed.
    #[error(
        "token/insufficient: the amount is above the balance or the allowance: query 'balance' or \
         'allowance' and use a smaller amount"
    )]
    Insufficient,
    /// Minting, or passing it on, by somebody else.
    #[error(
        "token/not_minter: only the minter may do this: query 'minter' and send it from there"
    )]
    NotMinter,
    /// An allowance for oneself.
    #[error(
        "token/own_account: an allowance is for somebody else: spend your own AKT without one"
    )]
    OwnAccount,
    /// Somebody spends, or the owner lowers, what was never allowed.
    #[error(
        "token/no_allowance: there is no allowance: the owner sends 'increase_allowance' first"
    )]
    NoAllowance,
    /// Somebody spends what is allowed no longer.
    #[error(
        "token/allowance_expired: the allowance has ended: the owner sends 'increase_allowance'"
    )]
    AllowanceExpired,
    /// An allowance that would have ended before it began.
    #[error("token/expiration_past: 'expires' is not after this block: name a later end")]
    ExpirationPast,
    /// Instantiated with another symbol.
    #[error("token/symbol: the symbol is '{found}': it has to be {expected}")]
    Symbol {
        /// What was given.
        found: Echo,
        /// The only symbol taken.
        expected: &'static str,
    },
    /// Instantiated with other decimals.
    #[error("token/decimals: the token has {found} decimals: it has to have {expected}")]
    Decimals {
        /// What was given.
        found: u8,
        /// The only value taken.
        expected: u8,
    },
    /// A name that `cw20-base` would not take.
    #[error("token/name_length: the name has {found} bytes: give {min} to {max}")]
    NameLength {
        /// Bytes of the name given.
        found: usize,
        /// Fewest bytes.
        min: usize,
        /// Most bytes.
        max: usize,
    },
    /// Instantiated with a cap: redeeming would stop at it.
    #[error("token/minter_capped: the minter has a cap of {cap} micro-AKT: leave 'cap' out")]
    MinterCapped {
        /// The cap given.
        cap: Akt,
    },
    /// Marketing data is not kept on chain.
    #[error("token/marketing: the token keeps no marketing data: leave 'marketing' out")]
    Marketing,
    /// Supply or allowance would not fit 128 bits.
    #[error(
        "token/overflow: {current} micro-AKT of {what} and {added} more are beyond any number: use \
         a smaller amount"
    )]
    Overflow {
        /// `supply` or `allowance`.
        what: &'static str,
        /// What there was before.
        current: Akt,
        /// The amount of the message.
        added: Akt,
    },
    /// A rule of `cw20-base` that no message here can break.
    #[error("token/cw20: {0}")]
    Cw20(cw20_base::ContractError),
}

impl From<StdError> for ContractError {
    fn from(error: StdError) -> Self {
        match error {
            // `cw20-base` subtracts balances and allowances, and adds only what was tried before.
            StdError::Overflow { .. } => Self::Insufficient,
            other => Self::Std(other),
        }
    }
}

impl From<cw20_base::ContractError> for ContractError {
    fn from(error: cw20_base::ContractError) -> Self {
        use cw20_base::ContractError as Cw20;
        match error {
            // The only row that may be missing is the allowance that is to be lowered.
            Cw20::Std(StdError::NotFound { .. }) | Cw20::NoAllowance {} => Self::NoAllowance,
            Cw20::Std(error) => error.into(),
            Cw20::Unauthorized {} => Self::NotMinter,
            Cw20::CannotSetOwnAccount {} => Self::OwnAccount,
            Cw20::Expired {} => Self::AllowanceExpired,
            Cw20::InvalidExpiration {} => Self::ExpirationPast,
            other => Self::Cw20(other),
        }
    }
}
