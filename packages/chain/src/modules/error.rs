//! What can go wrong in a message or query, and how much of it a contract may see.

use cosmwasm_std::{StdError, SystemError};
use cw_multi_test::error::AnyError;

use crate::encoding::address::InvalidAddress;
use crate::store::gas::OutOfGas;

/// The chain itself refuses, as opposed to a contract.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChainError {
    /// The transaction used more gas than it may.
    #[error("out of gas")]
    OutOfGas,
    /// A submessage used more gas than its dispatcher allowed it; the dispatcher may go on.
    #[error("SubMsg hit gas limit: out of gas")]
    SubmessageGas,
    /// The sender has less than it wants to move.
    #[error("insufficient funds: {account} holds {available}{denom}, needs {needed}{denom}")]
    InsufficientFunds {
        /// The account that pays.
        account: String,
        /// The denom that is to be paid.
        denom: String,
        /// The account's balance before the transfer, in units of the denom.
        available: u128,
        /// The amount of the transfer, in units of the denom.
        needed: u128,
    },
    /// A transfer moves nothing.
    #[error("invalid coins: at least one coin with a positive amount is needed")]
    NoCoins,
    /// A signed message names a coin twice or with amount zero.
    #[error("invalid coins: {0}: amounts must be positive and denoms different")]
    InvalidCoins(String),
    /// A balance or supply of this denom would exceed 128 bits.
    #[error("invalid coins: {0} would overflow")]
    CoinOverflow(String),
    /// The account accepts no coins (on wasmd: module accounts).
    #[error("{0} is not allowed to receive funds")]
    BlockedAddress(String),
    /// A text is not an address of this chain.
    #[error("invalid address {address}: {reason}")]
    InvalidAddress {
        /// The text as it was given.
        address: String,
        /// What is wrong with it.
        reason: String,
    },
    /// No contract has this address.
    #[error("no such contract: {0}")]
    NoSuchContract(String),
    /// No code was stored under this id.
    #[error("no such code: {0}")]
    NoSuchCode(u64),
    /// Only the contract's admin may migrate it or change its admin.
    #[error("unauthorized: {sender} is not the admin of {contract}")]
    NotAdmin {
        /// The account that tried.
        sender: String,
        /// The contract that it wanted to change.
        contract: String,
    },
    /// An event or attribute breaks wasmd's rules.
    #[error("invalid event: {0}")]
    InvalidEvent(String),
    /// Smart queries are nested deeper than wasmd allows: 10.
    #[error("max query stack size exceeded")]
    QueryDepth,
    /// Messages are nested deeper than this chain allows: 100, where wasmd has 500.
    #[error("max call depth exceeded")]
    CallDepth,
    /// A message to a contract is no JSON; wasmd looks before the contract does.
    #[error("invalid: message is not valid JSON")]
    NotJson,
    /// The chain has no module for this message or query.
    #[error("unsupported {0}")]
    Unsupported(String),
    /// The VM refused or aborted the contract: a panic, bad memory, an unknown entry point.
    #[error("wasmvm error: {0}")]
    Vm(String),
    /// The file is not a contract this VM accepts.
    #[error("invalid contract: {0}")]
    InvalidWasm(String),
}

impl ChainError {
    /// The SDK's codespace and code, which is all a contract learns of an undetermined error.
    fn code(&self) -> (&'static str, u32) {
        match self {
            Self::OutOfGas | Self::SubmessageGas => ("sdk", 11),
            Self::InsufficientFunds { .. } => ("sdk", 5),
            Self::NoCoins | Self::InvalidCoins(_) | Self::CoinOverflow(_) => ("sdk", 10),
            Self::BlockedAddress(_) | Self::NotAdmin { .. } => ("sdk", 4),
            Self::InvalidAddress { .. } => ("sdk", 7),
            Self::NoSuchContract(_) => ("wasm", 22),
            Self::NoSuchCode(_) => ("wasm", 28),
            Self::NotJson => ("wasm", 14),
            Self::InvalidEvent(_) => ("wasm", 21),
            Self::QueryDepth => ("wasm", 27),
            Self::CallDepth => ("wasm", 30),
            Self::Unsupported(_) => ("wasm", 20),
            Self::Vm(_) => ("wasm", 29),
            Self::InvalidWasm(_) => ("wasm", 2),
        }
    }
}

