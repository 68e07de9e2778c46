use cosmwasm_std::{from_json, Addr, DepsMut, Env, Response};
use cw20::Cw20ReceiveMsg;
use tender_guard::{active, address};
use tender_interfaces::escrow::ReceiveMsg;
use tender_interfaces::roles::ActionClass;
use tender_types::AssetIndex;

use crate::execute::deposit::{deposit, Money};
use crate::execute::open_account::open;
use crate::pay::CREDIT;
use crate::state::{find_asset, AssetRow, Config, CONFIG};
use crate::ContractError;

/// A deposit in credit or another listed cw20; the sender is the token.
pub fn receive(
    deps: DepsMut,
    env: &Env,
    token: &Addr,
    msg: Cw20ReceiveMsg,
) -> Result<Response, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    active(config.paused, ActionClass::Deposit)?;
    let asset = listed(&deps, &config, token)?;
    let depositor = address(deps.api, &msg.sender)?;
    let inner = from_json(&msg.msg).map_err(|error| ContractError::InnerMessage {
        reason: error.to_string(),
    })?;
    let amount = msg.amount;
    match inner {
        ReceiveMsg::OpenAccount {} => open(deps, env, &depositor, asset, amount),
        ReceiveMsg::Deposit { account } => {
            let money = Money { asset, amount };
            deposit(deps, env, &config, &depositor, account, money)
        }
    }
}

fn listed(deps: &DepsMut, config: &Config, token: &Addr) -> Result<AssetIndex, ContractError> {
    let contract = deps.api.addr_canonicalize(token.as_str())?;
    if contract == config.credit {
        return Ok(CREDIT);
    }
    let asset = AssetRow::Cw20 { contract };
    find_asset(deps.storage, config, &asset)?.ok_or_else(|| ContractError::UnknownAsset {
        asset: token.to_string(),
    })
}
