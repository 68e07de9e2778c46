use cosmwasm_std::{Addr, DepsMut, Response};
use tender_types::ProviderId;

use crate::provider::Provider;
use crate::state::ADMIN;
use crate::status::Step;
use crate::ContractError;

/// The owner stops a provider from being matched. Its bond stays until it is unjailed and has left.
pub fn jail(deps: DepsMut, sender: &Addr, provider: ProviderId) -> Result<Response, ContractError> {
    ADMIN.only_owner(deps.storage, sender)?;
    let mut provider = Provider::load(deps.storage, provider)?;
    provider.step(Step::Jail)?;
    provider.details.unbonds_at = None;
    provider.save(deps.storage);
    Ok(Response::new().add_event(provider.status_changed()))
}