/// An entry point of a contract; that which refused decides the text that wasmd appends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EntryPoint {
    Instantiate,
    Execute,
    Reply,
    Sudo,
    Migrate,
    Query,
}

impl EntryPoint {
    fn description(self) -> (u32, &'static str) {
        match self {
            Self::Instantiate => (4, "instantiate wasm contract failed"),
            Self::Execute | Self::Reply | Self::Sudo => (5, "execute wasm contract failed"),
            Self::Migrate => (11, "migrate wasm contract failed"),
            Self::Query => (9, "query wasm contract failed"),
        }
    }
}

/// A failed message or query on its way up the call chain.
pub(crate) struct Failure {
    pub(crate) error: AnyError,
    /// The contract entry point that refused, when a contract did.
    refused_by: Option<EntryPoint>,
    /// wasmd shows a contract the text of an error only while nothing has wrapped it.
    wrapped: bool,
}

impl Failure {
    /// A contract returned an error.
    pub(crate) fn contract(entry: EntryPoint, error: AnyError) -> Self {
        Self {
            error,
            refused_by: Some(entry),
            wrapped: false,
        }
    }

    /// Marks the error as wrapped by the keeper, which hides its text from contracts.
    pub(crate) fn wrapped(mut self) -> Self {
        self.wrapped = true;
        self
    }

    /// `redactError`: what a contract gets to see of this failure in a reply or query.
    pub(crate) fn redacted(&self) -> String {
        match self.refused_by {
            Some(entry) => {
                let (code, text) = entry.description();
                if self.wrapped {
                    format!("codespace: wasm, code: {code}")
                } else {
                    format!("{}: {text}", self.error)
                }
            }
            None => {
                let known = self.error.downcast_ref::<ChainError>();
                let (codespace, code) = known.map_or(("undefined", 1), ChainError::code);
                format!("codespace: {codespace}, code: {code}")
            }
        }
    }

    /// The errors a query passes on in the clear (`ToSystemError`).
    pub(crate) fn system_error(&self) -> Option<SystemError> {
        match self.error.downcast_ref::<ChainError>()? {
            ChainError::NoSuchContract(addr) => {
                Some(SystemError::NoSuchContract { addr: addr.clone() })
            }
            ChainError::NoSuchCode(code_id) => Some(SystemError::NoSuchCode { code_id: *code_id }),
            ChainError::Unsupported(kind) => {
                Some(SystemError::UnsupportedRequest { kind: kind.clone() })
            }
            _ => None,
        }
    }

    pub(crate) fn is_out_of_gas(&self) -> bool {
        matches!(self.error.downcast_ref(), Some(ChainError::OutOfGas))
    }
}

impl From<ChainError> for Failure {
    fn from(error: ChainError) -> Self {
        Self {
            error: AnyError::new(error),
            refused_by: None,
            wrapped: false,
        }
    }
}

impl From<OutOfGas> for Failure {
    fn from(_: OutOfGas) -> Self {
        ChainError::OutOfGas.into()
    }
}

impl From<OutOfGas> for ChainError {
    fn from(_: OutOfGas) -> Self {
        Self::OutOfGas
    }
}

impl From<InvalidAddress> for ChainError {
    fn from(error: InvalidAddress) -> Self {
        Self::InvalidAddress {
            address: error.address,
            reason: error.reason.to_string(),
        }
    }
}

impl From<InvalidAddress> for Failure {
    fn from(error: InvalidAddress) -> Self {
        ChainError::from(error).into()
    }
}

impl From<StdError> for Failure {
    fn from(error: StdError) -> Self {
        Self {
            error: AnyError::new(error),
            refused_by: None,
            wrapped: false,
        }
    }
}

/// A contract that runs as wasm returned this text as its error. Native contracts return their own
/// type.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ContractError(pub String);
