use cosmwasm_std::{CanonicalAddr, DepsMut, Env, Response, Storage};
use tender_guard::distinct;
use tender_interfaces::events::LeasePaid;
use tender_math::Checked;
use tender_types::{AssetIndex, LeaseKey, Micro, Timestamp};

use super::BATCH;
use crate::accounts::Accounts;
use crate::batch::Batch;
use crate::pay::Payouts;
use crate::state::{load_lease, load_run, Config, Run, RUNS};
use crate::ContractError;

/// Pays providers what their leases have earned; leases that are gone are passed over. Accounts are
/// read forward, not written: what was paid is in the lease's own row, so paying costs the same however
/// many leases an account has.
pub fn withdraw(
    deps: DepsMut,
    env: &Env,
    config: &Config,
    leases: &[LeaseKey],
) -> Result<Response, ContractError> {
    distinct("leases", leases, BATCH)?;
    let mut accounts = Accounts::new(Timestamp::now(env));
    let mut batch = Batch::default();
    let mut payouts = Payouts::default();
    let mut response = Response::new();
    for key in leases {
        let due = due(deps.storage, &mut accounts, *key);
        // Nothing earned since, or nothing yet: no row to write, nothing to tell, no reason to fail.
        let Some(due) = batch.sort(*key, due)?.flatten() else {
            continue;
        };
        RUNS.save(deps.storage, &(key.account, key.lease), &due.run);
        let payee = payouts.add(deps.api, due.asset, &due.payee, due.amount)?;
        response = response.add_event(LeasePaid {
            account: key.account,
            lease: key.lease,
            payee,
            amount: due.amount,
            paid: due.run.paid,
        });
    }
    Ok(response
        .add_events(batch.finish()?)
        .add_submessages(payouts.deliver(deps.as_ref(), config)?))
}

/// What a lease is owed.
struct Due {
    payee: CanonicalAddr,
    asset: AssetIndex,
    amount: Micro,
    /// The lease's row once that is paid.
    run: Run,
}

/// What the lease is owed now, if it is anything; found by reading alone.
fn due(
    store: &dyn Storage,
    accounts: &mut Accounts,
    key: LeaseKey,
) -> Result<Option<Due>, ContractError> {
    let account = accounts.get(store, key.account)?;
    let lease = load_lease(store, key)?;
    if account.waits(key.lease) {
        return Ok(None);
    }
    let run = load_run(store, key)?;
    let amount = lease.owed(&run, account.clock())?;
    if amount.is_zero() {
        return Ok(None);
    }
    let paid = run.paid.checked_add(amount).or_overflow("a payment")?;
    Ok(Some(Due {
        payee: lease.payee,
        asset: account.row().asset,
        amount,
        run: Run { paid, ..run },
    }))
}
