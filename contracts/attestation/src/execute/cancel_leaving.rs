use cosmwasm_std::{Addr, DepsMut, Response};

use crate::provider::Provider;
use crate::status::Step;
use crate::ContractError;

/// A leaving provider stays after all.
pub fn cancel_leaving(deps: DepsMut, sender: &Addr) -> Result<Response, ContractError> {
    let mut provider = Provider::of(deps.storage, deps.api, sender)?;
    provider.step(Step::CancelLeaving)?;
    provider.details.unbonds_at = None;
    provider.save(deps.storage)?;
    Ok(Response::new().add_event(provider.status_changed()))
}
