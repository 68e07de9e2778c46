use cosmwasm_std::{Addr, DepsMut, Response};
use tender_interfaces::roles::ActionClass;

use crate::state::{CONFIG, ROLES};
use crate::ContractError;

/// What can be paused here.
const CLASSES: [ActionClass; 2] = [ActionClass::Mint, ActionClass::Spend];

/// The owner or the guardian pauses minting, or spending. Money can always leave.
pub fn pause(deps: DepsMut, sender: &Addr, class: ActionClass) -> Result<Response, ContractError> {
    ROLES.only_pauser(deps.storage, sender)?;
    let mut config = CONFIG.load(deps.storage)?;
    let (paused, event) = tender_guard::pause(config.paused, class, &CLASSES, sender.as_str())?;
    config.paused = paused;
    CONFIG.save(deps.storage, &config);
    Ok(Response::new().add_event(event))
}

/// The owner resumes.
pub fn unpause(
    deps: DepsMut,
    sender: &Addr,
    class: ActionClass,
) -> Result<Response, ContractError> {
    ROLES.only_owner(deps.storage, sender)?;
    let mut config = CONFIG.load(deps.storage)?;
    let (paused, event) = tender_guard::unpause(config.paused, class, &CLASSES, sender.as_str())?;
    config.paused = paused;
    CONFIG.save(deps.storage, &config);
    Ok(Response::new().add_event(event))
}
