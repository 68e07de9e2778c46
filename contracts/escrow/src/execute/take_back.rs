use cosmwasm_std::{Addr, DepsMut, Env, Response, Uint128};
use tender_interfaces::events::TakenBack;
use tender_math::MathError;
use tender_types::{AccountId, Pico, Seconds};

use crate::account::{Holder, Live};
use crate::execute::closing::store_or_remove;
use crate::execute::deposit::holder;
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
    let runway = config.params.min_runway;

    let (after, taken) = match amount {
        Some(amount) => take(&mut live, before, amount, runway)?,
        None if live.account.leases == 0 => (None, leave(&mut live, before, account)?),
        None => {
            let all = live.available(before, runway)?;
            match all.is_zero() {
                true => return Err(ContractError::NothingToTakeBack { account }),
                false => take(&mut live, before, all, runway)?,
            }
        }
    };

    match after {
        Some(Holder::Sponsor(stake)) if stake.shares > 0 => {
            SPONSORS.save(deps.storage, &(account, who.clone()), &stake.into());
        }
        // The owner has no row. Removing one that is not there is nothing.
        _ => SPONSORS.remove(deps.storage, &(account, who.clone())),
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

fn take(
    live: &mut Live,
    holder: Holder,
    amount: Uint128,
    runway: Seconds,
) -> Result<(Option<Holder>, Pico), ContractError> {
    if amount.is_zero() {
        return Err(ContractError::ZeroAmount);
    }
    let available = live.available(holder, runway)?;
    if amount > available {
        let asked = amount;
        return Err(ContractError::TooMuch { asked, available });
    }
    let pico = Pico::from_micro(amount).ok_or(MathError::Overflow { what: "the amount" })?;
    Ok((Some(live.take(holder, pico)?), pico))
}

/// Everything, from an account that pays for nothing. Also of a part worth less than a unit: it is
/// how its holder lets go of it, so that the account can be emptied.
fn leave(live: &mut Live, holder: Holder, account: AccountId) -> Result<Pico, ContractError> {
    match live.value(holder)? {
        Pico::ZERO => Err(ContractError::NothingToTakeBack { account }),
        _ => Ok(live.leave(holder)?),
    }
}
