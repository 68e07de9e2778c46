use cosmwasm_std::{ensure, to_json_binary, Addr, Api, DepsMut, Env, Event, Response, Storage};
use tender_interfaces::attestation::{RemoveAuditorResponse, MAX_DETACHED};
use tender_interfaces::events::AuditorRemoved;
use tender_types::{AuditorId, ProviderId, Timestamp};

use crate::attested::{detach, ended};
use crate::auditor::{known, only_auditor_or_owner};
use crate::state::{Config, ADMITTED, EVIDENCE};
use crate::ContractError;

/// The owner removes an auditor, or it goes by itself; anyone carries a long removal on.
///
/// A match reads the provider's row and nothing else, so attestations stop counting by leaving that
/// row: a bounded number with each message.
pub fn remove_auditor(
    deps: DepsMut,
    env: &Env,
    sender: &Addr,
    config: &Config,
    address: String,
) -> Result<Response, ContractError> {
    let mut auditor = known(deps.as_ref(), &address)?;
    let now = Timestamp::now(env);
    let was_admitted = auditor.details.admitted;
    if was_admitted {
        only_auditor_or_owner(deps.storage, deps.api, sender, &address)?;
        ADMITTED.remove(deps.storage, &auditor.canonical);
        auditor.details.admitted = false;
        auditor.details.unbonds_at = Some(now.after(config.params.unbonding));
        auditor.save(deps.storage);
    }
    let (detached, complete) = next_attested(deps.storage, auditor.id)?;
    ensure!(
        was_admitted || !detached.is_empty(),
        ContractError::UnknownAuditor { address }
    );
    let events = detach_all(deps.storage, deps.api, sender, auditor.id, &detached, now)?;
    let removed = AuditorRemoved {
        auditor: auditor.id,
        address,
        complete,
        unbonds_at: auditor.details.unbonds_at,
    };
    Ok(Response::new()
        .add_events(events)
        .add_event(removed)
        .set_data(to_json_binary(&RemoveAuditorResponse { complete })?))
}

/// At most [`MAX_DETACHED`] providers that the auditor attests, and whether these are all.
fn next_attested(
    store: &dyn Storage,
    auditor: AuditorId,
) -> Result<(Vec<ProviderId>, bool), ContractError> {
    let most = MAX_DETACHED.saturating_add(1);
    let rows = EVIDENCE.page(store, &auditor, None, most)?;
    let mut attested: Vec<ProviderId> = rows.into_iter().map(|((_, id), _)| id).collect();
    let complete = attested.len() <= MAX_DETACHED;
    attested.truncate(MAX_DETACHED);
    Ok((attested, complete))
}

/// Takes the auditor's attestations out of the providers' rows.
fn detach_all(
    store: &mut dyn Storage,
    api: &dyn Api,
    sender: &Addr,
    auditor: AuditorId,
    providers: &[ProviderId],
    now: Timestamp,
) -> Result<Vec<Event>, ContractError> {
    let mut events = vec![];
    for provider in providers {
        let also = detach(store, api, *provider, auditor, now)?;
        events.extend(also.unwrap_or_default());
        events.push(ended(*provider, auditor, sender.as_str()));
    }
    Ok(events)
}
