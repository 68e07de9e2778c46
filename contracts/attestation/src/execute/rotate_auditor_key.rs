use cosmwasm_std::{ensure, Addr, DepsMut, Response};
use tender_guard::GuardError;
use tender_interfaces::attestation::AuditorKey;

use crate::auditor::{admitted, only_auditor_or_owner};
use crate::{signature, ContractError};

/// An auditor or the owner replaces the auditor's key, and with it the number that statements name.
pub fn rotate_auditor_key(
    deps: DepsMut,
    sender: &Addr,
    auditor: &str,
    key: AuditorKey,
) -> Result<Response, ContractError> {
    only_auditor_or_owner(deps.storage, deps.api, sender, auditor)?;
    signature::key(deps.api, &key)?;
    let mut auditor = admitted(deps.as_ref(), auditor)?;
    ensure!(auditor.details.key != key, GuardError::NoChange);
    auditor.give_key(key)?;
    auditor.save(deps.storage);
    Ok(Response::new().add_event(auditor.admitted_event()))
}
