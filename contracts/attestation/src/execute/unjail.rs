use cosmwasm_std::{Addr, DepsMut, Response};
use tender_types::ProviderId;

use crate::provider::Provider;
use crate::state::ADMIN;
use crate::status::Step;
use crate::ContractError;

/// The owner lets a jailed provider be matched again, whatever outage it was in. One that was leaving
/// starts over if it wants to.
pub fn unjail(
    deps: DepsMut,
    sender: &Addr,
    provider: ProviderId,
) -> Result<Response, ContractError> {
    ADMIN.only_owner(deps.storage, sender)?;
    let mut provider = Provider::load(deps.storage, provider)?;
    provider.step(Step::Unjail)?;
    provider.details.faults.open = None;
    provider.save(deps.storage);
    Ok(Response::new().add_event(provider.status_changed()))
}
