//! What failing a tenant costs a provider: a part of the bond that is locked for what it failed with.

use cosmwasm_std::{Addr, Storage, WasmMsg};
use tender_interfaces::attestation::{Attestation, Failure};
use tender_interfaces::escrow::{CloseReason, ClosedBy};
use tender_interfaces::orderbook::{Draw, Params, Units};
use tender_types::{Akt, Bps, ProviderId, BPS};

use crate::locks;
use crate::state::{CARDS, LOCKED, PLACES};
use crate::ContractError;

/// What an end costs, in basis points; `None` when it is not the provider's fault. A fault that costs nothing
/// is one too: its provider is out of the market for a time.
pub const fn price(params: &Params, reason: CloseReason, by: ClosedBy) -> Option<Bps> {
    match (reason, by) {
        (CloseReason::Declined, _) => Some(params.decline),
        (CloseReason::NotStarted, _) => Some(params.no_show),
        (
            CloseReason::Unstable | CloseReason::Decommission | CloseReason::Unspecified,
            ClosedBy::Provider,
        ) => Some(params.late_exit),
        _ => None,
    }
}

/// The bond that is locked for what is drawn.
///
/// # Errors
/// `orderbook/too_much` beyond any real money.
pub fn locked_for(
    store: &dyn Storage,
    provider: ProviderId,
    draw: &Draw,
) -> Result<Akt, ContractError> {
    let mut locked = Akt::ZERO;
    let mut add = |amount: Akt| {
        let sum = locked.checked_add(amount);
        locked = sum.ok_or(ContractError::TooMuch { what: "bond" })?;
        Ok::<_, ContractError>(())
    };
    for Units { class, units } in &draw.gpus {
        if let Some(place) = PLACES.may_load(store, &(provider, *class))? {
            add(locks::of_units(place.bond_per_unit, *units)?)?;
        }
    }
    if draw.card.is_empty() {
        return Ok(locked);
    }
    if let Some(card) = CARDS.may_load(store, &provider)? {
        add(locks::of_amounts(&card, &draw.card)?)?;
    }
    Ok(locked)
}

/// Books a fault in the registry: `part` of the bond locked for `draw`.
///
/// # Errors
/// As [`locked_for`], and when the message cannot be written.
pub fn book(
    store: &dyn Storage,
    attestation: &Addr,
    params: &Params,
    provider: ProviderId,
    draw: &Draw,
    part: Bps,
    tenant: Option<String>,
) -> Result<WasmMsg, ContractError> {
    let locked_for = locked_for(store, provider, draw)?;
    let slash = locked_for.0.checked_mul(part.0.into());
    let slash = slash.and_then(|product| product.checked_div(BPS.into()));
    let locked = LOCKED.may_load(store, &provider)?.unwrap_or_default();
    let failure = Failure {
        provider,
        slash: Akt(slash.unwrap_or_default()),
        tenant,
        compensation: params.compensation,
        locked: locked.amount,
    };
    Ok(Attestation(attestation.clone()).fault(failure)?)
}
