use cosmwasm_std::{from_json, DepsMut, MessageInfo, Response, Uint128};
use cw20::Cw20ReceiveMsg;
use tender_guard::active;
use tender_interfaces::attestation::ReceiveMsg;
use tender_interfaces::roles::ActionClass;
use tender_types::ProviderId;

use crate::provider::Provider;
use crate::state::{Config, CONFIG};
use crate::ContractError;

/// AKT came in; the token tells what for.
pub fn receive(
    deps: DepsMut,
    info: &MessageInfo,
    sent: &Cw20ReceiveMsg,
) -> Result<Response, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    active(config.paused, ActionClass::Register)?;
    if info.sender.as_str() != config.token {
        return Err(ContractError::WrongToken {
            sender: info.sender.to_string(),
            token: config.token,
        });
    }
    let msg = from_json(&sent.msg).map_err(|error| ContractError::ReceiveMessage {
        reason: error.to_string(),
    })?;
    match msg {
        ReceiveMsg::Bond { provider } => bond(deps, &config, provider, sent.amount),
    }
}

/// Adds to a provider's bond, whoever sent it.
fn bond(
    deps: DepsMut,
    config: &Config,
    id: ProviderId,
    amount: Uint128,
) -> Result<Response, ContractError> {
    if amount.is_zero() {
        return Err(ContractError::ZeroBond);
    }
    let mut provider = Provider::load(deps.storage, id)?;
    provider.present()?;
    provider.add_bond(deps.storage, amount)?;
    provider.measure(config.min_bond);
    provider.save(deps.storage)?;
    Ok(Response::new().add_event(provider.bond_changed()))
}
