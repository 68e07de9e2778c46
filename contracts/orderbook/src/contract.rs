//! Entry points: what arrives, and which file handles it.

use cosmwasm_std::{entry_point, Binary, Deps, DepsMut, Empty, Env, MessageInfo, Response};
use tender_guard::{canonical, migrate_version, no_funds, set_version};
use tender_interfaces::orderbook::{ExecuteMsg, InstantiateMsg, QueryMsg};
use tender_interfaces::roles::Paused;

use crate::state::{Config, Sequence, CONFIG, NEXT_ASK, NEXT_ORDER, ROLES};
use crate::{execute, query, ContractError};

const CONTRACT_NAME: &str = "crates.io:tender-orderbook";
const CONTRACT_VERSION: &str = env!("CARGO_PKG_VERSION");

/// Opens an empty book.
#[entry_point]
pub fn instantiate(
    deps: DepsMut,
    _env: Env,
    info: MessageInfo,
    msg: InstantiateMsg,
) -> Result<Response, ContractError> {
    no_funds(&info)?;
    let InstantiateMsg {
        owner, guardian, ..
    } = &msg;
    ROLES.instantiate(deps.storage, deps.api, owner, guardian.as_deref())?;
    let auction = msg.auction.map(|text| canonical(deps.api, &text));
    let config = Config {
        attestation: canonical(deps.api, &msg.attestation)?,
        escrow: canonical(deps.api, &msg.escrow)?,
        auction: auction.transpose()?,
        paused: Paused::default(),
    };
    CONFIG.save(deps.storage, &config);
    NEXT_ORDER.save(deps.storage, &Sequence { next: 1 });
    NEXT_ASK.save(deps.storage, &Sequence { next: 1 });
    set_version(deps.storage, CONTRACT_NAME, CONTRACT_VERSION)?;
    Ok(Response::new())
}

/// Every message; the interface says who may send which.
#[entry_point]
pub fn execute(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    msg: ExecuteMsg,
) -> Result<Response, ContractError> {
    no_funds(&info)?;
    match msg {
        ExecuteMsg::PostAsk { offer } => execute::post_ask(deps, env, info, offer),
        ExecuteMsg::RepriceAsk { ask, rate } => execute::reprice_ask(deps, info, ask, rate),
        ExecuteMsg::WithdrawAsk { ask } => execute::withdraw_ask(deps, info, ask),
        ExecuteMsg::PlaceOrder {
            demand,
            selection,
            expires_at,
        } => execute::place_order(deps, env, info, demand, selection, expires_at),
        ExecuteMsg::TakeOrder { order, ask } => execute::take_order(deps, env, info, order, ask),
        ExecuteMsg::CancelOrder { order } => execute::cancel_order(deps, info, order),
        ExecuteMsg::Expire { orders, asks } => execute::expire(deps, env, orders, asks),
        ExecuteMsg::Release { releases } => execute::release(deps, info, releases),
        ExecuteMsg::UpdateConfig {
            attestation,
            escrow,
            auction,
        } => execute::update_config(deps, info, attestation, escrow, auction),
        ExecuteMsg::Role(msg) => {
            let event = ROLES.handle(deps.storage, deps.api, &info.sender, &msg)?;
            Ok(Response::new().add_event(event))
        }
        ExecuteMsg::Pause { class } => execute::pause(deps, info, class),
        ExecuteMsg::Unpause { class } => execute::unpause(deps, info, class),
    }
}

/// Every query.
#[entry_point]
pub fn query(deps: Deps, env: Env, msg: QueryMsg) -> Result<Binary, ContractError> {
    query::answer(deps, env, msg)
}

/// Moves to this code from the same contract at this version or an older one; the rows are unchanged.
#[entry_point]
pub fn migrate(deps: DepsMut, _env: Env, _msg: Empty) -> Result<Response, ContractError> {
    migrate_version(deps.storage, CONTRACT_NAME, CONTRACT_VERSION)?;
    Ok(Response::new())
}
