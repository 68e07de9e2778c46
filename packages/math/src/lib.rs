#![doc = include_str!("../README.md")]

mod accrual;
mod burn_mint;
mod checked;
mod fees;
mod price;
mod round;
mod shares;

pub use accrual::{dust, owed, Stream, Synced};
pub use burn_mint::{
    collateral_ratio, credit_for, token_for, CollateralStatus, Collateralisation, Thresholds,
};
pub use checked::Checked;
pub use fees::{split_amount, split_rate, RateSplit};
pub use price::{aggregate, PriceRules, PriceState, Report, UnhealthyReason};
pub use round::{mul_div, Round};
pub use shares::{Pool, Stake};

use thiserror::Error;

/// Arithmetic that has no answer.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum MathError {
    /// The result does not fit; the amounts are beyond any real money.
    #[error("math/overflow: {what} is too large: use a smaller amount")]
    Overflow {
        /// What was being computed.
        what: &'static str,
    },
    /// The result would be below zero.
    #[error("math/underflow: {what} is more than there is")]
    Underflow {
        /// What was being computed.
        what: &'static str,
    },
    /// A division by zero.
    #[error("math/zero: {what} is zero where it must not be")]
    Zero {
        /// The number that was zero.
        what: &'static str,
    },
}
