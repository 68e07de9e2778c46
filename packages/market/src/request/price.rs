//! From prices per resource and block to a ceiling per unit and second.

use cosmwasm_std::{Decimal, Uint128};
use tender_types::Rate;

use super::error::RequestError;
use crate::conversion::Conversion;
use crate::sdl::{Group, Price};

/// Seconds in a block of Akash, on which SDL prices are based. Its blocks take about 6.1 seconds;
/// its own tools disagree on the digits, so the round number is part of the format here.
pub const BLOCK_SECONDS: u128 = 6;

/// Units of 10^-18 micro-units in a pico-unit.
const ATOMICS_PER_PICO: u128 = 1_000_000_000_000;

/// What a price per block is per second, where that is known without the oracle.
pub fn per_second(price: &Price) -> Option<Rate> {
    let pico = pico_per_second(price.amount.atomics(), 1);
    let is_known = Conversion::of(&price.denom) != Conversion::AtOracle;
    is_known.then_some(Rate(pico))
}

/// Pico-USD per unit and second, rounded down: a tenant never pays more than the file says.
pub(super) fn ceiling(
    group: &Group,
    units: u32,
    usd_per_akt: Decimal,
) -> Result<Rate, RequestError> {
    let total = group.resources.iter().try_fold(0_u128, |total, resource| {
        let price = resource.price.amount.atomics();
        total.checked_add(price.checked_mul(u128::from(resource.count))?)
    });
    let total = total.ok_or(RequestError::CeilingTooHigh)?;
    let pico = pico_per_second(total, units);
    let conversion = Conversion::of(group.denom().unwrap_or("uact"));
    let rate = convert(Rate(pico), conversion, usd_per_akt)?;
    if rate.is_zero() {
        Err(RequestError::ZeroCeiling)
    } else {
        Ok(rate)
    }
}

fn convert(rate: Rate, conversion: Conversion, usd_per_akt: Decimal) -> Result<Rate, RequestError> {
    match conversion {
        Conversion::Settled | Conversion::AtPar => Ok(rate),
        Conversion::AtOracle => {
            let usd = Uint128::new(rate.0).checked_mul_floor(usd_per_akt);
            usd.map(|usd| Rate(usd.u128()))
                .map_err(|_| RequestError::CeilingTooHigh)
        }
    }
}

/// From 10^-18 micro-units per block for all of `units` to pico-units per second for one.
fn pico_per_second(atomics: u128, units: u32) -> u128 {
    let shares = BLOCK_SECONDS.saturating_mul(u128::from(units).max(1));
    atomics
        .checked_div(ATOMICS_PER_PICO.saturating_mul(shares))
        .unwrap_or_default()
}
