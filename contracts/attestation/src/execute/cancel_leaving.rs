use cosmwasm_std::{Addr, DepsMut, Env, Response};
use tender_types::Timestamp;

use crate::provider::Provider;
use crate::state::Config;
use crate::status::Step;
use crate::ContractError;

/// A leaving provider stays after all. Leaving and coming back is no way around a suspension.
pub fn cancel_leaving(
    deps: DepsMut,
    env: &Env,
    sender: &Addr,
    config: &Config,
) -> Result<Response, ContractError> {
    let mut provider = Provider::of(deps.storage, deps.api, sender)?;
    provider.step(Step::CancelLeaving)?;
    provider.end_outage(Timestamp::now(env), &config.params)?;
    provider.details.unbonds_at = None;
    provider.save(deps.storage);
    Ok(Response::new().add_event(provider.status_changed()))
}
