//! Entry points, in front of those of `cw20-base`.

use cosmwasm_std::{entry_point, Binary, Deps, DepsMut, Empty, Env, MessageInfo, Response};
use tender_guard::{migrate_version, no_funds, set_version, Message};
use tender_interfaces::token::CONTRACT;

use crate::{execute, instantiate, query, ContractError};

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Creates the token.
///
/// The minter is `bme`, or the deployer until `bme` exists; see the README for both orders.
#[entry_point]
pub fn instantiate(
    mut deps: DepsMut,
    env: Env,
    info: MessageInfo,
    msg: Message,
) -> Result<Response, ContractError> {
    no_funds(&info)?;
    let msg = instantiate::checked(deps.as_ref(), msg.read()?)?;
    let response = cw20_base::contract::instantiate(deps.branch(), env, info, msg)?;
    // Under our own name: the checks above are part of what is deployed.
    set_version(deps.storage, CONTRACT, VERSION)?;
    Ok(response)
}

/// Any message of the cw20 standard with the mintable and allowance extensions. `cw20-base` would keep
/// coins for ever, so none are taken.
#[entry_point]
pub fn execute(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    msg: Message,
) -> Result<Response, ContractError> {
    no_funds(&info)?;
    execute::execute(deps, env, info, msg.read()?)
}

/// Any query of the cw20 standard with the mintable, allowance and enumerable extensions.
#[entry_point]
pub fn query(deps: Deps, env: Env, msg: Message) -> Result<Binary, ContractError> {
    let msg = msg.read()?;
    query::check(deps, &msg)?;
    Ok(cw20_base::contract::query(deps, env, msg)?)
}

/// Moves to this code from an older version of it; the rows are unchanged.
#[entry_point]
pub fn migrate(deps: DepsMut, _env: Env, msg: Message) -> Result<Response, ContractError> {
    let Empty {} = msg.read()?;
    migrate_version(deps.storage, CONTRACT, VERSION)?;
    Ok(Response::new())
}
