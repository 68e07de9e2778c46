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
        ExecuteMsg::Offer { changes } => execute::offer(deps, &env, sender, &config, &changes),
        ExecuteMsg::Card { change } => execute::card(deps, &env, sender, &config, change),
        ExecuteMsg::PlaceOrder { demand, way } => {
            execute::place_order(deps, &env, sender, &config, &demand, way)
        }
        ExecuteMsg::MatchOrder { order, max_scan } => {
            execute::match_order(deps, &env, &config, order, max_scan)
        }
        ExecuteMsg::CancelOrder { order } => execute::cancel_order(deps, sender, order),
        ExecuteMsg::Rematch {
            lease,
            order,
            promised,
        } => execute::rematch(deps, &env, &config, lease, &order, &promised),
        ExecuteMsg::Expire { orders, offers } => {
            execute::expire(deps, &env, &config, &orders, &offers)
        }
        ExecuteMsg::Award {
            order,
            tenant,
            demand,
            bid,
            faulted,
        } => {
            let won = execute::Won {
                order,
                tenant,
                demand,
                bid,
                faulted,
            };
            execute::award(deps, &env, sender, &config, won)
        }
        ExecuteMsg::Fault { bidders } => execute::fault(deps, sender, &config, &bidders),
        ExecuteMsg::Release { releases } => {
            execute::release(deps, &env, sender, &config, &releases)
        }
        ExecuteMsg::UpdateParams { params } => {
            execute::update_params(deps, sender, &config, params)
        }
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
        QueryMsg::Offer { offer } => to_json_binary(&query::offer(deps, offer)?),
        QueryMsg::Book {
            class,
            start_after,
            limit,
        } => to_json_binary(&query::book(deps, class, start_after, limit)?),
        QueryMsg::Offers {
            provider,
            start_after,
            limit,
        } => to_json_binary(&query::offers(deps, provider, start_after, limit)?),
        QueryMsg::Card { provider } => to_json_binary(&query::card(deps, provider)?),
        QueryMsg::Cards { start_after, limit } => {
            to_json_binary(&query::cards(deps, start_after, limit)?)
        }
        QueryMsg::Locked { provider } => to_json_binary(&query::locked(deps, provider)?),
        QueryMsg::Order { order } => to_json_binary(&query::order(deps, order)?),
        QueryMsg::Orders {
            account,
            start_after,
            limit,
        } => to_json_binary(&query::orders(deps, account, start_after, limit)?),
        QueryMsg::ExplainMatch {
            demand,
            tenant,
            start_after,
            limit,
        } => to_json_binary(&query::explain_match(
            deps,
            &env,
            &demand,
            tenant,
            start_after,
            limit,
        )?),
        QueryMsg::Quote {
            demand,
            tenant,
            providers,
            start_after,
            limit,
        } => to_json_binary(&query::quote(
            deps,
            &env,
            &demand,
            tenant,
            &providers,
            start_after,
            limit,
        )?),
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
