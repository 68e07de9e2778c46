use tender_types::{Bps, Micro, Rate, BPS};

use crate::round::{mul_div, Round};
use crate::{Checked, MathError};

/// A gross rate, divided between the payee and the protocol. The parts add up to the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateSplit {
    /// What the payee earns per second.
    pub net: Rate,
    /// What the protocol earns per second.
    pub fee: Rate,
}

/// Divides `gross` by a take rate. The fee is rounded down: the payee is never charged more than the
/// take rate says.
///
/// # Errors
/// Only for a take rate above 10 000 basis points: `math/underflow` when the fee is more than the whole,
/// `math/overflow` when it does not even fit.
pub fn split_rate(gross: Rate, take: Bps) -> Result<RateSplit, MathError> {
    let fee = mul_div(gross.0, u128::from(take.0), u128::from(BPS), Round::Down)?;
    let fee = Rate(fee);
    let net = gross.checked_sub(fee).or_underflow("the fee")?;
    Ok(RateSplit { net, fee })
}

/// Divides `amount` into the share of `part`, rounded down, and the rest.
///
/// # Errors
/// As [`split_rate`], for a part above 10 000 basis points.
pub fn split_amount(amount: Micro, part: Bps) -> Result<(Micro, Micro), MathError> {
    let share = mul_div(amount.0, u128::from(part.0), u128::from(BPS), Round::Down).map(Micro)?;
    let rest = amount.checked_sub(share).or_underflow("the share")?;
    Ok((share, rest))
}
