use cosmwasm_std::{DepsMut, Env, Response, Storage};
use tender_guard::distinct;
use tender_interfaces::events::LeasePaid;
use tender_math::MathError;
use tender_types::{AccountId, AssetIndex, LeaseKey, Seconds, Timestamp};

use crate::execute::BATCH;
use crate::pay::Payouts;
use crate::state::{load_account, load_lease, Paid, CONFIG, PAID};
use crate::ContractError;

/// Pays providers what their leases have earned. Accounts are read forward, not written: what was
/// paid is in the lease's own row, so paying costs the same however many leases an account has.
pub fn withdraw(deps: DepsMut, env: &Env, leases: &[LeaseKey]) -> Result<Response, ContractError> {
    distinct("leases", leases, BATCH)?;
    let config = CONFIG.load(deps.storage)?;
    let mut clocks = Clocks::new(env.block.time.seconds());
    let mut payouts = Payouts::default();
    let mut events = vec![];
    for key in leases {
        let (asset, clock) = clocks.of(deps.storage, key.account)?;
        let lease = load_lease(deps.storage, key.account, key.lease)?;
        let row = (lease.provider, key.account, key.lease);
        let before = PAID.load(deps.storage, &row)?.micro;
        let amount = lease.owed(clock, before)?;
        // Nothing earned since: no row to write, nothing to tell, no reason to fail the others.
        if amount.is_zero() {
            continue;
        }
        let micro = before.checked_add(amount);
        let micro = micro.map_err(|_| MathError::Overflow { what: "a payment" })?;
        PAID.save(deps.storage, &row, &Paid { micro });
        payouts.add(asset, &lease.payee, amount)?;
        events.push(LeasePaid {
            account: key.account,
            lease: key.lease,
            amount,
            paid: micro,
        });
    }
    Ok(Response::new()
        .add_events(events)
        .add_submessages(payouts.deliver(deps.as_ref(), &config)?))
}

/// Clocks of the accounts of one batch, each read once. Batches are short: a list is smaller and
/// faster than a map.
struct Clocks {
    now: Timestamp,
    known: Vec<(AccountId, AssetIndex, Seconds)>,
}

impl Clocks {
    fn new(now: Timestamp) -> Self {
        let known = vec![];
        Self { now, known }
    }

    fn of(
        &mut self,
        store: &dyn Storage,
        id: AccountId,
    ) -> Result<(AssetIndex, Seconds), ContractError> {
        if let Some((_, asset, clock)) = self.known.iter().find(|known| known.0 == id) {
            return Ok((*asset, *clock));
        }
        let account = load_account(store, id)?.at(self.now)?.account;
        let (asset, clock) = (account.asset, account.stream.clock);
        self.known.push((id, asset, clock));
        Ok((asset, clock))
    }
}
