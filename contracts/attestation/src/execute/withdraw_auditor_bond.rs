use cosmwasm_std::{ensure, Addr, DepsMut, Env, Response};
use tender_interfaces::token::Token;
use tender_types::Timestamp;

use super::admit_auditor::removal_complete;
use crate::auditor::known;
use crate::held::{self, Purse};
use crate::state::Config;
use crate::ContractError;

/// A removed auditor takes its bond. None of its attestations is left then, so nothing of it can be
/// challenged. Never paused: own money can always leave.
pub fn withdraw_auditor_bond(
    deps: DepsMut,
    env: &Env,
    sender: &Addr,
    config: &Config,
) -> Result<Response, ContractError> {
    let mut auditor = known(deps.as_ref(), sender.as_str())?;
    let id = auditor.id;
    let still = ContractError::StillAdmitted { auditor: id };
    let until = auditor.details.unbonds_at.ok_or(still)?;
    let now = Timestamp::now(env);
    ensure!(until <= now, ContractError::Unbonding { until, now });
    removal_complete(deps.storage, id)?;

    let bond = std::mem::take(&mut auditor.details.bond);
    ensure!(!bond.is_zero(), ContractError::NoBond { auditor: id });
    held::pay(deps.storage, Purse::AuditorBonds, bond)?;
    auditor.save(deps.storage);
    let token = Token(deps.api.addr_humanize(&config.token)?);
    Ok(Response::new()
        .add_message(token.transfer(sender, bond.into())?)
        .add_event(auditor.bond_changed()))
}
