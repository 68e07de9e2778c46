use cosmwasm_std::{Addr, DepsMut, Env, Response};
use tender_types::Timestamp;

use crate::provider::Provider;
use crate::state::Config;
use crate::status::Step;
use crate::ContractError;

/// A provider stops being matched, and its bond starts unbonding. Never paused: it is the way out.
pub fn start_leaving(
    deps: DepsMut,
    env: &Env,
    sender: &Addr,
    config: &Config,
) -> Result<Response, ContractError> {
    let mut provider = Provider::of(deps.storage, deps.api, sender)?;
    provider.step(Step::StartLeaving)?;
    // Fixed now: a longer unbonding time set later does not hold who is leaving already.
    provider.details.unbonds_at = Some(Timestamp::now(env).after(config.params.unbonding));
    provider.save(deps.storage);
    Ok(Response::new().add_event(provider.status_changed()))
}
