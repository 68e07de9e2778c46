use cosmwasm_std::{Addr, DepsMut, Env, Response};
use tender_types::Timestamp;

use crate::attested::{detach, ended};
use crate::auditor::known;
use crate::provider::sender_id;
use crate::ContractError;

/// A provider makes room in its row. What it drops does not come back: its nonce is used.
pub fn drop_attestation(
    deps: DepsMut,
    env: &Env,
    sender: &Addr,
    auditor: &str,
) -> Result<Response, ContractError> {
    let provider = sender_id(deps.storage, deps.api, sender)?;
    let auditor = known(deps.as_ref(), auditor)?.id;
    let now = Timestamp::now(env);
    let events = detach(deps.storage, deps.api, provider, auditor, now)?;
    let events = events.ok_or(ContractError::NotAttested { provider, auditor })?;
    Ok(Response::new()
        .add_events(events)
        .add_event(ended(provider, auditor, sender.as_str())))
}
