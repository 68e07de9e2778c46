use cosmwasm_std::{DepsMut, MessageInfo, Response};
use tender_interfaces::roles::ActionClass;

use crate::state::{CONFIG, ROLES};
use crate::ContractError;

/// What can be paused here. Withdrawing a bid, cancelling, pruning and ending without an award go on.
const CLASSES: [ActionClass; 1] = [ActionClass::Bid];

/// The owner or the guardian stops a class. Clocks run on.
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

/// The owner lets a class go on.
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
