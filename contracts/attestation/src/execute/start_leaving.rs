use cosmwasm_std::{DepsMut, Env, MessageInfo, Response};

use crate::provider::Provider;
use crate::state::CONFIG;
use crate::{ContractError, Step};

/// A provider stops being matched, and its bond starts unbonding. Never paused: it is the way out.
pub fn start_leaving(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
) -> Result<Response, ContractError> {
    let mut provider = Provider::of(deps.storage, deps.api, &info.sender)?;
    provider.step(Step::StartLeaving)?;
    // Fixed now: a longer unbonding time set later does not hold who is leaving already.
    let unbonding = CONFIG.load(deps.storage)?.unbonding;
    provider.details.unbonds_at = Some(env.block.time.seconds().saturating_add(unbonding));
    provider.save(deps.storage)?;
    Ok(Response::new().add_event(provider.status_changed()))
}
