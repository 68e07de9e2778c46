use cosmwasm_std::{DepsMut, MessageInfo, Response};
use tender_types::ProviderId;

use super::{known_auditor, only_auditor_or_owner, revoked};
use crate::provider::detach;
use crate::ContractError;

/// The auditor or the owner takes an attestation back. Never paused: it can only protect tenants.
pub fn revoke(
    deps: DepsMut,
    info: &MessageInfo,
    provider: ProviderId,
    auditor: &str,
) -> Result<Response, ContractError> {
    only_auditor_or_owner(deps.storage, &info.sender, auditor)?;
    let auditor = known_auditor(deps.as_ref(), auditor)?;
    match detach(deps.storage, provider, auditor)? {
        true => Ok(Response::new().add_event(revoked(provider, auditor, &info.sender))),
        false => Err(ContractError::NotAttested { provider, auditor }),
    }
}
