use cosmwasm_std::{ensure, Addr, CanonicalAddr, DepsMut, Env, Response, Storage};
use tender_guard::distinct;
use tender_interfaces::escrow::{CloseReason, ClosedBy};
use tender_interfaces::events::LeaseStarted;
use tender_math::{Checked, MathError};
use tender_types::{LeaseKey, Micro, Rate, Seconds, Timestamp};

use super::BATCH;
use crate::account::SyncedAccount;
use crate::accounts::Accounts;
use crate::batch::Batch;
use crate::closing::Closing;
use crate::settle::Ending;
use crate::standing::{Phase, Standing};
use crate::state::{Config, Gang, Run, GANGS, RUNS};
use crate::ContractError;

/// A lease that begins is funded for this long at least, or it would starve in the next block.
const LEAST: Seconds = Seconds(1);

/// A provider says that what leases hold is ready. One alone begins; several that begin together do with
/// the last of them. Leases that are gone, not the sender's or started before are passed over. A lease
/// may be started as long as it is there, also after its time: closing it is what makes it late.
pub fn start(
    mut deps: DepsMut,
    env: &Env,
    sender: &Addr,
    config: &Config,
    leases: &[LeaseKey],
) -> Result<Response, ContractError> {
    distinct("leases", leases, BATCH)?;
    let sender = deps.api.addr_canonicalize(sender.as_str())?;
    let mut accounts = Accounts::new(Timestamp::now(env));
    let mut batch = Batch::default();
    let mut closing = Closing::default();
    for key in leases {
        let found = startable(deps.storage, &mut accounts, &sender, *key);
        let Some(standing) = batch.sort(*key, found)? else {
            continue;
        };
        match standing.gang() {
            None => {
                let account = accounts.change(deps.storage, key.account)?;
                begin(deps.branch(), account, &mut closing, *key, vec![standing])?;
            }
            Some(_) => start_leg(deps.branch(), &mut accounts, &mut closing, &standing)?,
        }
    }
    let passed_over = batch.finish()?;
    accounts.save(deps.storage);
    let response = closing.respond(deps.as_ref(), config)?;
    Ok(response.add_events(passed_over))
}

/// The lease, if it is the sender's to start; found by reading alone.
fn startable(
    store: &dyn Storage,
    accounts: &mut Accounts,
    sender: &CanonicalAddr,
    key: LeaseKey,
) -> Result<Standing, ContractError> {
    let account = accounts.get(store, key.account)?;
    let standing = Standing::load(store, account, key)?;
    let lease = key;
    ensure!(
        standing.lease.payee == *sender,
        ContractError::NotProvider { lease }
    );
    match standing.phase {
        Phase::Pending => Ok(standing),
        Phase::Ready | Phase::Running(_) => Err(ContractError::AlreadyStarted { lease }),
    }
}

/// One of several is ready: with the last of them all begin.
fn start_leg(
    deps: DepsMut,
    accounts: &mut Accounts,
    closing: &mut Closing,
    standing: &Standing,
) -> Result<(), ContractError> {
    let LeaseKey { account: id, .. } = standing.key;
    let first = standing.gang().unwrap_or_default();
    let mut gang = GANGS.load(deps.storage, &(id, first))?;
    let account = accounts.get(deps.storage, id)?;
    mark(&mut gang, standing.key, account.now());
    if gang.legs.iter().all(|leg| leg.started_at.is_some()) {
        let legs = gang.load(deps.storage, id)?;
        let account = accounts.change(deps.storage, id)?;
        return begin(deps, account, closing, standing.key, legs);
    }
    GANGS.save(deps.storage, &(id, first), &gang);
    closing.tell(started(standing.key, account, false, Seconds::ZERO));
    Ok(())
}

fn mark(gang: &mut Gang, key: LeaseKey, now: Timestamp) {
    for leg in &mut gang.legs {
        if leg.lease == key.lease {
            leg.started_at = Some(now);
        }
    }
}

/// Leases begin that wait for nobody any more; or they close, and nobody is at fault, when their account
/// could not pay for the least time that they must run. The sender has started `last`.
fn begin(
    mut deps: DepsMut,
    account: &mut SyncedAccount,
    closing: &mut Closing,
    last: LeaseKey,
    legs: Vec<Standing>,
) -> Result<(), ContractError> {
    let back = back(account, &legs);
    if !funded(account, &legs, back)? {
        return closing.close_waiting(deps, account, legs, |leg| Ending {
            by: match leg.key == last {
                true => ClosedBy::Provider,
                false => ClosedBy::Anyone,
            },
            reason: CloseReason::Unfunded,
        });
    }
    if let Some((id, first)) = legs
        .first()
        .and_then(|leg| Some((leg.key.account, leg.gang()?)))
    {
        GANGS.remove(deps.storage, &(id, first));
    }
    for leg in &legs {
        run(deps.branch(), account, leg, back)?;
    }
    for leg in legs {
        closing.tell(started(leg.key, account, true, back));
    }
    Ok(())
}

/// Seconds before now that are billed, which is of one that begins alone.
fn back(account: &SyncedAccount, legs: &[Standing]) -> Seconds {
    match legs {
        [alone] => alone.lease.back(funded_since(account, alone)),
        _ => Seconds::ZERO,
    }
}

/// Funded seconds since a lease was opened.
fn funded_since(account: &SyncedAccount, leg: &Standing) -> Seconds {
    account.clock().saturating_sub(leg.lease.opened_clock)
}

/// Whether the account can pay for what is billed already and for the rest of the least time that all
/// must run, with everything that runs on it.
fn funded(account: &SyncedAccount, legs: &[Standing], back: Seconds) -> Result<bool, MathError> {
    let mut rates = legs.iter().map(|leg| leg.lease.rate);
    let rate = rates.try_fold(Rate::ZERO, |sum, rate| sum.checked_add(rate));
    let rate = rate.or_overflow("the rate of leases that begin")?;
    let longest = legs.iter().map(|leg| leg.lease.min_run).max();
    let ahead = longest.unwrap_or_default().saturating_sub(back).max(LEAST);
    Ok(account.covers(rate, back, ahead))
}

fn run(
    deps: DepsMut,
    account: &mut SyncedAccount,
    leg: &Standing,
    back: Seconds,
) -> Result<(), ContractError> {
    let Standing { key, lease, .. } = leg;
    account.unreserve(key.lease, lease.rate)?;
    let billed = account.bill(lease.rate, lease.fee_rate, back)?;
    // That it is there was asked before.
    billed
        .checked_sub(back)
        .or_underflow("the time before a start")?;
    account.add_lease(lease.rate, lease.fee_rate)?;
    let run = Run {
        provider: key.provider,
        waited: account.now().since(lease.opened_at),
        funded: funded_since(account, leg),
        paid: Micro::ZERO,
    };
    RUNS.save(deps.storage, &(key.account, key.lease), &run);
    Ok(())
}

fn started(key: LeaseKey, account: &SyncedAccount, begun: bool, billed: Seconds) -> LeaseStarted {
    LeaseStarted {
        account: key.account,
        lease: key.lease,
        provider: key.provider,
        begun,
        billed,
        runs_out_at: account.runs_out_at(),
    }
}
