//! From prices per resource and block to a ceiling per unit and second.

use cosmwasm_std::{Decimal, Uint128};
use tender_types::Rate;

use super::note::Note;
use super::RequestError;
use crate::sdl::Group;

/// Seconds in a block of Akash, on which SDL prices are based. Its blocks take about 6.1 seconds;
/// its own tools disagree on the digits, so the round number is part of the format here.
pub const BLOCK_SECONDS: u128 = 6;

/// Units of 10^-18 micro-units in a pico-unit.
const ATOMICS_PER_PICO: u128 = 1_000_000_000_000;

/// Pico-USD per unit and second, rounded down: a tenant never pays more than the file says.
pub(super) fn ceiling(
    group: &Group,
    units: u32,
    usd_per_akt: Decimal,
    notes: &mut Vec<Note>,
) -> Result<Rate, RequestError> {
    let total = group.resources.iter().try_fold(0_u128, |total, resource| {
        let price = resource.price.amount.atomics();
        total.checked_add(price.checked_mul(u128::from(resource.count))?)
    });
    let total = total.ok_or(RequestError::CeilingTooHigh)?;
    let per_second = BLOCK_SECONDS.saturating_mul(u128::from(units).max(1));
    let pico = total
        .checked_div(ATOMICS_PER_PICO.saturating_mul(per_second))
        .unwrap_or_default();
    let rate = match group.denom() {
        Some("uakt") => {
            notes.push(Note::FromAkt { usd_per_akt });
            let usd = Uint128::new(pico).checked_mul_floor(usd_per_akt);
            usd.map(|usd| Rate(usd.u128())).map_err(|_| RequestError::CeilingTooHigh)?
        }
        Some(denom) if denom != "uact" => {
            let denom = denom.to_string();
            notes.push(Note::AtPar { denom });
            Rate(pico)
        }
        _ => Rate(pico),
    };
    match rate.is_zero() {
        true => Err(RequestError::ZeroCeiling),
        false => Ok(rate),
    }
}
