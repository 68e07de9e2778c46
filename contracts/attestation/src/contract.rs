//! Entry points: every message and query, and where it is handled.

use cosmwasm_std::{
    entry_point, to_json_binary, Binary, Deps, DepsMut, Empty, Env, MessageInfo, Response,
};
use tender_guard::{address, migrate_version, no_funds, set_version};
use tender_interfaces::attestation::{ExecuteMsg, InstantiateMsg, QueryMsg};
use tender_interfaces::roles::Paused;

use crate::state::{Bonded, Config, Last, BONDED, CONFIG, LAST, ROLES};
use crate::{check, execute, invariants, query, ContractError};

const CONTRACT_NAME: &str = "crates.io:tender-attestation";
const CONTRACT_VERSION: &str = env!("CARGO_PKG_VERSION");

/// Opens the registry, with an empty catalog and nobody in it.
#[entry_point]
pub fn instantiate(
    deps: DepsMut,
    _env: Env,
    info: MessageInfo,
    msg: InstantiateMsg,
) -> Result<Response, ContractError> {
    no_funds(&info)?;
    check::params(&msg.params)?;
    let config = Config {
        token: address(deps.api, &msg.token)?.into(),
        escrow: msg
            .escrow
            .map(|text| address(deps.api, &text).map(Into::into))
            .transpose()?,
        min_bond: msg.params.min_bond,
        unbonding: msg.params.unbonding,
        paused: Paused::default(),
    };
    let guardian = msg.guardian.as_deref();
    ROLES.instantiate(deps.storage, deps.api, &msg.owner, guardian)?;
    CONFIG.save(deps.storage, &config);
    LAST.save(deps.storage, &Last::default());
    BONDED.save(deps.storage, &Bonded::default());
    set_version(deps.storage, CONTRACT_NAME, CONTRACT_VERSION)?;
    Ok(Response::new())
}

/// Any message of [`ExecuteMsg`].
#[entry_point]
pub fn execute(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    msg: ExecuteMsg,
) -> Result<Response, ContractError> {
    // No message takes coins, so no handler asks again.
    no_funds(&info)?;
    match msg {
        ExecuteMsg::Register { profile } => execute::register(deps, &info, profile),
        ExecuteMsg::UpdateProfile { profile } => execute::update_profile(deps, &info, profile),
        ExecuteMsg::Receive(sent) => execute::receive(deps, &info, &sent),
        ExecuteMsg::StartLeaving {} => execute::start_leaving(deps, &env, &info),
        ExecuteMsg::CancelLeaving {} => execute::cancel_leaving(deps, &info),
        ExecuteMsg::WithdrawBond {} => execute::withdraw_bond(deps, &env, &info),
        ExecuteMsg::Jail { provider } => execute::jail(deps, &info, provider),
        ExecuteMsg::Unjail { provider } => execute::unjail(deps, &info, provider),
        ExecuteMsg::AddClass { name, carries } => execute::add_class(deps, &info, name, carries),
        ExecuteMsg::AddAttribute { name } => execute::add_attribute(deps, &info, name),
        ExecuteMsg::AdmitAuditor {
            auditor,
            public_key,
        } => execute::admit_auditor(deps, &info, auditor, public_key),
        ExecuteMsg::RemoveAuditor { auditor } => execute::remove_auditor(deps, &info, auditor),
        ExecuteMsg::RotateAuditorKey {
            auditor,
            public_key,
        } => execute::rotate_auditor_key(deps, &info, auditor, public_key),
        ExecuteMsg::Attest {
            statement,
            signature,
        } => execute::attest(deps, &env, &statement, &signature),
        ExecuteMsg::Revoke { provider, auditor } => {
            execute::revoke(deps, &info, provider, &auditor)
        }
        ExecuteMsg::Refresh { providers } => execute::refresh(deps, &providers),
        ExecuteMsg::UpdateConfig { escrow, params } => {
            execute::update_config(deps, &info, escrow, params)
        }
        ExecuteMsg::Role(msg) => {
            let event = ROLES.handle(deps.storage, deps.api, &info.sender, &msg)?;
            Ok(Response::new().add_event(event))
        }
        ExecuteMsg::Pause { class } => execute::pause(deps, &info, class),
        ExecuteMsg::Unpause { class } => execute::unpause(deps, &info, class),
    }
}

/// Any query of [`QueryMsg`].
#[entry_point]
pub fn query(deps: Deps, env: Env, msg: QueryMsg) -> Result<Binary, ContractError> {
    let now = env.block.time.seconds();
    let answer = match msg {
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
        QueryMsg::Roles {} => to_json_binary(&ROLES.query(deps.storage)?),
        QueryMsg::Invariants { start_after, limit } => {
            to_json_binary(&invariants::page(deps, &env, start_after, limit)?)
        }
    };
    Ok(answer?)
}

/// Moves to this code from an older version of it; the rows are unchanged.
#[entry_point]
pub fn migrate(deps: DepsMut, _env: Env, _msg: Empty) -> Result<Response, ContractError> {
    migrate_version(deps.storage, CONTRACT_NAME, CONTRACT_VERSION)?;
    Ok(Response::new())
}
