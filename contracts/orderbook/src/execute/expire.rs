use cosmwasm_std::{DepsMut, Env, Event, Response, StdError, Storage};
use tender_guard::{distinct, Bounds};
use tender_interfaces::attestation::Registry;
use tender_interfaces::orderbook::{OrderEnd, MAX_BATCH};
use tender_market::matching::book::stands;
use tender_market::matching::Allowance;
use tender_types::{OfferKey, OrderKey, Timestamp};

use crate::buying::registry;
use crate::listing::{self, Whereabouts};
use crate::state::{Config, ORDERS};
use crate::{orders, ContractError};

/// Anyone clears away orders whose time is over, and offers that nobody can match: they would only slow
/// others. What still stands is left. Nothing depends on it; never paused.
#[inline(never)]
pub fn expire(
    deps: DepsMut,
    env: &Env,
    config: &Config,
    orders: &[OrderKey],
    offers: &[OfferKey],
) -> Result<Response, ContractError> {
    validate(orders, offers)?;
    let now = Timestamp::now(env);
    let attestation = config.attestation(deps.api)?;
    let registry = registry(&attestation, deps.querier);
    let mut events = vec![];
    for order in orders {
        events.extend(expire_order(deps.storage, *order, now)?);
    }
    let allowance = Allowance::from(&config.params);
    for offer in offers {
        events.extend(expire_offer(
            deps.storage,
            registry,
            *offer,
            allowance,
            now,
        )?);
    }
    Ok(Response::new().add_events(events))
}

fn validate(orders: &[OrderKey], offers: &[OfferKey]) -> Result<(), ContractError> {
    let max = MAX_BATCH;
    distinct("orders", orders, Bounds { min: 0, max })?;
    let max = max.saturating_sub(orders.len());
    // Something has to be named.
    let min = usize::from(orders.is_empty());
    distinct("offers", offers, Bounds { min, max })?;
    Ok(())
}

fn expire_order(
    store: &mut dyn Storage,
    key: OrderKey,
    now: Timestamp,
) -> Result<Option<Event>, ContractError> {
    let resting = ORDERS.may_load(store, &(key.account, key.slot))?;
    let Some(resting) = resting.filter(|resting| resting.is_over(now)) else {
        return Ok(None);
    };
    let closed = orders::close(store, key, &resting, OrderEnd::Expired);
    Ok(Some(closed.into()))
}

fn expire_offer(
    store: &mut dyn Storage,
    registry: Registry<'_>,
    key: OfferKey,
    allowance: Allowance,
    now: Timestamp,
) -> Result<Option<Event>, ContractError> {
    let Some(mut listing) = listing::find(store, key)? else {
        return Ok(None);
    };
    let Whereabouts::Standing(offer) = &listing.whereabouts else {
        return Ok(None);
    };
    let row = match registry.provider(key.provider) {
        // Nothing is known against it.
        Err(StdError::ParseErr { .. }) => return Ok(None),
        row => row?,
    };
    if stands(offer, row.as_ref(), allowance, now).is_ok() {
        return Ok(None);
    }
    listing::park(store, &mut listing)?;
    Ok(Some(listing.changed().into()))
}
