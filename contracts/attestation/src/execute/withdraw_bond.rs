use cosmwasm_std::{Addr, Deps, DepsMut, Env, Response};
use tender_interfaces::attestation::AttestationRow;
use tender_interfaces::escrow;
use tender_interfaces::token::Token;
use tender_types::{ProviderId, Timestamp};

use crate::auditor::revoked;
use crate::provider::Provider;
use crate::state::{Config, EVIDENCE};
use crate::status::Step;
use crate::ContractError;

/// A leaving provider takes its bond. Never paused: own money can always leave.
pub fn withdraw_bond(
    deps: DepsMut,
    env: &Env,
    sender: &Addr,
    config: &Config,
) -> Result<Response, ContractError> {
    let mut provider = Provider::of(deps.storage, deps.api, sender)?;
    provider.step(Step::WithdrawBond)?;
    unbonded(&provider, Timestamp::now(env))?;
    no_live_lease(deps.as_ref(), config, provider.id)?;

    let bond = provider.take_bond(deps.storage)?;
    provider.measure(config.params.min_bond);
    provider.details.unbonds_at = None;
    // What was seen then says nothing about what it brings when it comes back.
    let attestations = std::mem::take(&mut provider.row.attestations);
    for attestation in &attestations {
        EVIDENCE.remove(deps.storage, (attestation.auditor.0, provider.id.0));
    }
    provider.save(deps.storage)?;

    let dropped = |one: &AttestationRow| revoked(provider.id, one.auditor, sender);
    let response = Response::new()
        .add_events(attestations.iter().map(dropped))
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

fn no_live_lease(deps: Deps, config: &Config, provider: ProviderId) -> Result<(), ContractError> {
    let escrow = config.escrow.as_ref().ok_or(ContractError::NoEscrow)?;
    let msg = escrow::QueryMsg::ProviderLeases {
        provider,
        start_after: None,
        limit: Some(1),
    };
    let escrow = deps.api.addr_humanize(escrow)?;
    let found: escrow::LeasesResponse = deps.querier.query_wasm_smart(escrow, &msg)?;
    match found.leases.first() {
        None => Ok(()),
        Some(live) => Err(ContractError::LiveLease { lease: live.lease }),
    }
}
