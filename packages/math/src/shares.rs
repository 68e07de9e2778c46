//! Any number of sponsors, each owning a part of what an account has not spent.
//!
//! A deposit buys shares at the pool's present value, and a share is worth `balance / shares` at any
//! later moment. Spending lowers the value of every share alike, so each sponsor gets back exactly
//! its part, and no list of sponsors is ever walked. A share is a thousandth of a pico-unit when it is
//! new, so that what rounding takes from a stake disappears when its value is rounded to pico-units:
//! who puts 50 units in and spends nothing takes 50 out.
//!
//! A pool that is drained again and again makes shares ever cheaper, and their number ever larger.
//! Before a deposit would make them more than [`MANY`], all shares are scaled down together by
//! [`SCALE`]: the pool counts how often, and a stake bought at an older scale is divided when it is
//! read. This is the device of Liquity's stability pool (product and scale), applied to shares. What
//! scaling rounds away of a stake is below 1 in 2⁶⁴ of the pool after the deposit, and stays with the
//! pool.

use tender_types::{Pico, PICO_PER_MICRO};

use crate::round::{mul_div, Round};
use crate::{Checked, MathError};

/// Shares for a pico-unit in an empty pool.
const GRAIN: u128 = 1 << 10;

/// Binary places by which shares are scaled down.
const SCALE: u32 = 32;

/// A deposit that would leave a pool with more shares than this scales it down first.
const MANY: u128 = 1 << 96;

/// The shares of an account, scaled down together when there are too many: the product and scale of
/// Liquity's stability pool, applied to shares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pool {
    /// Shares of all sponsors together, at `scale`.
    pub shares: u128,
    /// How often shares were scaled down.
    pub scale: u32,
}

/// The shares of one sponsor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stake {
    /// How many, at `scale`.
    pub shares: u128,
    /// The pool's scale when they were last written.
    pub scale: u32,
}

impl Pool {
    /// Issues shares for `amount` put into a pool that holds `balance`: the pool and the stake after.
    ///
    /// # Errors
    /// `math/overflow` when the shares do not fit 128 bits, or were scaled down more often than 32 bits count.
    pub fn deposit(
        self,
        stake: Stake,
        amount: Pico,
        balance: Pico,
    ) -> Result<(Self, Stake), MathError> {
        let (pool, issued) = self.issue(amount, balance)?;
        let too_many = MathError::Overflow {
            what: "number of shares",
        };
        let held = pool.held(stake).checked_add(issued);
        let total = pool.shares.checked_add(issued);
        match (held, total) {
            (Some(held), Some(total)) => Ok((
                Self {
                    shares: total,
                    ..pool
                },
                Stake {
                    shares: held,
                    scale: pool.scale,
                },
            )),
            _ => Err(too_many),
        }
    }

    /// What `stake` is worth in a pool that holds `balance`, to the nearest pico-unit; never more than
    /// `balance`.
    ///
    /// # Errors
    /// `math/overflow`, only for a stake that is more than the whole pool.
    pub fn value(self, stake: Stake, balance: Pico) -> Result<Pico, MathError> {
        match self.shares {
            0 => Ok(Pico::ZERO),
            shares => mul_div(self.held(stake), balance.0, shares, Round::Nearest).map(Pico),
        }
    }

    /// Takes back the shares that are worth `amount`, at most the stake's value: the pool and the stake
    /// after. Rounds the shares up, so that taking never dilutes those who stay.
    ///
    /// # Errors
    /// `math/underflow` when `amount` is more than the stake is worth; `math/zero` when the pool holds nothing;
    /// `math/overflow` as [`Pool::value`].
    pub fn take(
        self,
        stake: Stake,
        amount: Pico,
        balance: Pico,
    ) -> Result<(Self, Stake), MathError> {
        let beyond = MathError::Underflow {
            what: "amount taken from the pool",
        };
        if amount > self.value(stake, balance)? {
            return Err(beyond);
        }
        let held = self.held(stake);
        // The value was rounded: the last pico-unit may be worth a share more than there is.
        let taken = mul_div(amount.0, self.shares, balance.0, Round::Up)?.min(held);
        let left = held.checked_sub(taken);
        let total = self.shares.checked_sub(taken);
        match (left, total) {
            (Some(left), Some(total)) => Ok((
                Self {
                    shares: total,
                    ..self
                },
                Stake {
                    shares: left,
                    scale: self.scale,
                },
            )),
            _ => Err(beyond),
        }
    }

    /// The stake's shares at the pool's present scale.
    pub fn held(self, stake: Stake) -> u128 {
        let behind = self.scale.saturating_sub(stake.scale);
        behind
            .checked_mul(SCALE)
            .and_then(|bits| stake.shares.checked_shr(bits))
            .unwrap_or(0)
    }

    /// The shares for `amount`, and the pool at the scale they are counted in.
    fn issue(self, amount: Pico, balance: Pico) -> Result<(Self, u128), MathError> {
        let mut pool = self.started(balance)?;
        while pool.shares > 0 {
            let issued = mul_div(amount.0, pool.shares, balance.0, Round::Down);
            let fits = |issued: &u128| issued.saturating_add(pool.shares) <= MANY;
            match issued.ok().filter(fits) {
                Some(issued) => return Ok((pool, issued)),
                None => pool = pool.scaled(1)?,
            }
        }
        let first = amount.0.checked_mul(GRAIN);
        let first = first.or_overflow("number of shares")?;
        Ok((pool, first))
    }

    /// The pool, or an empty one if it holds less than the smallest amount that can be paid: nobody
    /// had a unit left in it.
    fn started(self, balance: Pico) -> Result<Self, MathError> {
        if self.shares > 0 && balance.0 < PICO_PER_MICRO {
            self.scaled(u128::BITS / SCALE)
        } else {
            Ok(self)
        }
    }

    /// The pool with its shares scaled down so many times.
    fn scaled(self, times: u32) -> Result<Self, MathError> {
        let scale = self.scale.checked_add(times);
        let scale = scale.or_overflow("scale of the pool")?;
        let shares = Stake {
            shares: self.shares,
            scale: self.scale,
        };
        let pool = Self { shares: 0, scale };
        Ok(Self {
            shares: pool.held(shares),
            scale,
        })
    }
}
