use cosmwasm_std::{DepsMut, MessageInfo, Response};
use tender_types::ProviderId;

use crate::provider::Provider;
use crate::state::ROLES;
use crate::{ContractError, Step};

/// The owner lets a jailed provider be matched again. One that was leaving starts over if it wants to.
pub fn unjail(
    deps: DepsMut,
    info: &MessageInfo,
    provider: ProviderId,
) -> Result<Response, ContractError> {
    ROLES.only_owner(deps.storage, &info.sender)?;
    let mut provider = Provider::load(deps.storage, provider)?;
    provider.step(Step::Unjail)?;
    provider.save(deps.storage)?;
    Ok(Response::new().add_event(provider.status_changed()))
}
