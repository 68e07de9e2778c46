use cosmwasm_std::{Addr, DepsMut, Env, Response, Uint128};
use tender_interfaces::events::TakenBack;
use tender_math::Stake;
use tender_types::{AccountId, Pico};

use crate::account::{Holder, Live};
use crate::execute::closing::store_or_remove;
use crate::execute::deposit::{holder, pico};
use crate::pay::Payouts;
use crate::state::{load_account, CONFIG, SPONSORS};
use crate::ContractError;

/// Gives the sender back what it put in and is not spent.
pub fn take_back(
    deps: DepsMut,
    env: &Env,
    sender: &Addr,
    account: AccountId,
    amount: Option<Uint128>,
) -> Result<Response, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    let who = deps.api.addr_canonicalize(sender.as_str())?;
    let mut live = load_account(deps.storage, account)?.at(env.block.time.seconds())?;
    let before = holder(deps.storage, &live, account, &who)?;

    let all = live.available(before, config.params.min_runway)?;
    let wanted = wanted(amount, all)?;
    // From an account that pays for nothing one can leave: also with less than a unit, which is how its
    // holder lets go of it, so that the account can be emptied.
    let leaves = live.account.leases == 0 && wanted == all;
    let (after, taken) = match leaves {
        true if live.value(before)? > Pico::ZERO => (None, live.leave(before)?),
        false if !wanted.is_zero() => take(&mut live, before, wanted)?,
        _ => return Err(ContractError::NothingToTakeBack { account }),
    };

    match (before, after) {
        (Holder::Owner, _) => {}
        (Holder::Sponsor(_), Some(stake)) => {
            SPONSORS.save(deps.storage, &(account, who.clone()), &stake.into());
        }
        (Holder::Sponsor(_), None) => SPONSORS.remove(deps.storage, &(account, who.clone())),
    }
    let removed = store_or_remove(deps.storage, account, &live)?;
    let amount = taken.micro_floor();
    let payouts = Payouts::one(live.account.asset, &who, amount)?;
    Ok(Response::new()
        .add_event(TakenBack {
            account,
            depositor: sender.to_string(),
            amount,
            kept_pico: taken.fraction().0.into(),
            balance: live.balance(),
            runs_out_at: live.runs_out_at(),
        })
        .add_events(removed)
        .add_submessages(payouts.deliver(deps.as_ref(), &config)?))
}

/// What the sender wants of `all` it can have.
fn wanted(amount: Option<Uint128>, all: Uint128) -> Result<Uint128, ContractError> {
    match amount {
        None => Ok(all),
        Some(asked) if asked.is_zero() => Err(ContractError::ZeroAmount),
        Some(asked) if asked <= all => Ok(asked),
        Some(asked) => Err(ContractError::TooMuch {
            asked,
            available: all,
        }),
    }
}

/// Takes a part out: the sponsor's stake after, if anything of it is left, and what was taken.
fn take(
    live: &mut Live,
    holder: Holder,
    amount: Uint128,
) -> Result<(Option<Stake>, Pico), ContractError> {
    let amount = pico(amount)?;
    let left = match live.take(holder, amount)? {
        Holder::Sponsor(stake) => Some(stake).filter(|stake| stake.shares > 0),
        Holder::Owner => None,
    };
    Ok((left, amount))
}
