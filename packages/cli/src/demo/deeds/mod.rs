//! Every transaction of the story, by the name of what it does, and the file that handles it: the one
//! place that knows the messages of the contracts.

pub mod auction;
pub mod code;
pub mod registry;
pub mod supply;
pub mod tenant;

use tender_chain::TxError;

use super::error::DemoError;

type Deed<T> = Result<T, DemoError>;

/// A transaction that the story needs.
fn needs<T>(what: &str, result: Result<T, TxError>) -> Deed<T> {
    result.map_err(|error| refused(what, error.to_string()))
}

fn refused(what: &str, error: String) -> DemoError {
    DemoError::Refused {
        what: what.to_string(),
        error,
    }
}
