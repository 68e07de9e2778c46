use cosmwasm_std::{ensure, Addr, DepsMut, Env, Response};
use cw20::Cw20ReceiveMsg;
use tender_guard::{active, Message};
use tender_interfaces::attestation::ReceiveMsg;
use tender_types::{Akt, ProviderId};

use crate::provider::Provider;
use crate::state::Config;
use crate::ContractError;

/// AKT came in, from the token only: what for?
pub fn receive(
    deps: DepsMut,
    env: &Env,
    sender: &Addr,
    config: &Config,
    sent: &Cw20ReceiveMsg,
) -> Result<Response, ContractError> {
    ensure!(
        deps.api.addr_canonicalize(sender.as_str())? == config.token,
        ContractError::WrongToken {
            sender: sender.to_string(),
            token: deps.api.addr_humanize(&config.token)?.into(),
        }
    );
    let msg: ReceiveMsg = Message::inner(&sent.msg)?;
    if let Some(class) = msg.class() {
        active(config, env, class)?;
    }
    match msg {
        ReceiveMsg::Bond { provider } => bond(deps, config, provider, sent.amount.into()),
    }
}

/// Adds to a provider's bond, whoever sent it.
fn bond(
    deps: DepsMut,
    config: &Config,
    id: ProviderId,
    amount: Akt,
) -> Result<Response, ContractError> {
    ensure!(!amount.is_zero(), ContractError::ZeroBond);
    let mut provider = Provider::load(deps.storage, id)?;
    provider.present()?;
    provider.add_bond(deps.storage, amount)?;
    provider.measure(config.params.min_bond);
    provider.save(deps.storage)?;
    Ok(Response::new().add_event(provider.bond_changed()))
}
