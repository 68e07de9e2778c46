use cosmwasm_std::{Addr, DepsMut, Env, Response};
use tender_guard::distinct;
use tender_interfaces::escrow::CloseReason;
use tender_types::{AccountId, LeaseKey, Timestamp};

use super::BATCH;
use crate::batch::Batch;
use crate::closer::Closer;
use crate::closing::Closing;
use crate::state::{load_account, load_lease, Config};
use crate::ContractError;

/// Ends leases of one account. Those that are gone, or are not the sender's to close, are passed over.
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
    let synced = load_account(deps.storage, account, Timestamp::now(env))?;
    let closer = Closer::new(sender, account, &synced, config.params.grace);
    let mut closing = Closing::new(account, synced);
    let mut batch = Batch::default();
    for key in leases {
        let closable = load_lease(deps.storage, *key).and_then(|terms| {
            let by = closer.of_lease(key.lease, &terms, reason)?;
            Ok((terms, by))
        });
        if let Some((terms, by)) = batch.sort(*key, closable)? {
            closing.close(deps.branch(), key.lease, &terms, by, reason)?;
        }
    }
    let passed_over = batch.finish()?;
    let response = closing.finish(deps, config)?;
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
