use cosmwasm_std::{ensure, Addr, DepsMut, Env, Response};
use tender_interfaces::events::Deposited;
use tender_types::{AccountId, Timestamp};

use crate::account::Depositor;
use crate::money::Money;
use crate::state::{find_depositor, load_account, Config, ACCOUNTS, SPONSORS};
use crate::ContractError;

/// Adds money that has arrived to an account. What comes in while the account is starved revives it,
/// when it covers a second at least.
pub fn deposit(
    deps: DepsMut,
    env: &Env,
    sender: &Addr,
    config: &Config,
    account: AccountId,
    money: Money,
) -> Result<Response, ContractError> {
    let who = deps.api.addr_canonicalize(sender.as_str())?;
    let mut synced = load_account(deps.storage, account, Timestamp::now(env))?;
    let expected = synced.row().asset;
    ensure!(
        expected == money.asset,
        ContractError::AssetMismatch {
            account,
            expected,
            found: money.asset,
        }
    );
    // Otherwise a tenant could hold hardware for ever by paying a second of it once in a while.
    if let Some(since) = synced.overdue_since(config.params.grace) {
        return Err(ContractError::AccountOverdue { account, since });
    }

    let before = find_depositor(deps.storage, &synced, account, &who)?;
    if let Depositor::Sponsor(stake) = synced.deposit(before, money.pico)? {
        SPONSORS.save(deps.storage, &(account, who), &stake.into());
    }
    ACCOUNTS.save(deps.storage, &account, &synced.stored());
    Ok(Response::new().add_event(Deposited {
        account,
        depositor: sender.to_string(),
        amount: money.amount,
        balance: synced.balance(),
        runs_out_at: synced.runs_out_at(),
    }))
}
