use cosmwasm_std::{ensure, Addr, DepsMut, Response};
use tender_guard::address;
use tender_types::ProviderId;

use crate::auditor::{known, only_auditor_or_owner, revoked};
use crate::provider::detach;
use crate::ContractError;

/// The auditor or the owner takes an attestation back. Never paused: it can only protect tenants.
pub fn revoke(
    deps: DepsMut,
    sender: &Addr,
    provider: ProviderId,
    auditor: &str,
) -> Result<Response, ContractError> {
    address(deps.api, auditor)?;
    only_auditor_or_owner(deps.storage, sender, auditor)?;
    let auditor = known(deps.as_ref(), auditor)?;
    ensure!(
        detach(deps.storage, provider, auditor)?,
        ContractError::NotAttested { provider, auditor }
    );
    Ok(Response::new().add_event(revoked(provider, auditor, sender)))
}
