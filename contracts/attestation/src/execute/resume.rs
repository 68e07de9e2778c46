use cosmwasm_std::{Addr, DepsMut, Env, Response};
use tender_types::Timestamp;

use crate::provider::Provider;
use crate::state::Config;
use crate::status::Step;
use crate::ContractError;

/// A suspended provider says that it serves again. Its next fault is another outage.
pub fn resume(
    deps: DepsMut,
    env: &Env,
    sender: &Addr,
    config: &Config,
) -> Result<Response, ContractError> {
    let mut provider = Provider::of(deps.storage, deps.api, sender)?;
    provider.step(Step::Resume)?;
    provider.end_outage(Timestamp::now(env), &config.params)?;
    provider.save(deps.storage);
    Ok(Response::new().add_event(provider.status_changed()))
}
