use cosmwasm_std::{Addr, Deps, DepsMut, Env, MessageInfo, Response};
use tender_interfaces::escrow;
use tender_interfaces::token::Token;
use tender_types::ProviderId;

use super::revoked;
use crate::provider::Provider;
use crate::state::{Config, CONFIG, EVIDENCE};
use crate::{ContractError, Step};

/// A leaving provider takes its bond. Never paused: own money can always leave.
pub fn withdraw_bond(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
) -> Result<Response, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    let mut provider = Provider::of(deps.storage, deps.api, &info.sender)?;
    provider.step(Step::WithdrawBond)?;
    unbonded(&provider, env)?;
    no_live_lease(deps.as_ref(), &config, provider.id)?;

    let bond = provider.take_bond(deps.storage)?;
    provider.measure(config.min_bond);
    provider.details.unbonds_at = None;
    // What was seen then says nothing about what it brings when it comes back.
    let attestations = std::mem::take(&mut provider.row.attestations);
    for attestation in &attestations {
        EVIDENCE.remove(deps.storage, (attestation.auditor.0, provider.id.0));
    }
    provider.save(deps.storage)?;

    let dropped = |one: &tender_interfaces::attestation::AttestationRow| {
        revoked(provider.id, one.auditor, &info.sender)
    };
    let response = Response::new()
        .add_events(attestations.iter().map(dropped))
        .add_event(provider.bond_changed())
        .add_event(provider.status_changed());
    if bond.is_zero() {
        return Ok(response);
    }
    let token = Token(Addr::unchecked(config.token));
    Ok(response.add_message(token.transfer(&info.sender, bond)?))
}

fn unbonded(provider: &Provider, env: &Env) -> Result<(), ContractError> {
    let now = env.block.time.seconds();
    match provider.details.unbonds_at {
        Some(until) if now < until => Err(ContractError::Unbonding { until, now }),
        _ => Ok(()),
    }
}

fn no_live_lease(
    deps: Deps<'_>,
    config: &Config,
    provider: ProviderId,
) -> Result<(), ContractError> {
    let escrow = config.escrow.as_ref().ok_or(ContractError::NoEscrow)?;
    let ask = escrow::QueryMsg::ProviderLeases {
        provider,
        start_after: None,
        limit: Some(1),
    };
    let found: escrow::LeasesResponse = deps.querier.query_wasm_smart(escrow, &ask)?;
    match found.leases.first() {
        None => Ok(()),
        Some(live) => Err(ContractError::LiveLease { lease: live.lease }),
    }
}
