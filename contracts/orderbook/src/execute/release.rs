use cosmwasm_std::{ensure, Addr, DepsMut, Event, Response, Storage};
use tender_guard::{bounded, Bounds, GuardError};
use tender_interfaces::escrow::{CloseReason, ClosedBy};
use tender_interfaces::events::CardChanged;
use tender_interfaces::orderbook::{
    Again, CardUseRow, FailedRow, Record, Release, Units, MAX_BATCH,
};
use tender_types::{Micro, OfferKey, ProviderId, Resources};

use crate::listing::{self, Whereabouts};
use crate::locks::{self, Locked};
use crate::state::{Config, CARDS, CARD_USES, FAILED};
use crate::{faults, ContractError};

/// `escrow` says that leases have ended: what they held comes back, how they ended is written down, and
/// what failed them is charged. Never paused.
#[inline(never)]
pub fn release(
    deps: DepsMut,
    sender: &Addr,
    config: &Config,
    releases: &[Release],
) -> Result<Response, ContractError> {
    let escrow = config.escrow(deps.api)?;
    ensure!(
        sender == escrow,
        GuardError::NotAllowed {
            role: "escrow".to_string(),
            holder: escrow.to_string(),
        }
    );
    let bounds = Bounds {
        min: 1,
        max: MAX_BATCH,
    };
    bounded("releases", releases, bounds)?;
    let attestation = config.attestation(deps.api)?;
    let mut response = Response::new();
    for release in releases {
        let price = faults::price(&config.params, release.reason, release.by);
        // What the fault costs is told by what is locked before it comes back.
        if price.0 > 0 {
            response = response.add_message(faults::book(
                deps.storage,
                &attestation,
                &config.params,
                release.lease.provider,
                &release.draw,
                price,
                Some(release.tenant.clone()),
            )?);
        }
        response = response.add_events(give_back(deps.storage, release)?);
        if let Some(again) = &release.again {
            remember(deps.storage, release, again);
        }
    }
    Ok(response)
}

/// Gives back what a lease held, and writes down how it ended.
fn give_back(store: &mut dyn Storage, release: &Release) -> Result<Vec<Event>, ContractError> {
    let provider = release.lease.provider;
    let mut locked = Locked::load(store, provider)?;
    let mut events = vec![];
    for units in &release.draw.gpus {
        events.extend(units_back(store, provider, *units, release, &mut locked)?);
    }
    if !release.draw.card.is_empty() {
        events.extend(card_back(store, provider, release, &mut locked)?);
    }
    events.extend(locked.save(store).map(Event::from));
    Ok(events)
}

fn units_back(
    store: &mut dyn Storage,
    provider: ProviderId,
    Units { class, units }: Units,
    release: &Release,
    locked: &mut Locked,
) -> Result<Option<Event>, ContractError> {
    let key = OfferKey { provider, class };
    let Some(mut listing) = listing::find(store, key)? else {
        return Ok(None);
    };
    noted(&mut listing.record, release);
    if let Whereabouts::Withdrawn { out } = listing.whereabouts {
        locked.free(locks::of_units(listing.bond_per_unit, units.min(out))?);
    }
    listing::give_back(store, &mut listing, units);
    Ok(Some(listing.changed().into()))
}

fn card_back(
    store: &mut dyn Storage,
    provider: ProviderId,
    release: &Release,
    locked: &mut Locked,
) -> Result<Option<Event>, ContractError> {
    let Some(card) = CARDS.may_load(store, &provider)? else {
        return Ok(None);
    };
    let mut row = CARD_USES.may_load(store, &provider)?.unwrap_or_default();
    let before = row.out.clone();
    row.out = before.saturating_sub(&release.draw.card);
    noted(&mut row.record, release);
    if card.terms.is_none() {
        let (was, is) = (
            locks::of_amounts(&card, &before)?,
            locks::of_amounts(&card, &row.out)?,
        );
        locked.free(was.saturating_sub(is));
    }
    let out: Resources = row.out.clone();
    CARD_USES.save(store, &provider, &CardUseRow { ..row });
    Ok(Some(
        CardChanged {
            provider,
            standing: card.terms.is_some(),
            out,
            largest: card.largest,
        }
        .into(),
    ))
}

/// Adds the end of a lease to a record.
fn noted(record: &mut Record, release: &Release) {
    let count = match (release.reason, release.by) {
        (CloseReason::Declined | CloseReason::NotStarted, _) => &mut record.failed,
        (CloseReason::NotServed, _) => &mut record.not_served,
        (_, ClosedBy::Provider) => &mut record.left,
        (CloseReason::Cancelled | CloseReason::Unfunded | CloseReason::Abandoned, _) => return,
        _ => &mut record.ended,
    };
    *count = count.saturating_add(1);
    let fees = record.fees.checked_add(release.fees);
    record.fees = fees.unwrap_or(Micro(u128::MAX));
}

/// Remembers that a lease never began, when its order may go on.
fn remember(store: &mut dyn Storage, release: &Release, again: &Again) {
    if again.rematch == 0 && again.slot.is_none() {
        return;
    }
    let key = (release.lease.account, release.lease.lease);
    let row = FailedRow {
        provider: release.lease.provider,
        digest: again.digest.clone(),
        rematch: again.rematch,
        slot: again.slot,
    };
    FAILED.save(store, &key, &row);
}
