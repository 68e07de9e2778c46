use cosmwasm_std::{Addr, DepsMut, Env, Response};
use tender_guard::distinct;
use tender_interfaces::escrow::CloseReason;
use tender_types::{AccountId, LeaseKey, Timestamp};

use super::BATCH;
use crate::batch::Batch;
use crate::closer::Closer;
use crate::closing::Closing;
use crate::standing::{together, Phase, Standing};
use crate::state::{load_account, Config, ACCOUNTS};
use crate::ContractError;

/// Ends leases of one account, and with those that have not begun the gangs they belong to. Leases that
/// are gone, or are not the sender's to close, are passed over.
pub fn close_leases(
    mut deps: DepsMut,
    env: &Env,
    sender: &Addr,
    config: &Config,
    leases: &[LeaseKey],
    reason: CloseReason,
) -> Result<Response, ContractError> {
    distinct("leases", leases, BATCH)?;
    let account = one_account(leases)?;
    let sender = deps.api.addr_canonicalize(sender.as_str())?;
    let mut synced = load_account(deps.storage, account, Timestamp::now(env))?;
    let closer = Closer::new(env, &config.params, sender, account, &synced);
    let mut batch = Batch::default();
    let mut named = vec![];
    for key in leases {
        let standing = Standing::load(deps.storage, &synced, *key);
        let closable = standing.and_then(|standing| {
            let ending = closer.of_lease(&standing, reason)?;
            Ok((standing, ending))
        });
        named.extend(batch.sort(*key, closable)?);
    }
    let passed_over = batch.finish()?;

    let keys: Vec<LeaseKey> = named.iter().map(|(standing, _)| standing.key).collect();
    let mut closing = Closing::default();
    for (standing, given) in named {
        match standing.phase {
            Phase::Running(_) => closing.close(deps.branch(), &mut synced, standing, given)?,
            // Closed already, with another of its gang.
            Phase::Pending | Phase::Ready if !synced.waits(standing.key.lease) => {}
            Phase::Pending | Phase::Ready => {
                let legs = together(deps.storage, &standing)?;
                closing.close_waiting(deps.branch(), &mut synced, legs, |leg| {
                    closer.of_leg(leg, given, keys.contains(&leg.key))
                })?;
            }
        }
    }
    // Also one that nothing is left of: its tenant can go on with it.
    ACCOUNTS.save(deps.storage, &account, &synced.stored());
    let response = closing.respond(deps.as_ref(), config)?;
    Ok(response.add_events(passed_over))
}

/// The account that all leases are of.
fn one_account(leases: &[LeaseKey]) -> Result<AccountId, ContractError> {
    let mut accounts = leases.iter().map(|key| key.account);
    let first = accounts.next().unwrap_or_default();
    match accounts.find(|account| *account != first) {
        None => Ok(first),
        Some(second) => Err(ContractError::MixedAccounts { first, second }),
    }
}
