use cosmwasm_std::{DepsMut, MessageInfo, Response};
use tender_interfaces::roles::ActionClass;

use crate::state::{CONFIG, ROLES};
use crate::ContractError;

/// What can be paused here. Leaving, taking a bond and revoking are in none of them.
const CLASSES: [ActionClass; 2] = [ActionClass::Register, ActionClass::Attest];

/// The owner or the guardian pauses a class of actions.
pub fn pause(
    deps: DepsMut,
    info: &MessageInfo,
    class: ActionClass,
) -> Result<Response, ContractError> {
    ROLES.only_pauser(deps.storage, &info.sender)?;
    let mut config = CONFIG.load(deps.storage)?;
    let by = info.sender.as_str();
    let (paused, event) = tender_guard::pause(config.paused, class, &CLASSES, by)?;
    config.paused = paused;
    CONFIG.save(deps.storage, &config);
    Ok(Response::new().add_event(event))
}

/// The owner resumes a class of actions.
pub fn unpause(
    deps: DepsMut,
    info: &MessageInfo,
    class: ActionClass,
) -> Result<Response, ContractError> {
    ROLES.only_owner(deps.storage, &info.sender)?;
    let mut config = CONFIG.load(deps.storage)?;
    let by = info.sender.as_str();
    let (paused, event) = tender_guard::unpause(config.paused, class, &CLASSES, by)?;
    config.paused = paused;
    CONFIG.save(deps.storage, &config);
    Ok(Response::new().add_event(event))
}
