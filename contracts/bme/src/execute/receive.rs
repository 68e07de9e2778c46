use cosmwasm_std::{from_json, Addr, DepsMut, Env, Response};
use cw20::Cw20ReceiveMsg;
use tender_interfaces::bme::ReceiveMsg;

use crate::execute::{add_collateral, mint};
use crate::state::CONFIG;
use crate::ContractError;

/// AKT came in, from the token only: what for?
pub fn receive(
    deps: DepsMut,
    env: &Env,
    sender: &Addr,
    sent: &Cw20ReceiveMsg,
) -> Result<Response, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    if deps.api.addr_canonicalize(sender.as_str())? != config.token {
        return Err(ContractError::WrongToken {
            expected: deps.api.addr_humanize(&config.token)?.into(),
        });
    }
    let instruction = from_json(&sent.msg).map_err(|error| ContractError::UnknownInstruction {
        reason: error.to_string(),
    })?;
    match instruction {
        ReceiveMsg::Mint {
            min_out,
            deposit_to,
        } => mint::mint(deps, env, &config, sent, min_out, deposit_to),
        ReceiveMsg::AddCollateral {} => add_collateral::add_collateral(deps, sender, sent),
    }
}
