//! Entry points: dispatch only.

use cosmwasm_std::{
    entry_point, to_json_binary, Binary, Deps, DepsMut, Empty, Env, MessageInfo, Response,
};
use tender_guard::{migrate_version, no_funds};
use tender_interfaces::oracle::{ExecuteMsg, InstantiateMsg, QueryMsg};

use crate::execute::{
    admit_feeder, instantiate as open, pause, remove_feeder, report, role, update_rules,
};
use crate::{query as ask, ContractError};

pub(crate) const NAME: &str = "crates.io:tender-oracle";
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Opens the oracle.
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

/// Any [`ExecuteMsg`]. None takes coins.
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
        ExecuteMsg::Report { price, timestamp } => {
            report::report(deps, &env, sender, price, timestamp)
        }
        ExecuteMsg::AdmitFeeder { feeder } => admit_feeder::admit_feeder(deps, sender, &feeder),
        ExecuteMsg::RemoveFeeder { feeder } => remove_feeder::remove_feeder(deps, sender, &feeder),
        ExecuteMsg::UpdateRules { rules } => update_rules::update_rules(deps, sender, rules),
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
        QueryMsg::Price {} => to_json_binary(&ask::price(deps, &env)),
        QueryMsg::Feeders { start_after, limit } => {
            to_json_binary(&ask::feeders(deps, start_after, limit)?)
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
