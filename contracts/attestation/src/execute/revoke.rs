use cosmwasm_std::{ensure, Addr, DepsMut, Env, Response};
use tender_guard::GuardError;
use tender_interfaces::events::AttestationRevoked;
use tender_types::{ProviderId, Timestamp};

use crate::attested::detach;
use crate::auditor::{known, only_auditor_or_owner};
use crate::challenge::void_before;
use crate::state::HISTORIES;
use crate::ContractError;

/// The auditor or the owner takes back all that the auditor has said of a provider until now, also what
/// was signed and is not submitted yet. Never paused: it can only protect tenants.
pub fn revoke(
    deps: DepsMut,
    env: &Env,
    sender: &Addr,
    provider: ProviderId,
    auditor: &str,
) -> Result<Response, ContractError> {
    only_auditor_or_owner(deps.storage, deps.api, sender, auditor)?;
    let auditor = known(deps.as_ref(), auditor)?.id;
    let now = Timestamp::now(env);
    let key = (auditor, provider);
    let history = HISTORIES.may_load(deps.storage, &key)?.unwrap_or_default();
    let ended = detach(deps.storage, deps.api, provider, auditor, now)?;
    let news = ended.is_some() || history.void_until < now;
    ensure!(news, GuardError::NoChange);
    void_before(deps.storage, key, now)?;
    let revoked = AttestationRevoked {
        provider,
        auditor,
        void_until: Some(now),
        by: sender.to_string(),
    };
    Ok(Response::new()
        .add_events(ended.unwrap_or_default())
        .add_event(revoked))
}
