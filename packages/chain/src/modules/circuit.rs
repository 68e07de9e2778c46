//! The SDK's circuit breaker. Nothing is ever disabled here, but asking costs what it costs there.

use crate::store::gas::OutOfGas;
use crate::store::rows::Rows;

/// The keeper of x/circuit.
pub(crate) struct Circuit {
    rows: Rows,
}

impl Circuit {
    pub(crate) fn new(rows: Rows) -> Self {
        Self { rows }
    }

    /// Asks of so many messages whether their kind is disabled.
    pub(crate) fn check(&self, messages: usize) -> Result<(), OutOfGas> {
        self.rows.pay_has(messages)
    }
}
