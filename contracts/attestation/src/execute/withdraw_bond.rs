use cosmwasm_std::{Addr, DepsMut, Env, Response};
use tender_interfaces::token::Token;
use tender_types::{Akt, Timestamp};

use crate::attested::{ended, forget};
use crate::host;
use crate::links::unlocked;
use crate::provider::Provider;
use crate::state::Config;
use crate::status::Step;
use crate::ContractError;

/// A leaving provider takes its bond. Never paused: own money can always leave.
pub fn withdraw_bond(
    deps: DepsMut,
    env: &Env,
    sender: &Addr,
    config: &Config,
) -> Result<Response, ContractError> {
    let now = Timestamp::now(env);
    let mut provider = Provider::of(deps.storage, deps.api, sender)?;
    provider.step(Step::WithdrawBond)?;
    unbonded(&provider, now)?;
    unlocked(deps.as_ref(), config, provider.id, now)?;

    let bond = provider.take_bond(deps.storage)?;
    provider.row.bonded = false;
    provider.details.required = Akt::ZERO;
    provider.details.unbonds_at = None;
    host::release(deps.storage, &provider.details.profile.host, provider.id)?;
    let mut response = Response::new();
    // What was seen then says nothing about what it brings when it comes back.
    for one in std::mem::take(&mut provider.row.attestations) {
        let events = forget(deps.storage, deps.api, provider.id, &one, now)?;
        response =
            response
                .add_events(events)
                .add_event(ended(provider.id, one.auditor, sender.as_str()));
    }
    provider.save(deps.storage);
    let response = response
        .add_event(provider.bond_changed())
        .add_event(provider.status_changed());
    if bond.is_zero() {
        return Ok(response);
    }
    let token = Token(deps.api.addr_humanize(&config.token)?);
    Ok(response.add_message(token.transfer(sender, bond.into())?))
}

fn unbonded(provider: &Provider, now: Timestamp) -> Result<(), ContractError> {
    match provider.details.unbonds_at {
        Some(until) if now < until => Err(ContractError::Unbonding { until, now }),
        _ => Ok(()),
    }
}
