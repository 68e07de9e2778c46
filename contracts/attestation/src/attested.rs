//! The attestations in a provider's row: how one gets in, and how one ends.

use cosmwasm_std::{Api, Event, Storage};
use tender_interfaces::attestation::{AttestationRow, ProviderRow, MAX_ATTESTATIONS};
use tender_interfaces::events::AttestationRevoked;
use tender_types::{AuditorId, ProviderId, Timestamp};

use crate::challenge;
use crate::provider::load_row;
use crate::state::{EVIDENCE, PROVIDERS};
use crate::ContractError;

/// Puts `entry` among a provider's attestations: in the place of the same auditor's earlier one, and
/// of those that have expired. `None` when the row is full. Gives those that had expired.
pub fn place(
    attestations: &mut Vec<AttestationRow>,
    entry: AttestationRow,
    now: Timestamp,
) -> Option<Vec<AttestationRow>> {
    attestations.retain(|one| one.auditor != entry.auditor);
    let all = std::mem::take(attestations).into_iter();
    let (live, expired): (Vec<_>, Vec<_>) = all.partition(|one| one.is_live(now));
    *attestations = live;
    if attestations.len() >= MAX_ATTESTATIONS {
        return None;
    }
    attestations.push(entry);
    Some(expired)
}

/// What an attestation leaves behind goes with it: its evidence, and the challenge that it was under.
pub fn forget(
    store: &mut dyn Storage,
    api: &dyn Api,
    provider: ProviderId,
    one: &AttestationRow,
    now: Timestamp,
) -> Result<Vec<Event>, ContractError> {
    EVIDENCE.remove(store, &(one.auditor, provider));
    challenge::end_with(store, api, provider, one, now)
}

/// Takes an auditor's attestation out of a provider's row, and gives the events of what ended with it;
/// `None` when there is none.
pub fn detach(
    store: &mut dyn Storage,
    api: &dyn Api,
    provider: ProviderId,
    auditor: AuditorId,
    now: Timestamp,
) -> Result<Option<Vec<Event>>, ContractError> {
    let mut row = load_row(store, provider)?;
    let Some(one) = take(&mut row, auditor) else {
        return Ok(None);
    };
    PROVIDERS.save(store, &provider, &row);
    forget(store, api, provider, &one, now).map(Some)
}

/// Takes an auditor's attestation out of a row.
fn take(row: &mut ProviderRow, auditor: AuditorId) -> Option<AttestationRow> {
    let of_auditor = |one: &AttestationRow| one.auditor == auditor;
    let place = row.attestations.iter().position(of_auditor)?;
    Some(row.attestations.remove(place))
}

/// The event of an attestation that counts no longer, while the auditor's other statements may.
pub fn ended(provider: ProviderId, auditor: AuditorId, by: impl Into<String>) -> Event {
    AttestationRevoked {
        provider,
        auditor,
        void_until: None,
        by: by.into(),
    }
    .into()
}
