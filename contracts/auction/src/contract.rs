//! Entry points: what arrives, and which file handles it.

use cosmwasm_std::{
    entry_point, to_json_binary, Binary, Deps, DepsMut, Empty, Env, MessageInfo, Response,
};
use tender_guard::{migrate_version, no_funds, set_version, Message};
use tender_interfaces::auction::{ExecuteMsg, QueryMsg, CONTRACT};

use crate::execute::{Opened, Order, Sealed};
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
            order: key,
            tenant,
            demand,
            rule,
            expires_at,
        } => {
            let order = Order {
                key,
                tenant,
                demand: *demand,
                rule,
                expires_at,
            };
            execute::open(deps, &env, sender, &config, order)
        }
        ExecuteMsg::PlaceBid { order, bid } => {
            execute::place_bid(deps, &env, sender, &config, order, bid)
        }
        ExecuteMsg::Commit {
            order,
            round,
            provider,
            classes,
            seal,
        } => {
            let sealed = Sealed {
                provider,
                round,
                classes,
                seal,
            };
            execute::commit(deps, &env, sender, &config, order, sealed)
        }
        ExecuteMsg::Reveal {
            order,
            provider,
            rate,
            salt,
            valid_until,
        } => {
            let opened = Opened {
                provider,
                rate,
                salt,
                valid_until,
            };
            execute::reveal(deps, &env, sender, &config, order, &opened)
        }
        ExecuteMsg::OpenReserve { order, rate, salt } => {
            execute::open_reserve(deps, &env, sender, order, rate, &salt)
        }
        ExecuteMsg::ReportUnopened {
            order,
            round,
            provider,
        } => execute::report_unopened(deps, &env, &config, order, round, provider),
        ExecuteMsg::Choose {
            order,
            provider,
            max_rate,
        } => execute::choose(deps, &env, sender, &config, order, provider, max_rate),
        ExecuteMsg::Close { order } => execute::close(deps, &env, &config, order),
        ExecuteMsg::Cancel { order } => execute::cancel(deps, &env, sender, order),
        ExecuteMsg::UpdateLinks {
            orderbook,
            attestation,
            escrow,
        } => execute::update_links(deps, sender, &config, orderbook, attestation, escrow),
        ExecuteMsg::Admin(msg) => Ok(ADMIN.handle(deps, &env, sender, &msg)?),
    }
}

/// Any [`QueryMsg`].
#[entry_point]
pub fn query(deps: Deps, env: Env, msg: Message) -> Result<Binary, ContractError> {
    let answer = match msg.read()? {
        QueryMsg::Config {} => to_json_binary(&query::config(deps)?),
        QueryMsg::Auction { order } => to_json_binary(&query::auction(deps, &env, order)?),
        QueryMsg::Auctions {
            account,
            start_after,
            limit,
        } => to_json_binary(&query::auctions(deps, &env, account, start_after, limit)?),
        QueryMsg::Commitments {
            order,
            start_after,
            limit,
        } => to_json_binary(&query::commitments(deps, order, start_after, limit)?),
        QueryMsg::Bound { provider } => to_json_binary(&query::bound(deps, provider)?),
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
