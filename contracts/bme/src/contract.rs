//! Entry points: dispatch only.

use cosmwasm_std::{
    entry_point, to_json_binary, Binary, Deps, DepsMut, Empty, Env, MessageInfo, Response,
};
use tender_guard::{migrate_version, no_funds};
use tender_interfaces::bme::{ExecuteMsg, InstantiateMsg, QueryMsg};

use crate::execute::{
    burn, instantiate as open, pause, pay, receive, redeem, role, send, transfer, update_config,
};
use crate::{query as ask, ContractError};

pub(crate) const NAME: &str = "crates.io:tender-bme";
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Opens the equilibrium.
#[entry_point]
pub fn instantiate(
    deps: DepsMut,
    _env: Env,
    info: MessageInfo,
    msg: InstantiateMsg,
) -> Result<Response, ContractError> {
    no_funds(&info)?;
    open::instantiate(deps, &msg)
}

/// Any [`ExecuteMsg`]. None takes coins: AKT comes as a cw20.
#[entry_point]
pub fn execute(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    msg: ExecuteMsg,
) -> Result<Response, ContractError> {
    no_funds(&info)?;
    let sender = &info.sender;
    match msg {
        ExecuteMsg::Receive(sent) => receive::receive(deps, &env, sender, &sent),
        ExecuteMsg::Redeem { amount, min_out } => {
            redeem::redeem(deps, &env, sender, amount, min_out)
        }
        ExecuteMsg::Transfer { recipient, amount } => {
            transfer::transfer(deps, sender, &recipient, amount)
        }
        ExecuteMsg::Send {
            contract,
            amount,
            msg,
        } => send::send(deps, sender, &contract, amount, msg),
        ExecuteMsg::Pay { payments } => pay::pay(deps, sender, &payments),
        ExecuteMsg::Burn { amount } => burn::burn(deps, sender, amount),
        ExecuteMsg::UpdateConfig {
            oracle,
            suite,
            params,
        } => update_config::update_config(deps, sender, oracle, suite, params),
        ExecuteMsg::Role(msg) => role::role(deps, sender, &msg),
        ExecuteMsg::Pause { class } => pause::pause(deps, sender, class),
        ExecuteMsg::Unpause { class } => pause::unpause(deps, sender, class),
    }
}

/// Any [`QueryMsg`].
#[entry_point]
pub fn query(deps: Deps, env: Env, msg: QueryMsg) -> Result<Binary, ContractError> {
    let answer = match msg {
        QueryMsg::Config {} => to_json_binary(&ask::config(deps)?),
        QueryMsg::Supply {} => to_json_binary(&ask::supply(deps)?),
        QueryMsg::Collateral {} => to_json_binary(&ask::collateral(deps, &env)?),
        QueryMsg::QuoteMint { amount } => to_json_binary(&ask::quote_mint(deps, &env, amount)?),
        QueryMsg::QuoteRedeem { amount } => to_json_binary(&ask::quote_redeem(deps, &env, amount)?),
        QueryMsg::Balance { address } => to_json_binary(&ask::balance(deps, &address)?),
        QueryMsg::TokenInfo {} => to_json_binary(&ask::token_info(deps)?),
        QueryMsg::AllAccounts { start_after, limit } => {
            to_json_binary(&ask::all_accounts(deps, start_after, limit)?)
        }
        QueryMsg::Roles {} => to_json_binary(&ask::roles(deps)?),
        QueryMsg::Invariants { start_after, limit } => {
            to_json_binary(&ask::invariants(deps, &env, start_after, limit)?)
        }
    };
    Ok(answer?)
}

/// Moves to this code from an older version of it; the rows are unchanged.
#[entry_point]
pub fn migrate(deps: DepsMut, _env: Env, _msg: Empty) -> Result<Response, ContractError> {
    migrate_version(deps.storage, NAME, VERSION)?;
    Ok(Response::new())
}
