//! Entry points: what arrives, and which file handles it.

use cosmwasm_std::{
    entry_point, to_json_binary, Binary, Deps, DepsMut, Empty, Env, MessageInfo, Response,
};
use tender_guard::{migrate_version, no_funds, set_version, Message};
use tender_interfaces::attestation::{ExecuteMsg, QueryMsg, CONTRACT};
use tender_types::Timestamp;

use crate::state::ADMIN;
use crate::{execute, query, ContractError};

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Opens the registry, with an empty catalog and nobody in it.
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
        ExecuteMsg::Register { profile } => execute::register(deps, sender, profile),
        ExecuteMsg::UpdateProfile { profile } => execute::update_profile(deps, sender, profile),
        ExecuteMsg::Receive(sent) => execute::receive(deps, &env, sender, &config, &sent),
        ExecuteMsg::StartLeaving {} => execute::start_leaving(deps, &env, sender, &config),
        ExecuteMsg::CancelLeaving {} => execute::cancel_leaving(deps, sender),
        ExecuteMsg::WithdrawBond {} => execute::withdraw_bond(deps, &env, sender, &config),
        ExecuteMsg::Jail { provider } => execute::jail(deps, sender, provider),
        ExecuteMsg::Unjail { provider } => execute::unjail(deps, sender, provider),
        ExecuteMsg::AddClass { name, carries } => execute::add_class(deps, sender, name, carries),
        ExecuteMsg::AddAttribute { name } => execute::add_attribute(deps, sender, name),
        ExecuteMsg::AdmitAuditor {
            auditor,
            public_key,
        } => execute::admit_auditor(deps, sender, auditor, public_key),
        ExecuteMsg::RemoveAuditor { auditor } => execute::remove_auditor(deps, sender, auditor),
        ExecuteMsg::RotateAuditorKey {
            auditor,
            public_key,
        } => execute::rotate_auditor_key(deps, sender, auditor, public_key),
        ExecuteMsg::Attest {
            statement,
            signature,
        } => execute::attest(deps, &env, &statement, &signature),
        ExecuteMsg::Revoke { provider, auditor } => {
            execute::revoke(deps, sender, provider, &auditor)
        }
        ExecuteMsg::Refresh { providers } => execute::refresh(deps, &config, &providers),
        ExecuteMsg::UpdateParams { params } => {
            execute::update_params(deps, sender, &config, params)
        }
        ExecuteMsg::UpdateLinks { escrow } => execute::update_links(deps, sender, &config, escrow),
        ExecuteMsg::Admin(msg) => Ok(ADMIN.handle(deps, &env, sender, &msg)?),
    }
}

/// Any [`QueryMsg`].
#[entry_point]
pub fn query(deps: Deps, env: Env, msg: Message) -> Result<Binary, ContractError> {
    let now = Timestamp::now(&env);
    let answer = match msg.read()? {
        QueryMsg::Config {} => to_json_binary(&query::config(deps)?),
        QueryMsg::Provider { provider } => to_json_binary(&query::provider(deps, now, provider)?),
        QueryMsg::ProviderOf { address } => {
            to_json_binary(&query::provider_of(deps, now, &address)?)
        }
        QueryMsg::Providers { start_after, limit } => {
            to_json_binary(&query::providers(deps, now, start_after, limit)?)
        }
        QueryMsg::Classes { start_after, limit } => {
            to_json_binary(&query::classes(deps, start_after, limit)?)
        }
        QueryMsg::Attributes { start_after, limit } => {
            to_json_binary(&query::attributes(deps, start_after, limit)?)
        }
        QueryMsg::Auditors { start_after, limit } => {
            to_json_binary(&query::auditors(deps, start_after, limit)?)
        }
        QueryMsg::Attestations { provider } => {
            to_json_binary(&query::attestations(deps, provider)?)
        }
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
