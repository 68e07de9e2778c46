use cosmwasm_std::{Addr, DepsMut, Response};
use tender_interfaces::roles::{ActionClass, RoleMsg};

use crate::state::{CONFIG, ROLES};
use crate::ContractError;

/// What can be paused here: taking money in. Nothing that pays is among them.
const CLASSES: [ActionClass; 2] = [ActionClass::Deposit, ActionClass::OpenLease];

/// Hands over a role.
pub fn role(deps: DepsMut, sender: &Addr, msg: &RoleMsg) -> Result<Response, ContractError> {
    let event = ROLES.handle(deps.storage, deps.api, sender, msg)?;
    Ok(Response::new().add_event(event))
}

/// The owner or the guardian pauses a class.
pub fn pause(deps: DepsMut, sender: &Addr, class: ActionClass) -> Result<Response, ContractError> {
    ROLES.only_pauser(deps.storage, sender)?;
    let mut config = CONFIG.load(deps.storage)?;
    let (paused, event) = tender_guard::pause(config.paused, class, &CLASSES, sender.as_str())?;
    config.paused = paused;
    CONFIG.save(deps.storage, &config);
    Ok(Response::new().add_event(event))
}

/// The owner resumes a class.
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
