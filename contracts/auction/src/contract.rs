//! Entry points: what arrives, and which file handles it.

use cosmwasm_std::{
    entry_point, to_json_binary, Binary, Deps, DepsMut, Empty, Env, MessageInfo, Reply, Response,
};
use tender_guard::{migrate_version, no_funds, set_version, Message};
use tender_interfaces::auction::{ExecuteMsg, QueryMsg, CONTRACT};

use crate::execute::NewBid;
use crate::state::ADMIN;
use crate::{execute, query, ContractError};

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Opens the auction house.
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
        ExecuteMsg::Open {
            order,
            tenant,
            demand,
            rule,
        } => execute::open(deps, &env, sender, &config, order, tenant, demand, rule),
        ExecuteMsg::PlaceBid {
            order,
            provider,
            class,
            rate,
            unit,
        } => {
            let bid = NewBid {
                provider,
                class,
                rate,
                unit,
            };
            execute::place_bid(deps, &env, sender, &config, order, &bid)
        }
        ExecuteMsg::WithdrawBid { order, provider } => {
            execute::withdraw_bid(deps, sender, &config, order, provider)
        }
        ExecuteMsg::Choose {
            order,
            provider,
            class,
            max_rate,
        } => execute::choose(
            deps, &env, sender, &config, order, provider, class, max_rate,
        ),
        ExecuteMsg::Close { order } => execute::close(deps, &env, &config, order),
        ExecuteMsg::Cancel { order } => execute::cancel(deps, sender, order),
        ExecuteMsg::PruneBids { order, limit } => execute::prune_bids(deps, order, limit),
        ExecuteMsg::UpdateLinks {
            orderbook,
            attestation,
            escrow,
        } => execute::update_links(deps, sender, &config, orderbook, attestation, escrow),
        ExecuteMsg::Admin(msg) => Ok(ADMIN.handle(deps, &env, sender, &msg)?),
    }
}

/// Whether `escrow` opened the lease of a winner.
#[entry_point]
pub fn reply(_deps: DepsMut, _env: Env, msg: Reply) -> Result<Response, ContractError> {
    crate::reply::reply(msg)
}

/// Any [`QueryMsg`].
#[entry_point]
pub fn query(deps: Deps, env: Env, msg: Message) -> Result<Binary, ContractError> {
    let answer = match msg.read()? {
        QueryMsg::Config {} => to_json_binary(&query::config(deps)?),
        QueryMsg::Auction { order } => to_json_binary(&query::auction(deps, order)?),
        QueryMsg::Auctions { start_after, limit } => {
            to_json_binary(&query::auctions(deps, start_after, limit)?)
        }
        QueryMsg::Bids {
            order,
            start_after,
            limit,
        } => to_json_binary(&query::bids(deps, order, start_after, limit)?),
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
