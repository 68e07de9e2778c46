use cosmwasm_std::{to_json_binary, Addr, DepsMut, Env, MessageInfo, Response, Uint128};
use tender_guard::{active, one_coin};
use tender_interfaces::events::AccountOpened;
use tender_interfaces::roles::ActionClass;
use tender_math::MathError;
use tender_types::AssetIndex;

use crate::account::{Account, Holder};
use crate::execute::deposit::{native, pico};
use crate::state::{Listed, ACCOUNTS, CONFIG, LAST_ACCOUNT, OWNED};
use crate::ContractError;

/// Opens an account of the sender with the coin sent.
pub fn with_coin(deps: DepsMut, env: &Env, info: &MessageInfo) -> Result<Response, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    active(config.paused, ActionClass::Deposit)?;
    let coin = one_coin(info)?;
    let asset = native(deps.storage, &config, &coin.denom)?;
    open(deps, env, &info.sender, asset, coin.amount)
}

/// Opens an account of `owner` with money that has already arrived.
pub fn open(
    deps: DepsMut,
    env: &Env,
    owner: &Addr,
    asset: AssetIndex,
    amount: Uint128,
) -> Result<Response, ContractError> {
    let amount = pico(amount)?;
    let key = deps.api.addr_canonicalize(owner.as_str())?;
    let mut last = LAST_ACCOUNT.may_load(deps.storage)?.unwrap_or_default();
    last.account = last.account.next().ok_or(MathError::Overflow {
        what: "account ids",
    })?;
    let account = last.account;

    let mut live = Account::open(key.clone(), asset, env.block.time.seconds());
    live.deposit(Holder::Owner, amount)?;

    LAST_ACCOUNT.save(deps.storage, &last);
    OWNED.save(deps.storage, &(key, account), &Listed);
    ACCOUNTS.save(deps.storage, &account, &live.stored());
    let event = AccountOpened {
        account,
        owner: owner.to_string(),
        asset,
        balance: live.balance(),
    };
    Ok(Response::new()
        .add_event(event)
        .set_data(to_json_binary(&account)?))
}
