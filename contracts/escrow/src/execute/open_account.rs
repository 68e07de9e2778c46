use cosmwasm_std::{to_json_binary, Addr, DepsMut, Env, Response};
use tender_interfaces::events::AccountOpened;
use tender_math::Checked;
use tender_storage::Mark;
use tender_types::Timestamp;

use crate::account::SyncedAccount;
use crate::money::Money;
use crate::state::{LastAccount, ACCOUNTS, LAST_ACCOUNT, OWNED};
use crate::ContractError;

/// Opens an account of the sender with money that has arrived. Answers with its id.
pub fn open_account(
    deps: DepsMut,
    env: &Env,
    sender: &Addr,
    money: Money,
) -> Result<Response, ContractError> {
    let owner = deps.api.addr_canonicalize(sender.as_str())?;
    let last = LAST_ACCOUNT.may_load(deps.storage)?.unwrap_or_default();
    let account = last.account.next().or_overflow("the number of accounts")?;
    let now = Timestamp::now(env);
    let synced = SyncedAccount::open(owner.clone(), money.asset, money.pico, now)?;

    LAST_ACCOUNT.save(deps.storage, &LastAccount { account });
    OWNED.save(deps.storage, &(owner, account), &Mark {});
    ACCOUNTS.save(deps.storage, &account, &synced.stored());
    let event = AccountOpened {
        account,
        owner: sender.to_string(),
        asset: money.asset,
        balance: synced.balance(),
    };
    Ok(Response::new()
        .add_event(event)
        .set_data(to_json_binary(&account)?))
}
