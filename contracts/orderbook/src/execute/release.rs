use std::collections::BTreeMap;

use cosmwasm_std::{Addr, DepsMut, Response};
use tender_guard::{bounded, Bounds, GuardError};
use tender_interfaces::orderbook::{Release, MAX_BATCH};
use tender_types::AskKey;

use crate::state::Config;
use crate::{book, ContractError};

/// Units of closed leases come back to their asks; an ask that was sold out returns to the book.
/// From `escrow` only. Never paused: closing a lease must not depend on it.
pub fn release(
    deps: DepsMut,
    sender: &Addr,
    config: &Config,
    releases: &[Release],
) -> Result<Response, ContractError> {
    let escrow = config.escrow(deps.api)?;
    if sender != escrow {
        return Err(GuardError::NotAllowed {
            role: "escrow".to_string(),
            holder: escrow.into(),
        }
        .into());
    }
    let bounds = Bounds {
        min: 0,
        max: MAX_BATCH,
    };
    bounded("releases", releases, bounds)?;

    let mut response = Response::new();
    for (key, units) in by_ask(releases) {
        // An ask that was withdrawn or expired meanwhile has no place to return to.
        let Some(mut standing) = book::find(deps.storage, key)? else {
            continue;
        };
        // Never above what is offered, whatever is released: the book must not sell what is not there.
        let free = standing.ask.free.saturating_add(units);
        let free = free.min(standing.ask.units);
        book::set_free(deps.storage, &mut standing, free);
        response = response.add_event(standing.changed());
    }
    Ok(response)
}

/// Units by ask, so that each ask is written once however many of its leases end together.
fn by_ask(releases: &[Release]) -> BTreeMap<AskKey, u32> {
    let mut units = BTreeMap::new();
    for release in releases {
        let key = AskKey {
            provider: release.provider,
            ask: release.ask,
        };
        let sum: &mut u32 = units.entry(key).or_default();
        *sum = sum.saturating_add(release.units);
    }
    units
}
