//! Entry points: dispatch only.

use cosmwasm_std::{entry_point, Binary, Deps, DepsMut, Empty, Env, MessageInfo, Reply, Response};
use tender_guard::{migrate_version, no_funds};
use tender_interfaces::escrow::{ExecuteMsg, InstantiateMsg, QueryMsg};

use crate::execute::{
    add_asset, admin, claim, close_account, close_leases, collect_fees, deposit,
    instantiate as open, open_account, open_leases, receive, release, settle, take_back,
    update_config, withdraw,
};
use crate::{pay, query as ask, ContractError};

pub(crate) const NAME: &str = "crates.io:tender-escrow";
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Opens the escrow.
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

/// Any [`ExecuteMsg`]. Only [`ExecuteMsg::OpenAccount`] and [`ExecuteMsg::Deposit`] take coins.
#[entry_point]
pub fn execute(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    msg: ExecuteMsg,
) -> Result<Response, ContractError> {
    let takes_coins = matches!(msg, ExecuteMsg::OpenAccount {} | ExecuteMsg::Deposit { .. });
    if !takes_coins {
        no_funds(&info)?;
    }
    dispatch(deps, &env, &info, msg)
}

fn dispatch(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    msg: ExecuteMsg,
) -> Result<Response, ContractError> {
    let sender = &info.sender;
    match msg {
        ExecuteMsg::OpenAccount {} => open_account::with_coin(deps, env, info),
        ExecuteMsg::Deposit { account } => deposit::with_coin(deps, env, info, account),
        ExecuteMsg::Receive(msg) => receive::receive(deps, env, sender, msg),
        ExecuteMsg::TakeBack { account, amount } => {
            take_back::take_back(deps, env, sender, account, amount)
        }
        ExecuteMsg::OpenLeases {
            tenant,
            account,
            asset,
            manifest_hash,
            leases,
        } => {
            let order = open_leases::Opening {
                tenant,
                account,
                asset,
                manifest_hash,
                leases,
            };
            open_leases::open_leases(deps, env, sender, order)
        }
        ExecuteMsg::Withdraw { leases } => withdraw::withdraw(deps, env, &leases),
        ExecuteMsg::Settle { accounts } => settle::settle(deps, env, &accounts),
        ExecuteMsg::CloseLeases { leases, reason } => {
            close_leases::close_leases(deps, env, sender, &leases, reason)
        }
        ExecuteMsg::CloseAccount { account } => {
            close_account::close_account(deps, env, sender, account)
        }
        ExecuteMsg::CollectFees { accounts } => collect_fees::collect_fees(deps, env, &accounts),
        ExecuteMsg::Claim { payee, asset } => claim::claim(deps, payee, asset),
        ExecuteMsg::AddAsset { asset } => add_asset::add_asset(deps, sender, asset),
        ExecuteMsg::UpdateConfig {
            orderbook,
            auction,
            treasury,
            params,
        } => {
            let change = update_config::Change {
                orderbook,
                auction,
                treasury,
                params,
            };
            update_config::update_config(deps, sender, &change)
        }
        ExecuteMsg::Role(msg) => admin::role(deps, sender, &msg),
        ExecuteMsg::Pause { class } => admin::pause(deps, sender, class),
        ExecuteMsg::Unpause { class } => admin::unpause(deps, sender, class),
    }
}

/// What came back from messages that failed; successes send no reply.
#[entry_point]
pub fn reply(deps: DepsMut, _env: Env, reply: Reply) -> Result<Response, ContractError> {
    match reply.id {
        pay::PAYMENT_REPLY => pay::hold(deps, &reply.payload),
        release::RELEASE_REPLY => release::not_released(&reply.payload),
        id => Err(ContractError::UnknownReply { id }),
    }
}

/// Any [`QueryMsg`].
#[entry_point]
pub fn query(deps: Deps, env: Env, msg: QueryMsg) -> Result<Binary, ContractError> {
    ask::query(deps, &env, msg)
}

/// Moves to this code from an older version of it; the rows are unchanged.
#[entry_point]
pub fn migrate(deps: DepsMut, _env: Env, _msg: Empty) -> Result<Response, ContractError> {
    migrate_version(deps.storage, NAME, VERSION)?;
    Ok(Response::new())
}
