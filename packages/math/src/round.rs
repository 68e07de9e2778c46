use cosmwasm_std::{Uint128, Uint256};

use crate::MathError;

/// Which way a division goes when it does not come out even.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Round {
    /// Towards zero: what is paid out.
    Down,
    /// Away from zero: what must be covered.
    Up,
    /// To the nearer side, up from the middle: what is shown and was not rounded before.
    Nearest,
}

/// `a · b / c`, exact in between.
///
/// # Errors
/// `math/zero` when `c` is zero; `math/overflow` when the result does not fit 128 bits.
pub fn mul_div(a: u128, b: u128, c: u128, round: Round) -> Result<u128, MathError> {
    if c == 0 {
        return Err(MathError::Zero { what: "divisor" });
    }
    let product = Uint256::from(a)
        .checked_mul(Uint256::from(b))
        .map_err(|_| OVERFLOW)?;
    let divisor = Uint256::from(c);
    let quotient = product.checked_div(divisor).map_err(|_| OVERFLOW)?;
    let remainder = product.checked_rem(divisor).map_err(|_| OVERFLOW)?;
    let up = match round {
        Round::Down => false,
        Round::Up => !remainder.is_zero(),
        Round::Nearest => remainder >= divisor.abs_diff(remainder),
    };
    let quotient = if up {
        quotient.checked_add(Uint256::one()).map_err(|_| OVERFLOW)?
    } else {
        quotient
    };
    Uint128::try_from(quotient)
        .map(|value| value.u128())
        .map_err(|_| OVERFLOW)
}

const OVERFLOW: MathError = MathError::Overflow {
    what: "product over quotient",
};
