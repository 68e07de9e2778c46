use cosmwasm_std::{DepsMut, MessageInfo, Response};
use tender_guard::active;
use tender_interfaces::roles::ActionClass;

use crate::provider::Provider;
use crate::state::CONFIG;
use crate::{ContractError, Step};

/// A leaving provider stays after all.
pub fn cancel_leaving(deps: DepsMut, info: &MessageInfo) -> Result<Response, ContractError> {
    active(CONFIG.load(deps.storage)?.paused, ActionClass::Register)?;
    let mut provider = Provider::of(deps.storage, deps.api, &info.sender)?;
    provider.step(Step::CancelLeaving)?;
    provider.details.unbonds_at = None;
    provider.save(deps.storage)?;
    Ok(Response::new().add_event(provider.status_changed()))
}
