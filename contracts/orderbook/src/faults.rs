//! What failing a tenant costs a provider: a part of the bond that is locked for what it failed with.

use cosmwasm_std::{Addr, Storage, WasmMsg};
use tender_interfaces::attestation;
use tender_interfaces::escrow::{CloseReason, ClosedBy};
use tender_interfaces::orderbook::{Draw, Params, Units};
use tender_interfaces::wasm_execute;
use tender_types::{Akt, Bps, OfferKey, ProviderId, BPS};

use crate::listing;
use crate::locks;
use crate::state::{CARDS, LOCKED};
use crate::ContractError;

/// What an end costs, in basis points; nothing when it is not the provider's fault.
pub fn price(params: &Params, reason: CloseReason, by: ClosedBy) -> Bps {
    match (reason, by) {
        (CloseReason::Declined, _) => params.decline,
        (CloseReason::NotStarted, _) => params.no_show,
        (
            CloseReason::Unstable | CloseReason::Decommission | CloseReason::Unspecified,
            ClosedBy::Provider,
        ) => params.late_exit,
        _ => Bps(0),
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
        let key = OfferKey {
            provider,
            class: *class,
        };
        if let Some(listing) = listing::find(store, key)? {
            add(locks::of_units(listing.bond_per_unit, *units)?)?;
        }
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
    let message = attestation::ExecuteMsg::Fault {
        provider,
        slash: Akt(slash.unwrap_or_default()),
        tenant,
        compensation: params.compensation,
        locked: locked.amount,
    };
    Ok(wasm_execute(attestation, &message, vec![])?)
}
