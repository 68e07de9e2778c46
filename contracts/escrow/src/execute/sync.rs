use cosmwasm_std::{DepsMut, Env, Response};
use tender_guard::distinct;
use tender_interfaces::events::AccountSynced;
use tender_types::{AccountId, Timestamp};

use super::BATCH;
use crate::batch::Batch;
use crate::state::{load_account, ACCOUNTS};
use crate::ContractError;

/// Brings accounts up to date and says so. Those that are gone are passed over.
pub fn sync(deps: DepsMut, env: &Env, accounts: &[AccountId]) -> Result<Response, ContractError> {
    distinct("accounts", accounts, BATCH)?;
    let now = Timestamp::now(env);
    let mut batch = Batch::default();
    let mut response = Response::new();
    for account in accounts {
        let loaded = load_account(deps.storage, *account, now);
        let Some(synced) = batch.sort(*account, loaded)? else {
            continue;
        };
        ACCOUNTS.save(deps.storage, account, &synced.stored());
        response = response.add_event(AccountSynced {
            account: *account,
            balance: synced.balance(),
            clock: synced.clock(),
            runs_out_at: synced.runs_out_at(),
            starved: synced.starved_since().is_some(),
        });
    }
    Ok(response.add_events(batch.finish()?))
}
