use cosmwasm_std::{Addr, DepsMut, Env, Response};
use cw20::Cw20ReceiveMsg;
use tender_guard::{active, address, Message};
use tender_interfaces::escrow::ReceiveMsg;

use super::{deposit, open_account};
use crate::money::Money;
use crate::state::Config;
use crate::ContractError;

/// A deposit in credit or another listed cw20; the sender is the token.
pub fn receive(
    deps: DepsMut,
    env: &Env,
    sender: &Addr,
    config: &Config,
    sent: &Cw20ReceiveMsg,
) -> Result<Response, ContractError> {
    let msg: ReceiveMsg = Message::inner(&sent.msg)?;
    if let Some(class) = msg.class() {
        active(config, env, class)?;
    }
    let money = Money::of_token(deps.storage, deps.api, config, sender, sent.amount)?;
    let depositor = address(deps.api, &sent.sender)?;
    match msg {
        ReceiveMsg::OpenAccount {} => open_account(deps, env, &depositor, money),
        ReceiveMsg::Deposit { account } => deposit(deps, env, &depositor, config, account, money),
    }
}
