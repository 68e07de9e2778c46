//! Entry points: check, then hand over to `cw20-base`.

use cosmwasm_std::{entry_point, Binary, Deps, DepsMut, Env, MessageInfo, Response};
use cw20_base::contract as cw20_contract;
use cw20_base::msg::{ExecuteMsg, InstantiateMsg, MigrateMsg, QueryMsg};
use tender_guard::{migrate_version, set_version};

use crate::{check, ContractError};

const CONTRACT_NAME: &str = "crates.io:tender-token";
const CONTRACT_VERSION: &str = env!("CARGO_PKG_VERSION");

/// Creates the token.
///
/// The minter is `bme`, or the deployer until `bme` exists; see the README for both orders.
#[entry_point]
pub fn instantiate(
    mut deps: DepsMut,
    env: Env,
    info: MessageInfo,
    msg: InstantiateMsg,
) -> Result<Response, ContractError> {
    check::no_funds(&info)?;
    check::instantiate(deps.as_ref(), &msg)?;
    let response = cw20_contract::instantiate(deps.branch(), env, info, msg)?;
    // Under our own name: the checks above are part of what is deployed.
    set_version(deps.storage, CONTRACT_NAME, CONTRACT_VERSION)?;
    Ok(response)
}

/// Any message of the cw20 standard with the mintable and allowance extensions.
#[entry_point]
pub fn execute(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    msg: ExecuteMsg,
) -> Result<Response, ContractError> {
    check::no_funds(&info)?;
    check::execute(deps.as_ref(), &info, &msg)?;
    Ok(cw20_contract::execute(deps, env, info, msg)?)
}

/// Any query of the cw20 standard with the mintable, allowance and enumerable extensions.
#[entry_point]
pub fn query(deps: Deps, env: Env, msg: QueryMsg) -> Result<Binary, ContractError> {
    check::query(deps, &msg)?;
    Ok(cw20_contract::query(deps, env, msg).map_err(cw20_base::ContractError::from)?)
}

/// Moves to this code from an older version of it; the rows are unchanged.
#[entry_point]
pub fn migrate(deps: DepsMut, _env: Env, _msg: MigrateMsg) -> Result<Response, ContractError> {
    migrate_version(deps.storage, CONTRACT_NAME, CONTRACT_VERSION)?;
    Ok(Response::new())
}
