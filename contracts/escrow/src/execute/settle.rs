use cosmwasm_std::{DepsMut, Env, Response};
use tender_guard::distinct;
use tender_interfaces::events::AccountSettled;
use tender_types::AccountId;

use crate::execute::BATCH;
use crate::state::{load_account, ACCOUNTS};
use crate::ContractError;

/// Brings accounts up to date and says so.
pub fn settle(deps: DepsMut, env: &Env, accounts: &[AccountId]) -> Result<Response, ContractError> {
    distinct("accounts", accounts, BATCH)?;
    let mut response = Response::new();
    for account in accounts {
        let live = load_account(deps.storage, *account)?.at(env.block.time.seconds())?;
        ACCOUNTS.save(deps.storage, account, &live.stored());
        response = response.add_event(AccountSettled {
            account: *account,
            balance: live.balance(),
            clock: live.account.stream.clock,
            runs_out_at: live.runs_out_at(),
            starved: live.starved_since().is_some(),
        });
    }
    Ok(response)
}
