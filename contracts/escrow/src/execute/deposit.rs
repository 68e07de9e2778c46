use cosmwasm_std::{Addr, CanonicalAddr, DepsMut, Env, MessageInfo, Response, Storage, Uint128};
use tender_guard::{active, one_coin};
use tender_interfaces::events::Deposited;
use tender_interfaces::roles::ActionClass;
use tender_math::MathError;
use tender_types::{AccountId, AssetIndex, Pico};

use crate::account::{Holder, Live};
use crate::state::{
    find_asset, load_account, AssetRow, Config, SponsorStake, ACCOUNTS, CONFIG, SPONSORS,
};
use crate::ContractError;

/// Adds the coin sent to an account.
pub fn with_coin(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    account: AccountId,
) -> Result<Response, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    active(config.paused, ActionClass::Deposit)?;
    let coin = one_coin(info)?;
    let asset = native(deps.storage, &config, &coin.denom)?;
    let money = Money {
        asset,
        amount: coin.amount,
    };
    deposit(deps, env, &config, &info.sender, account, money)
}

/// Money that has arrived.
pub struct Money {
    /// Its kind.
    pub asset: AssetIndex,
    /// Micro-units.
    pub amount: Uint128,
}

/// Adds money that has already arrived to an account. What comes in while the account is starved
/// revives it, when it covers a second at least.
pub fn deposit(
    deps: DepsMut,
    env: &Env,
    config: &Config,
    depositor: &Addr,
    account: AccountId,
    money: Money,
) -> Result<Response, ContractError> {
    let amount = pico(money.amount)?;
    let sender = deps.api.addr_canonicalize(depositor.as_str())?;
    let mut live = load_account(deps.storage, account)?.at(env.block.time.seconds())?;
    if live.account.asset != money.asset {
        return Err(ContractError::AssetMismatch {
            account,
            expected: live.account.asset,
            found: money.asset,
        });
    }
    // Otherwise a tenant could hold hardware for ever by paying a second of it once in a while.
    if let Some(since) = live.overdue_since(config.params.grace) {
        return Err(ContractError::AccountOverdue { account, since });
    }

    let holder = holder(deps.storage, &live, account, &sender)?;
    if let Holder::Sponsor(stake) = live.deposit(holder, amount)? {
        SPONSORS.save(deps.storage, &(account, sender), &stake.into());
    }
    ACCOUNTS.save(deps.storage, &account, &live.stored());
    Ok(Response::new().add_event(Deposited {
        account,
        depositor: depositor.to_string(),
        amount: money.amount,
        balance: live.balance(),
        runs_out_at: live.runs_out_at(),
    }))
}

/// Whose part of the account `who` has.
pub fn holder(
    store: &dyn Storage,
    live: &Live,
    account: AccountId,
    who: &CanonicalAddr,
) -> Result<Holder, ContractError> {
    if live.account.owner == *who {
        return Ok(Holder::Owner);
    }
    let stake: Option<SponsorStake> = SPONSORS.may_load(store, &(account, who.clone()))?;
    Ok(Holder::Sponsor(stake.unwrap_or_default().into()))
}

/// The index of a listed native asset.
pub fn native(
    store: &dyn Storage,
    config: &Config,
    denom: &str,
) -> Result<AssetIndex, ContractError> {
    let asset = AssetRow::Native {
        denom: denom.to_string(),
    };
    find_asset(store, config, &asset)?.ok_or_else(|| ContractError::UnknownAsset {
        asset: denom.to_string(),
    })
}

/// What `amount` is inside the ledger.
pub fn pico(amount: Uint128) -> Result<Pico, ContractError> {
    if amount.is_zero() {
        return Err(ContractError::ZeroAmount);
    }
    Ok(Pico::from_micro(amount).ok_or(MathError::Overflow { what: "the amount" })?)
}
