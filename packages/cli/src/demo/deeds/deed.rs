//! A transaction that the story needs.

use tender_chain::TxError;

use crate::demo::error::DemoError;

/// What came of it; refused, it ends the story.
pub type Deed<T> = Result<T, DemoError>;

/// What came of `result`, which was to do `what`.
pub fn needs<T>(what: &str, result: Result<T, TxError>) -> Deed<T> {
    result.map_err(|error| refused(what, error.to_string()))
}

/// `what` was to be done and was not.
pub fn refused(what: &str, error: String) -> DemoError {
    DemoError::Refused {
        what: what.to_string(),
        error,
    }
}
