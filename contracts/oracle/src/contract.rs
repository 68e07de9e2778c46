//! Entry points: what arrives, and which file handles it.

use cosmwasm_std::{
    entry_point, to_json_binary, Binary, Deps, DepsMut, Empty, Env, MessageInfo, Response,
};
use tender_guard::{migrate_version, no_funds, set_version, Message};
use tender_interfaces::oracle::{ExecuteMsg, QueryMsg, CONTRACT};

use crate::state::ADMIN;
use crate::{execute, query, ContractError};

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Opens the oracle.
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

/// Any [`ExecuteMsg`]. None takes coins, and a paused class is refused before its handler is asked.
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
        ExecuteMsg::Report { price, timestamp } => {
            execute::report(deps, &env, sender, price, timestamp)
        }
        ExecuteMsg::AdmitFeeder { feeder } => execute::admit_feeder(deps, sender, config, &feeder),
        ExecuteMsg::RemoveFeeder { feeder } => {
            execute::remove_feeder(deps, sender, config, &feeder)
        }
        ExecuteMsg::UpdateParams { params } => {
            execute::update_params(deps, sender, &config, params)
        }
        ExecuteMsg::Admin(msg) => Ok(ADMIN.handle(deps, &env, sender, &msg)?),
    }
}

/// Any [`QueryMsg`].
#[entry_point]
pub fn query(deps: Deps, env: Env, msg: Message) -> Result<Binary, ContractError> {
    let answer = match msg.read()? {
        QueryMsg::Config {} => to_json_binary(&query::config(deps)?),
        QueryMsg::Price {} => to_json_binary(&query::price(deps, &env)?),
        QueryMsg::Feeders { start_after, limit } => {
            to_json_binary(&query::feeders(deps, start_after, limit)?)
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
