use cosmwasm_std::{DepsMut, MessageInfo, Response};
use tender_types::ProviderId;

use crate::provider::Provider;
use crate::state::ROLES;
use crate::{ContractError, Step};

/// The owner stops a provider from being matched. Its bond stays until it is unjailed and has left.
pub fn jail(
    deps: DepsMut,
    info: &MessageInfo,
    provider: ProviderId,
) -> Result<Response, ContractError> {
    ROLES.only_owner(deps.storage, &info.sender)?;
    let mut provider = Provider::load(deps.storage, provider)?;
    provider.step(Step::Jail)?;
    provider.details.unbonds_at = None;
    provider.save(deps.storage)?;
    Ok(Response::new().add_event(provider.status_changed()))
}
