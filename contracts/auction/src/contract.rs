//! Entry points: dispatch only.

use cosmwasm_std::{entry_point, Binary, Deps, DepsMut, Empty, Env, MessageInfo, Reply, Response};
use tender_guard::{migrate_version, no_funds, set_version};
use tender_interfaces::auction::{ExecuteMsg, InstantiateMsg, QueryMsg};

use crate::execute::place_bid::Offer;
use crate::state::ROLES;
use crate::{execute, query, reply, ContractError};

const CONTRACT_NAME: &str = "crates.io:tender-auction";
const CONTRACT_VERSION: &str = env!("CARGO_PKG_VERSION");

/// Opens the auction house.
#[entry_point]
pub fn instantiate(
    deps: DepsMut,
    _env: Env,
    info: MessageInfo,
    msg: InstantiateMsg,
) -> Result<Response, ContractError> {
    no_funds(&info)?;
    set_version(deps.storage, CONTRACT_NAME, CONTRACT_VERSION)?;
    let guardian = msg.guardian.as_deref();
    ROLES.instantiate(deps.storage, deps.api, &msg.owner, guardian)?;
    execute::update_config::create(deps, &msg)
}

/// No message takes coins: they could never be taken out again.
#[entry_point]
pub fn execute(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    msg: ExecuteMsg,
) -> Result<Response, ContractError> {
    no_funds(&info)?;
    match msg {
        ExecuteMsg::Open {
            order,
            tenant,
            demand,
            rule,
        } => execute::open::open(deps, &env, &info, order, (tenant, demand, rule)),
        ExecuteMsg::PlaceBid {
            order,
            provider,
            class,
            rate,
            unit,
        } => {
            let offer = Offer {
                order,
                provider,
                class,
                rate,
                unit,
            };
            execute::place_bid::place_bid(deps, &env, &info, &offer)
        }
        ExecuteMsg::WithdrawBid { order, provider } => {
            execute::withdraw_bid::withdraw_bid(deps, &info, order, provider)
        }
        ExecuteMsg::Choose {
            order,
            provider,
            class,
            max_rate,
        } => execute::choose::choose(deps, &env, &info, (order, provider), (class, max_rate)),
        ExecuteMsg::Close { order } => execute::close::close(deps, &env, order),
        ExecuteMsg::Cancel { order } => execute::cancel::cancel(deps, &info, order),
        ExecuteMsg::PruneBids { order, limit } => {
            execute::prune_bids::prune_bids(deps, order, limit)
        }
        ExecuteMsg::UpdateConfig {
            orderbook,
            attestation,
            escrow,
        } => {
            let addresses = [orderbook, attestation, escrow];
            execute::update_config::update_config(deps, &info, &addresses)
        }
        ExecuteMsg::Role(msg) => execute::role::role(deps, &info, &msg),
        ExecuteMsg::Pause { class } => execute::pause::pause(deps, &info, class),
        ExecuteMsg::Unpause { class } => execute::pause::unpause(deps, &info, class),
    }
}

/// Whether `escrow` opened the lease of a winner.
#[entry_point]
pub fn reply(_deps: DepsMut, _env: Env, msg: Reply) -> Result<Response, ContractError> {
    reply::reply(msg)
}

/// Anything anyone may know.
#[entry_point]
pub fn query(deps: Deps, _env: Env, msg: QueryMsg) -> Result<Binary, ContractError> {
    query::query(deps, msg)
}

/// Moves to this code from the same or an older version of it; the rows are unchanged.
#[entry_point]
pub fn migrate(deps: DepsMut, _env: Env, _msg: Empty) -> Result<Response, ContractError> {
    migrate_version(deps.storage, CONTRACT_NAME, CONTRACT_VERSION)?;
    Ok(Response::new())
}
