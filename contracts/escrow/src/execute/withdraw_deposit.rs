use cosmwasm_std::{Addr, DepsMut, Env, Response};
use tender_interfaces::events::DepositWithdrawn;
use tender_types::{AccountId, Micro, Pico, Timestamp};

use crate::account::Depositor;
use crate::pay::Payouts;
use crate::state::{find_depositor, load_account, save_or_remove, Config, SPONSORS};
use crate::ContractError;

/// Gives the sender back what it put in and is not spent.
pub fn withdraw_deposit(
    deps: DepsMut,
    env: &Env,
    sender: &Addr,
    config: &Config,
    account: AccountId,
    amount: Option<Micro>,
) -> Result<Response, ContractError> {
    let who = deps.api.addr_canonicalize(sender.as_str())?;
    let mut synced = load_account(deps.storage, account, Timestamp::now(env))?;
    let depositor = find_depositor(deps.storage, &synced, account, &who)?;

    let all = synced.available(depositor, config.params.min_runway)?;
    let wanted = wanted(amount, all)?;
    // From an account without leases one can leave: also with less than a unit, which is how a
    // depositor lets go of it, so that the account can be emptied.
    let leaves = synced.is_idle() && wanted == all;
    let withdrawn = if leaves && synced.value(depositor)? > Pico::ZERO {
        synced.withdraw_all(depositor)?
    } else if !leaves && !wanted.is_zero() {
        synced.withdraw(depositor, wanted)?
    } else {
        return Err(ContractError::NothingToWithdraw { account });
    };

    let row = (account, who.clone());
    match (depositor, withdrawn.left) {
        (Depositor::Owner, _) => {}
        (Depositor::Sponsor(_), Some(stake)) => SPONSORS.save(deps.storage, &row, &stake.into()),
        (Depositor::Sponsor(_), None) => SPONSORS.remove(deps.storage, &row),
    }
    let removed = save_or_remove(deps.storage, account, &synced)?;
    let amount = withdrawn.amount.micro_floor();
    let payouts = Payouts::one(synced.row().asset, &who, amount);
    Ok(Response::new()
        .add_event(DepositWithdrawn {
            account,
            depositor: sender.to_string(),
            amount,
            fees_pico: withdrawn.amount.fraction(),
            balance: synced.balance(),
            runs_out_at: synced.runs_out_at(),
        })
        .add_events(removed)
        .add_submessages(payouts.deliver(deps.as_ref(), config)?))
}

/// What the sender wants of `all` it can have.
fn wanted(amount: Option<Micro>, all: Micro) -> Result<Micro, ContractError> {
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
