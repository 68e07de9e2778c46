//! What the users of the chain see when something is refused.

use std::any::Any;
use std::fmt;

use cw_multi_test::error::AnyError;

use crate::modules::error::Failure;
use crate::store::gas::Gas;

/// A transaction was refused. Nothing it did remains, but its gas was spent.
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

    /// Returns the typed error: a contract's own type when it runs natively,
    /// [`ContractError`](crate::ContractError) with only its text when it runs as wasm, and
    /// [`ChainError`](crate::ChainError) when the chain refused. It is none when `E` is another type.
    pub fn downcast_ref<E>(&self) -> Option<&E>
    where
        E: fmt::Display + fmt::Debug + Send + Sync + Any,
    {
        self.error.downcast_ref()
    }

    /// Returns the error with its causes.
    pub fn error(&self) -> &AnyError {
        &self.error
    }

    /// Returns the gas used until the refusal, in SDK gas.
    pub fn gas(&self) -> &Gas {
        &self.gas
    }
}

/// Takes over the error of another chain that runs contracts, such as cw-multi-test's `App`. The text
/// is that of the whole chain of causes, and no gas was counted.
impl From<AnyError> for TxError {
    fn from(error: AnyError) -> Self {
        Self {
            error: AnyError::msg(format!("{error:#}")),
            gas: Box::default(),
        }
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

/// A query failed; the text is what the contract or the chain said.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct QueryError(pub String);
