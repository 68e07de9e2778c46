//! Entry points: what arrives, and which file handles it.

use cosmwasm_std::{
    entry_point, to_json_binary, Binary, Deps, DepsMut, Empty, Env, MessageInfo, Response,
};
use tender_guard::{migrate_version, no_funds, set_version, Message};
use tender_interfaces::bme::{ExecuteMsg, QueryMsg, CONTRACT};

use crate::state::ADMIN;
use crate::{execute, query, ContractError};

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Opens the equilibrium.
#[entry_point]
pub fn instantiate(
    deps: DepsMut,
    _env: Env,
    info: MessageInfo,
    msg: Message,
) -> Result<Response, ContractError> {
    no_funds(&info)?;
    set_version(deps.storage, CONTRACT, VERSION)?;
    crate::instantiate::instantiate(deps, &msg.read()?)
}

/// Any [`ExecuteMsg`]. None takes coins: AKT comes as a cw20.
#[entry_point]
pub fn execute(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    msg: Message,
) -> Result<Response, ContractError> {
    no_funds(&info)?;
    let msg: ExecuteMsg = msg.read()?;
    let config = ADMIN.enter(deps.storage, &env, msg.class())?;
    let sender = &info.sender;
    match msg {
        ExecuteMsg::Receive(sent) => execute::receive(deps, &env, sender, &config, &sent),
        ExecuteMsg::Redeem { amount, min_out } => {
            execute::redeem(deps, &env, sender, &config, amount, min_out)
        }
        ExecuteMsg::Transfer { recipient, amount } => {
            execute::transfer(deps, sender, &config, recipient, amount)
        }
        ExecuteMsg::Send {
            contract,
            amount,
            msg,
        } => execute::send(deps, &env, sender, &config, contract, amount, msg),
        ExecuteMsg::Pay { payments } => execute::pay(deps, sender, &config, &payments),
        ExecuteMsg::Burn { amount } => execute::burn(deps, sender, amount),
        ExecuteMsg::UpdateParams { params } => {
            execute::update_params(deps, sender, &config, params)
        }
        ExecuteMsg::UpdateLinks { oracle, suite } => {
            execute::update_links(deps, sender, &config, oracle, suite)
        }
        ExecuteMsg::Admin(msg) => Ok(ADMIN.handle(deps, &env, sender, &msg)?),
    }
}

/// Any [`QueryMsg`].
#[entry_point]
pub fn query(deps: Deps, env: Env, msg: Message) -> Result<Binary, ContractError> {
    let answer = match msg.read()? {
        QueryMsg::Config {} => to_json_binary(&query::config(deps)?),
        QueryMsg::Supply {} => to_json_binary(&query::supply(deps)?),
        QueryMsg::Collateral {} => to_json_binary(&query::collateral(deps, &env)?),
        QueryMsg::QuoteMint { amount } => to_json_binary(&query::quote_mint(deps, &env, amount)?),
        QueryMsg::QuoteRedeem { amount } => {
            to_json_binary(&query::quote_redeem(deps, &env, amount)?)
        }
        QueryMsg::Balance { address } => to_json_binary(&query::balance(deps, &address)?),
        QueryMsg::TokenInfo {} => to_json_binary(&query::token_info(deps)?),
        QueryMsg::AllAccounts { start_after, limit } => {
            to_json_binary(&query::all_accounts(deps, start_after, limit)?)
        }
        QueryMsg::Admin {} => to_json_binary(&ADMIN.query(deps.storage, &env)?),
        QueryMsg::Invariants { start_after, limit } => {
            to_json_binary(&query::invariants(deps, &env, start_after, limit)?)
        }
    };
    Ok(answer?)
}

/// Moves to this code from an older version of it. Rows need no change: every version is read.
#[entry_point]
pub fn migrate(deps: DepsMut, _env: Env, msg: Message) -> Result<Response, ContractError> {
    let Empty {} = msg.read()?;
    migrate_version(deps.storage, CONTRACT, VERSION)?;
    Ok(Response::new())
}
