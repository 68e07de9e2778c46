//! Entry points: what arrives, and which file handles it.

use cosmwasm_std::{
    entry_point, to_json_binary, Binary, Deps, DepsMut, Empty, Env, MessageInfo, Response,
};
use tender_guard::{migrate_version, no_funds, set_version, Message};
use tender_interfaces::orderbook::{ExecuteMsg, QueryMsg, CONTRACT};

use crate::state::ADMIN;
use crate::{execute, query, ContractError};

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Opens an empty book.
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
        ExecuteMsg::PostAsk { offer } => execute::post_ask(deps, &env, sender, &config, offer),
        ExecuteMsg::RepriceAsk { ask, rate } => {
            execute::reprice_ask(deps, sender, &config, ask, rate)
        }
        ExecuteMsg::WithdrawAsk { ask } => execute::withdraw_ask(deps, sender, &config, ask),
        ExecuteMsg::PlaceOrder {
            demand,
            selection,
            expires_at,
        } => execute::place_order(deps, &env, sender, &config, &demand, selection, expires_at),
        ExecuteMsg::TakeOrder { order, ask } => {
            execute::take_order(deps, &env, sender, &config, order, ask)
        }
        ExecuteMsg::CancelOrder { order } => execute::cancel_order(deps, sender, order),
        ExecuteMsg::Expire { orders, asks } => execute::expire(deps, &env, &config, &orders, &asks),
        ExecuteMsg::Release { releases } => execute::release(deps, sender, &config, &releases),
        ExecuteMsg::UpdateLinks {
            attestation,
            escrow,
            auction,
        } => execute::update_links(deps, sender, &config, attestation, escrow, auction),
        ExecuteMsg::Admin(msg) => Ok(ADMIN.handle(deps, &env, sender, &msg)?),
    }
}

/// Any [`QueryMsg`].
#[entry_point]
pub fn query(deps: Deps, env: Env, msg: Message) -> Result<Binary, ContractError> {
    let answer = match msg.read()? {
        QueryMsg::Config {} => to_json_binary(&query::config(deps)?),
        QueryMsg::Ask { ask } => to_json_binary(&query::ask(deps, ask)?),
        QueryMsg::Book {
            class,
            start_after,
            limit,
        } => to_json_binary(&query::book(deps, class, start_after, limit)?),
        QueryMsg::Asks {
            provider,
            start_after,
            limit,
        } => to_json_binary(&query::asks(deps, provider, start_after, limit)?),
        QueryMsg::Order { order } => to_json_binary(&query::order(deps, order)?),
        QueryMsg::Orders {
            tenant,
            start_after,
            limit,
        } => to_json_binary(&query::orders(deps, tenant, start_after, limit)?),
        QueryMsg::ExplainMatch { demand, limit } => {
            to_json_binary(&query::explain_match(deps, &env, &demand, limit)?)
        }
        QueryMsg::Admin {} => to_json_binary(&ADMIN.query(deps.storage, &env)?),
        QueryMsg::Invariants { start_after, limit } => {
            to_json_binary(&query::invariants(deps, start_after, limit)?)
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
