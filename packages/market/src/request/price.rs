//! From prices per replica and block to rates per second.

use cosmwasm_std::{Decimal, Uint128, Uint256};
use tender_types::Rate;

use super::error::RequestError;
use crate::conversion::Conversion;
use crate::sdl::{Group, Price};

/// Seconds in a block of Akash, on which SDL prices are based. Its blocks take about 6.1 seconds;
/// its own tools disagree on the digits, so the round number is part of the format here.
pub const BLOCK_SECONDS: u32 = 6;

/// Units of 10^-18 micro-units in a pico-unit.
const ATOMICS_PER_PICO: u64 = 1_000_000_000_000;

/// What a price per block is per second, where that is known without the oracle; rounded down.
pub fn per_second(price: &Price) -> Option<Rate> {
    let is_known = Conversion::of(&price.denom) != Conversion::AtOracle;
    let rate = || per(price.amount.atomics(), Decimal::one(), 1, Round::Down);
    is_known.then(rate).flatten()
}

/// Turns the prices of a group into rates.
pub(super) struct Pricing<'g> {
    group: &'g Group,
    /// Dollars in a unit of the group's denom.
    usd: Decimal,
}

impl<'g> Pricing<'g> {
    /// `usd_per_akt` is for prices in AKT.
    pub(super) fn of(group: &'g Group, usd_per_akt: Decimal) -> Self {
        let usd = match Conversion::of(group.denom().unwrap_or("uact")) {
            Conversion::Settled | Conversion::AtPar => Decimal::one(),
            Conversion::AtOracle => usd_per_akt,
        };
        Self { group, usd }
    }

    /// The most for everything together, rounded down: a tenant never pays more than the file says.
    pub(super) fn max_rate(&self) -> Result<Rate, RequestError> {
        let prices = self.group.resources.iter();
        let total = prices.clone().try_fold(0_u128, |total, resource| {
            let price = resource.price.amount.atomics();
            total.checked_add(price.checked_mul(u128::from(resource.count))?)
        });
        let rate = total.and_then(|total| per(total, self.usd, 1, Round::Down));
        match rate {
            None => Err(RequestError::RateTooHigh),
            Some(Rate::ZERO) => Err(RequestError::RateZero),
            Some(rate) => Ok(rate),
        }
    }

    /// The most for one of the `gpus` of a replica at this price, rounded up: all of them together may
    /// cost what the file says, which the rate for everything bounds.
    pub(super) fn per_gpu(&self, price: &Price, gpus: u32) -> Result<Rate, RequestError> {
        let rate = per(price.amount.atomics(), self.usd, gpus, Round::Up);
        rate.ok_or(RequestError::RateTooHigh)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Round {
    Down,
    Up,
}

/// From 10^-18 micro-units per block, worth `usd` each, for `shares`, to pico-units per second for one;
/// `None` past what a rate can hold.
fn per(atomics: u128, usd: Decimal, shares: u32, round: Round) -> Option<Rate> {
    let dollars = Uint256::from(atomics)
        .checked_mul(usd.atomics().into())
        .ok()?;
    let each = Uint256::from(ATOMICS_PER_PICO)
        .checked_mul(Uint256::from(BLOCK_SECONDS))
        .and_then(|each| each.checked_mul(Uint256::from(shares.max(1))))
        .and_then(|each| each.checked_mul(Decimal::one().atomics().into()))
        .ok()?;
    let whole = dollars.checked_div(each).ok()?;
    let is_whole = dollars.checked_rem(each).ok()?.is_zero();
    let up = Uint256::from(u8::from(round == Round::Up && !is_whole));
    let rate = Uint128::try_from(whole.checked_add(up).ok()?).ok()?;
    Some(Rate(rate.u128()))
}
