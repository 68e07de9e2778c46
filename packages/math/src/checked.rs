use crate::MathError;

/// The result of a checked operation, with the amount named where there is no result.
pub trait Checked<T> {
    /// The result; without one, `what` was too large.
    ///
    /// # Errors
    /// `math/overflow` names `what`.
    fn or_overflow(self, what: &'static str) -> Result<T, MathError>;

    /// The result; without one, `what` was more than there is.
    ///
    /// # Errors
    /// `math/underflow` names `what`.
    fn or_underflow(self, what: &'static str) -> Result<T, MathError>;
}

impl<T> Checked<T> for Option<T> {
    fn or_overflow(self, what: &'static str) -> Result<T, MathError> {
        self.ok_or(MathError::Overflow { what })
    }

    fn or_underflow(self, what: &'static str) -> Result<T, MathError> {
        self.ok_or(MathError::Underflow { what })
    }
}
