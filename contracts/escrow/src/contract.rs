//! Entry points: what arrives, and which file handles it.

use cosmwasm_std::{
    entry_point, to_json_binary, Binary, Deps, DepsMut, Empty, Env, MessageInfo, Reply, Response,
};
use tender_guard::{migrate_version, no_funds, set_version, Message};
use tender_interfaces::escrow::{ExecuteMsg, QueryMsg, CONTRACT};

use crate::money::Money;
use crate::state::{Config, ADMIN};
use crate::{execute, pay, query, release, ContractError};

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Opens the escrow.
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

/// Any [`ExecuteMsg`]. Only [`ExecuteMsg::OpenAccount`] and [`ExecuteMsg::Deposit`] take coins, and a
/// paused class is refused before its handler is asked.
#[entry_point]
pub fn execute(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    msg: Message,
) -> Result<Response, ContractError> {
    let msg: ExecuteMsg = msg.read()?;
    if !matches!(msg, ExecuteMsg::OpenAccount {} | ExecuteMsg::Deposit { .. }) {
        no_funds(&info)?;
    }
    let config = ADMIN.enter(deps.storage, &env, msg.class())?;
    dispatch(deps, &env, &info, config, msg)
}

fn dispatch(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    config: Config,
    msg: ExecuteMsg,
) -> Result<Response, ContractError> {
    let sender = &info.sender;
    match msg {
        ExecuteMsg::OpenAccount {} => {
            let money = Money::of_coin(deps.storage, &config, info)?;
            execute::open_account(deps, env, sender, money)
        }
        ExecuteMsg::Deposit { account } => {
            let money = Money::of_coin(deps.storage, &config, info)?;
            execute::deposit(deps, env, sender, &config, account, money)
        }
        ExecuteMsg::Receive(msg) => execute::receive(deps, env, sender, &config, &msg),
        ExecuteMsg::WithdrawDeposit { account, amount } => {
            execute::withdraw_deposit(deps, env, sender, &config, account, amount)
        }
        ExecuteMsg::OpenLeases {
            tenant,
            account,
            asset,
            together,
            first,
            leases,
        } => {
            let opening = execute::Opening {
                tenant,
                account,
                asset,
                together,
                first,
                leases,
            };
            execute::open_leases(deps, env, sender, &config, &opening)
        }
        ExecuteMsg::Start { leases } => execute::start(deps, env, sender, &config, &leases),
        ExecuteMsg::Withdraw { leases } => execute::withdraw(deps, env, &config, &leases),
        ExecuteMsg::Sync { accounts } => execute::sync(deps, env, &accounts),
        ExecuteMsg::CloseLeases { leases, reason } => {
            execute::close_leases(deps, env, sender, &config, &leases, reason)
        }
        ExecuteMsg::CloseAccount { account } => {
            execute::close_account(deps, env, sender, &config, account)
        }
        ExecuteMsg::CollectFees { accounts } => {
            execute::collect_fees(deps, env, &config, &accounts)
        }
        ExecuteMsg::Claim { payee, asset } => execute::claim(deps, &config, &payee, asset),
        ExecuteMsg::AddAsset { asset } => execute::add_asset(deps, sender, &config, asset),
        ExecuteMsg::UpdateParams { params } => {
            execute::update_params(deps, sender, &config, params)
        }
        ExecuteMsg::UpdateLinks {
            orderbook,
            treasury,
        } => execute::update_links(deps, sender, &config, orderbook, treasury),
        ExecuteMsg::Admin(msg) => Ok(ADMIN.handle(deps, env, sender, &msg)?),
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
pub fn query(deps: Deps, env: Env, msg: Message) -> Result<Binary, ContractError> {
    let answer = match msg.read()? {
        QueryMsg::Config {} => to_json_binary(&query::config(deps)?),
        QueryMsg::Account { account } => to_json_binary(&query::account(deps, &env, account)?),
        QueryMsg::Accounts {
            owner,
            start_after,
            limit,
        } => to_json_binary(&query::accounts(deps, &env, owner, start_after, limit)?),
        QueryMsg::Sponsors {
            account,
            start_after,
            limit,
        } => to_json_binary(&query::sponsors(deps, &env, account, start_after, limit)?),
        QueryMsg::Lease { lease } => to_json_binary(&query::lease(deps, &env, lease)?),
        QueryMsg::Purse { tenant, account } => {
            to_json_binary(&query::purse(deps, &env, &tenant, account)?)
        }
        QueryMsg::Leases {
            account,
            start_after,
            limit,
        } => to_json_binary(&query::leases(deps, &env, account, start_after, limit)?),
        QueryMsg::ProviderLeases {
            provider,
            start_after,
            limit,
        } => to_json_binary(&query::provider_leases(
            deps,
            &env,
            provider,
            start_after,
            limit,
        )?),
        QueryMsg::Claimable {
            payee,
            start_after,
            limit,
        } => to_json_binary(&query::claimable(deps, payee, start_after, limit)?),
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
