use cosmwasm_std::{CanonicalAddr, DepsMut, Env, Response, Storage};
use tender_guard::distinct;
use tender_interfaces::events::LeasePaid;
use tender_math::Checked;
use tender_types::{AccountId, AssetIndex, LeaseKey, Micro, ProviderId, Seconds, Timestamp};

use super::BATCH;
use crate::batch::Batch;
use crate::pay::Payouts;
use crate::state::{load_account, load_lease, load_paid, Config, Paid, PAID};
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
    let mut clocks = Clocks::new(Timestamp::now(env));
    let mut batch = Batch::default();
    let mut payouts = Payouts::default();
    let mut response = Response::new();
    for key in leases {
        let due = due(deps.storage, &mut clocks, *key);
        let Some(due) = batch.sort(*key, due)? else {
            continue;
        };
        // Nothing earned since: no row to write, nothing to tell, no reason to fail.
        if due.amount.is_zero() {
            continue;
        }
        let row = (due.provider, key.account, key.lease);
        PAID.save(deps.storage, &row, &Paid { micro: due.paid });
        let payee = payouts.add(deps.api, due.asset, &due.payee, due.amount)?;
        response = response.add_event(LeasePaid {
            account: key.account,
            lease: key.lease,
            payee,
            amount: due.amount,
            paid: due.paid,
        });
    }
    Ok(response
        .add_events(batch.finish()?)
        .add_submessages(payouts.deliver(deps.as_ref(), config)?))
}

/// What a lease is owed.
struct Due {
    provider: ProviderId,
    payee: CanonicalAddr,
    asset: AssetIndex,
    amount: Micro,
    /// Micro-units paid in all, `amount` among them.
    paid: Micro,
}

/// What the lease is owed now; found by reading alone.
fn due(store: &dyn Storage, clocks: &mut Clocks, key: LeaseKey) -> Result<Due, ContractError> {
    let Clock { asset, stands, .. } = clocks.of(store, key.account)?;
    let lease = load_lease(store, key)?;
    let before = load_paid(store, key, lease.provider)?;
    let amount = lease.owed(stands, before)?;
    let paid = before.checked_add(amount).or_overflow("a payment")?;
    Ok(Due {
        provider: lease.provider,
        payee: lease.payee,
        asset,
        amount,
        paid,
    })
}

/// Clocks of the accounts of one batch, each read once. Batches are short: a list is smaller and
/// faster than a map.
struct Clocks {
    now: Timestamp,
    known: Vec<Clock>,
}

#[derive(Clone, Copy)]
struct Clock {
    account: AccountId,
    asset: AssetIndex,
    stands: Seconds,
}

impl Clocks {
    fn new(now: Timestamp) -> Self {
        let known = vec![];
        Self { now, known }
    }

    fn of(&mut self, store: &dyn Storage, account: AccountId) -> Result<Clock, ContractError> {
        if let Some(clock) = self.known.iter().find(|clock| clock.account == account) {
            return Ok(*clock);
        }
        let synced = load_account(store, account, self.now)?;
        let clock = Clock {
            account,
            asset: synced.account().asset,
            stands: synced.clock(),
        };
        self.known.push(clock);
        Ok(clock)
    }
}
