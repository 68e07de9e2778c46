//! Entry points: what arrives, and which file handles it.

use cosmwasm_schema::serde::Serialize;
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
    let (env, sender, config) = (&env, &info.sender, &config);
    match msg {
        ExecuteMsg::Register { profile } => execute::register(deps, sender, profile),
        ExecuteMsg::UpdateProfile { profile } => {
            execute::update_profile(deps, sender, config, profile)
        }
        ExecuteMsg::Receive(sent) => execute::receive(deps, env, sender, config, &sent),
        ExecuteMsg::StartLeaving {} => execute::start_leaving(deps, env, sender, config),
        ExecuteMsg::CancelLeaving {} => execute::cancel_leaving(deps, env, sender, config),
        ExecuteMsg::Resume {} => execute::resume(deps, env, sender, config),
        ExecuteMsg::WithdrawBond {} => execute::withdraw_bond(deps, env, sender, config),
        ExecuteMsg::Jail { provider } => execute::jail(deps, sender, provider),
        ExecuteMsg::Unjail { provider } => execute::unjail(deps, sender, provider),
        ExecuteMsg::Fault {
            provider,
            slash,
            tenant,
            compensation,
            locked,
        } => {
            let report = execute::Fault {
                provider,
                slash,
                tenant,
                compensation,
                locked,
            };
            execute::fault(deps, env, sender, config, report)
        }
        ExecuteMsg::SetLocked { provider, locked } => {
            execute::set_locked(deps, sender, config, provider, locked)
        }
        ExecuteMsg::Claim { beneficiary } => execute::claim(deps, config, beneficiary),
        ExecuteMsg::BurnSlashed {} => execute::burn_slashed(deps, config),
        ExecuteMsg::AddClasses { classes } => execute::add_classes(deps, sender, &classes),
        ExecuteMsg::AddAttributes { names } => execute::add_attributes(deps, sender, names),
        ExecuteMsg::SetClassBond {
            class,
            bond_per_unit,
        } => execute::set_class_bond(deps, sender, class, bond_per_unit),
        ExecuteMsg::AdmitAuditor { auditor, key } => {
            execute::admit_auditor(deps, sender, auditor, key)
        }
        ExecuteMsg::RemoveAuditor { auditor } => {
            execute::remove_auditor(deps, env, sender, config, auditor)
        }
        ExecuteMsg::RotateAuditorKey { auditor, key } => {
            execute::rotate_auditor_key(deps, sender, &auditor, key)
        }
        ExecuteMsg::WithdrawAuditorBond {} => {
            execute::withdraw_auditor_bond(deps, env, sender, config)
        }
        ExecuteMsg::SlashAuditor { auditor, share } => {
            execute::slash_auditor(deps, sender, &auditor, share)
        }
        ExecuteMsg::Attest {
            statement,
            signature,
        } => execute::attest(deps, env, sender, config, &statement, &signature),
        ExecuteMsg::Revoke { provider, auditor } => {
            execute::revoke(deps, env, sender, provider, &auditor)
        }
        ExecuteMsg::DropAttestation { auditor } => {
            execute::drop_attestation(deps, env, sender, &auditor)
        }
        ExecuteMsg::Fall { provider, auditor } => {
            execute::fall(deps, env, sender, provider, &auditor)
        }
        ExecuteMsg::Refresh { providers } => execute::refresh(deps, config, &providers),
        ExecuteMsg::UpdateParams { params } => execute::update_params(deps, sender, config, params),
        ExecuteMsg::UpdateLinks { orderbook, auction } => {
            execute::update_links(deps, sender, config, orderbook, auction)
        }
        ExecuteMsg::Admin(msg) => Ok(ADMIN.handle(deps, env, sender, &msg)?),
    }
}

/// Any [`QueryMsg`].
#[entry_point]
pub fn query(deps: Deps, env: Env, msg: Message) -> Result<Binary, ContractError> {
    let now = Timestamp::now(&env);
    match msg.read()? {
        QueryMsg::Config {} => answer(|| query::config(deps)),
        QueryMsg::Holdings {} => answer(|| query::holdings(deps)),
        QueryMsg::Provider { provider } => answer(|| query::provider(deps, now, provider)),
        QueryMsg::ProviderOf { address } => answer(|| query::provider_of(deps, now, &address)),
        QueryMsg::Providers { start_after, limit } => {
            answer(|| query::providers(deps, now, start_after, limit))
        }
        QueryMsg::Class { name } => answer(|| query::class(deps, &name)),
        QueryMsg::Classes { start_after, limit } => {
            answer(|| query::classes(deps, start_after, limit))
        }
        QueryMsg::Attributes { start_after, limit } => {
            answer(|| query::attributes(deps, start_after, limit))
        }
        QueryMsg::Auditors { start_after, limit } => {
            answer(|| query::auditors(deps, start_after, limit))
        }
        QueryMsg::Attestations { provider } => answer(|| query::attestations(deps, provider)),
        QueryMsg::Challenge { provider, auditor } => {
            answer(|| query::challenge(deps, provider, &auditor))
        }
        QueryMsg::Challenges { start_after, limit } => {
            answer(|| query::challenges(deps, start_after, limit))
        }
        QueryMsg::Claimable { address } => answer(|| query::claimable(deps, &address)),
        QueryMsg::Claims { start_after, limit } => {
            answer(|| query::claims(deps, start_after.as_deref(), limit))
        }
        QueryMsg::Admin {} => answer(|| Ok(ADMIN.query(deps.storage, &env)?)),
        QueryMsg::Invariants { start_after, limit } => {
            answer(|| query::invariants(deps, &env, start_after, limit))
        }
    }
}

/// A function of its own for each question: a chain takes no function with over 100 locals, and all of
/// them within one have more.
#[inline(never)]
fn answer<T: Serialize>(
    find: impl FnOnce() -> Result<T, ContractError>,
) -> Result<Binary, ContractError> {
    Ok(to_json_binary(&find()?)?)
}

/// Moves to this code from an older version of it. Rows need no change: every version is read.
#[entry_point]
pub fn migrate(deps: DepsMut, _env: Env, msg: Message) -> Result<Response, ContractError> {
    let Empty {} = msg.read()?;
    migrate_version(deps.storage, CONTRACT, VERSION)?;
    Ok(Response::new())
}
