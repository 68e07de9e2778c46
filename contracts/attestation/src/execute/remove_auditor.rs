use cosmwasm_std::{ensure, to_json_binary, Addr, DepsMut, Order, Response, StdResult, Storage};
use tender_guard::canonical;
use tender_interfaces::attestation::{RemoveAuditorResponse, MAX_DETACHED};
use tender_interfaces::events::AuditorRemoved;
use tender_types::{AuditorId, ProviderId};

use crate::auditor::{known, revoked};
use crate::provider::detach;
use crate::state::{ADMIN, ADMITTED, AUDITORS, EVIDENCE};
use crate::ContractError;

/// The owner removes an auditor; anyone carries a long removal on.
///
/// A match reads the provider's row and nothing else, so attestations stop counting by leaving that
/// row: a bounded number with each message.
pub fn remove_auditor(
    deps: DepsMut,
    sender: &Addr,
    auditor: String,
) -> Result<Response, ContractError> {
    let id = known(deps.as_ref(), &auditor)?;
    let mut details = AUDITORS.load(deps.storage, id.0)?;
    let was_admitted = details.admitted;
    if was_admitted {
        ADMIN.only_owner(deps.storage, sender)?;
        ADMITTED.remove(deps.storage, &canonical(deps.api, &auditor)?);
        details.admitted = false;
        AUDITORS.save(deps.storage, id.0, &details)?;
    }
    let (detached, complete) = detach_all(deps.storage, id)?;
    ensure!(
        was_admitted || !detached.is_empty(),
        ContractError::UnknownAuditor { address: auditor }
    );
    let events = detached
        .into_iter()
        .map(|provider| revoked(provider, id, sender));
    let removed = AuditorRemoved {
        auditor: id,
        address: auditor,
        complete,
    };
    Ok(Response::new()
        .add_events(events)
        .add_event(removed)
        .set_data(to_json_binary(&RemoveAuditorResponse { complete })?))
}

/// Takes the auditor's attestations out of at most [`MAX_DETACHED`] providers' rows: which, and whether
/// that was all.
fn detach_all(
    store: &mut dyn Storage,
    auditor: AuditorId,
) -> Result<(Vec<ProviderId>, bool), ContractError> {
    let mut attested = EVIDENCE
        .prefix(auditor.0)
        .keys(store, None, None, Order::Ascending)
        .take(MAX_DETACHED.saturating_add(1))
        .map(|provider| provider.map(ProviderId))
        .collect::<StdResult<Vec<_>>>()?;
    let complete = attested.len() <= MAX_DETACHED;
    attested.truncate(MAX_DETACHED);
    for provider in &attested {
        detach(store, *provider, auditor)?;
    }
    Ok((attested, complete))
}
