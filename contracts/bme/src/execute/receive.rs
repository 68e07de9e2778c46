use cosmwasm_std::{ensure, Addr, DepsMut, Env, Response};
use cw20::Cw20ReceiveMsg;
use tender_guard::{active, Message};
use tender_interfaces::bme::ReceiveMsg;

use crate::execute::{add_collateral, mint};
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
            expected: deps.api.addr_humanize(&config.token)?.into(),
        }
    );
    let msg: ReceiveMsg = Message::inner(&sent.msg)?;
    if let Some(class) = msg.class() {
        active(config, env, class)?;
    }
    match msg {
        ReceiveMsg::Mint {
            min_out,
            deposit_to,
        } => mint(deps, env, sender, config, sent, min_out, deposit_to),
        ReceiveMsg::AddCollateral {} => add_collateral(deps, sender, sent),
    }
}
