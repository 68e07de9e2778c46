//! What the users of the chain see when something is refused.

use std::any::Any;
use std::fmt;

use cw_multi_test::error::AnyError;

use crate::modules::error::Failure;
use crate::store::gas::Gas;

/// A refused transaction. Nothing it did remains, but its gas was spent.
pub struct TxError {
    error: AnyError,
    gas: Box<Gas>,
}

impl TxError {
    pub(crate) fn new(failure: Failure, gas: Gas) -> Self {
        Self {
            error: failure.error,
            gas: Box::new(gas),
        }
    }

    /// The typed error: a contract's own type when it runs natively, [`ContractError`] (text
    /// only) when it runs as wasm, [`ChainError`] when the chain refused.
    pub fn downcast_ref<E>(&self) -> Option<&E>
    where
        E: fmt::Display + fmt::Debug + Send + Sync + Any,
    {
        self.error.downcast_ref()
    }

    /// The whole error chain.
    pub fn error(&self) -> &AnyError {
        &self.error
    }

    /// Gas used until the refusal.
    pub fn gas(&self) -> &Gas {
        &self.gas
    }
}

impl fmt::Display for TxError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.error)
    }
}

impl fmt::Debug for TxError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} ({} gas)", self.error, self.gas.total)
    }
}

impl std::error::Error for TxError {}

/// A failed query: what the contract or the chain said, in words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct QueryError(pub String);
