use cosmwasm_std::{ensure, Addr, DepsMut, Env, Event, Response, Storage};
use tender_guard::{bounded, Bounds, GuardError};
use tender_interfaces::escrow::{CloseReason, ClosedBy};
use tender_interfaces::events::CardChanged;
use tender_interfaces::orderbook::{
    Again, CardUseRow, FailedRow, Record, Release, Units, MAX_BATCH, REMATCH_WITHIN,
};
use tender_types::{Akt, Micro, OfferKey, Timestamp};

use crate::listing::{self, Whereabouts};
use crate::locks::{self, Locked};
use crate::state::{Config, CARDS, CARD_USES, FAILED};
use crate::{faults, ContractError};

/// `escrow` says that leases have ended: what they held comes back, how they ended is written down, and
/// what failed them is charged. Never paused.
#[inline(never)]
pub fn release(
    deps: DepsMut,
    env: &Env,
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
    let now = Timestamp::now(env);
    let mut response = Response::new();
    for release in releases {
        response = response.add_events(give_back(deps.storage, release, now)?);
        if let Some(part) = faults::price(&config.params, release.reason, release.by) {
            let tenant = Some(release.tenant.clone());
            let provider = release.lease.provider;
            let (params, draw) = (&config.params, &release.draw);
            let fault = faults::book(
                deps.storage,
                &attestation,
                params,
                provider,
                draw,
                part,
                tenant,
            )?;
            response = response.add_message(fault);
        }
        if let Some(again) = &release.again {
            remember(deps.storage, release, again, now);
        }
    }
    Ok(response)
}

/// Gives back what a lease held, and writes down how it ended.
fn give_back(
    store: &mut dyn Storage,
    release: &Release,
    now: Timestamp,
) -> Result<Vec<Event>, ContractError> {
    let mut events = vec![];
    let mut unlocked = Akt::ZERO;
    let mut tell = |(event, freed): (Event, Akt)| {
        events.push(event);
        unlocked = Akt(unlocked.0.saturating_add(freed.0));
    };
    let mut fees = release.fees;
    for units in &release.draw.gpus {
        let back = units_back(store, *units, release, fees, now)?;
        back.into_iter().for_each(&mut tell);
        // The next row counts the lease, and not its fees again.
        fees = Micro::ZERO;
    }
    if !release.draw.card.is_empty() {
        let back = card_back(store, release, fees)?;
        back.into_iter().for_each(&mut tell);
    }
    // Only what was taken back while it was on lease locks less now.
    if !unlocked.is_zero() {
        let mut locked = Locked::load(store, release.lease.provider)?;
        locked.free(unlocked);
        events.extend(locked.save(store).map(Event::from));
    }
    Ok(events)
}

/// Units of an offer come back: what is told, and how much less is locked.
fn units_back(
    store: &mut dyn Storage,
    Units { class, units }: Units,
    release: &Release,
    fees: Micro,
    now: Timestamp,
) -> Result<Option<(Event, Akt)>, ContractError> {
    let provider = release.lease.provider;
    let Some(mut listing) = listing::find(store, OfferKey { provider, class })? else {
        return Ok(None);
    };
    noted(&mut listing.record, release, fees);
    let unlocked = match listing.whereabouts {
        Whereabouts::Withdrawn { out } => locks::of_units(listing.bond_per_unit, units.min(out))?,
        Whereabouts::Standing(_) | Whereabouts::Aside { .. } => Akt::ZERO,
    };
    listing::give_back(store, &mut listing, units, now);
    Ok(Some((listing.changed().into(), unlocked)))
}

/// What was of a card comes back: what is told, and how much less is locked.
fn card_back(
    store: &mut dyn Storage,
    release: &Release,
    fees: Micro,
) -> Result<Option<(Event, Akt)>, ContractError> {
    let provider = release.lease.provider;
    let Some(card) = CARDS.may_load(store, &provider)? else {
        return Ok(None);
    };
    let CardUseRow {
        out: before,
        mut record,
    } = CARD_USES.may_load(store, &provider)?.unwrap_or_default();
    let out = before.saturating_sub(&release.draw.card);
    noted(&mut record, release, fees);
    let was = locks::of_card(&card, &before)?;
    let unlocked = was.saturating_sub(locks::of_card(&card, &out)?);
    let row = CardUseRow {
        out: out.clone(),
        record,
    };
    CARD_USES.save(store, &provider, &row);
    let event = CardChanged {
        provider,
        standing: card.terms.is_some(),
        out,
        largest: card.largest,
    };
    Ok(Some((event.into(), unlocked)))
}

/// Adds the end of a lease, and what it paid, to a record. Nothing is said of a provider whose tenant did
/// not wait or could not pay, or whose lease ended because of another's.
fn noted(record: &mut Record, release: &Release, fees: Micro) {
    let count = match (release.reason, release.by) {
        (CloseReason::Declined | CloseReason::NotStarted, _) => &mut record.failed,
        (CloseReason::NotServed, _) => &mut record.not_served,
        (CloseReason::Cancelled | CloseReason::Unfunded | CloseReason::Abandoned, _) => return,
        (_, ClosedBy::Provider) => &mut record.left,
        _ => &mut record.ended,
    };
    *count = count.saturating_add(1);
    let sum = record.fees.checked_add(fees);
    record.fees = sum.unwrap_or(Micro(u128::MAX));
}

/// Remembers that a lease never began because its provider failed, when its order may go on. What its
/// tenant cancelled or could not pay does not.
fn remember(store: &mut dyn Storage, release: &Release, again: &Again, now: Timestamp) {
    let failed = matches!(
        release.reason,
        CloseReason::Declined | CloseReason::NotStarted
    );
    let goes_on = again.rematch > 0 || again.slot.is_some();
    if !failed || !goes_on {
        return;
    }
    let key = (release.lease.account, release.lease.lease);
    let row = FailedRow {
        provider: release.lease.provider,
        digest: again.digest.clone(),
        rematch: again.rematch,
        slot: again.slot,
        until: now.after(REMATCH_WITHIN),
    };
    FAILED.save(store, &key, &row);
}
