use cosmwasm_std::{Addr, DepsMut, Response};
use tender_interfaces::roles::RoleMsg;

use crate::state::ROLES;
use crate::ContractError;

/// Hands over a role in two steps.
pub fn role(deps: DepsMut, sender: &Addr, msg: &RoleMsg) -> Result<Response, ContractError> {
    let event = ROLES.handle(deps.storage, deps.api, sender, msg)?;
    Ok(Response::new().add_event(event))
}
