use cosmwasm_std::{DepsMut, MessageInfo, Response};
use tender_interfaces::roles::RoleMsg;

use crate::state::ROLES;
use crate::ContractError;

/// Hands over a role in two steps.
pub fn role(deps: DepsMut, info: &MessageInfo, msg: &RoleMsg) -> Result<Response, ContractError> {
    let event = ROLES.handle(deps.storage, deps.api, &info.sender, msg)?;
    Ok(Response::new().add_event(event))
}
