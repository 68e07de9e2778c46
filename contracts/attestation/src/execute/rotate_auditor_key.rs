use cosmwasm_std::{Addr, DepsMut, HexBinary, Response};
use tender_guard::{address, changed};
use tender_interfaces::events::AuditorAdmitted;

use crate::auditor::{admitted, only_auditor_or_owner};
use crate::state::AUDITORS;
use crate::{check, ContractError};

/// An auditor or the owner replaces the auditor's key.
pub fn rotate_auditor_key(
    deps: DepsMut,
    sender: &Addr,
    auditor: String,
    public_key: HexBinary,
) -> Result<Response, ContractError> {
    address(deps.api, &auditor)?;
    only_auditor_or_owner(deps.storage, sender, &auditor)?;
    check::public_key(deps.api, &public_key)?;
    let mut known = admitted(deps.as_ref(), &auditor)?;
    known.details.public_key = changed(&known.details.public_key, public_key)?;
    AUDITORS.save(deps.storage, known.id.0, &known.details)?;
    Ok(Response::new().add_event(AuditorAdmitted {
        auditor: known.id,
        address: auditor,
        public_key: known.details.public_key.to_hex(),
    }))
}
