use cosmwasm_std::{Deps, Env};
use tender_interfaces::escrow::{AccountResponse, LeaseResponse};
use tender_types::{AccountId, LeaseKey, Timestamp};

use crate::account::{Depositor, SyncedAccount};
use crate::state::{load_account, load_lease, load_paid, Config, Lease, CONFIG};
use crate::ContractError;

/// One account, as of now.
pub fn account(deps: Deps, env: &Env, id: AccountId) -> Result<AccountResponse, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    let synced = load_account(deps.storage, id, Timestamp::now(env))?;
    describe_account(deps, &config, id, &synced)
}

/// One lease, as of now.
pub fn lease(deps: Deps, env: &Env, key: LeaseKey) -> Result<LeaseResponse, ContractError> {
    let synced = load_account(deps.storage, key.account, Timestamp::now(env))?;
    let lease = load_lease(deps.storage, key)?;
    describe_lease(deps, &synced, key, lease)
}

/// An account as it is told.
pub fn describe_account(
    deps: Deps,
    config: &Config,
    id: AccountId,
    synced: &SyncedAccount,
) -> Result<AccountResponse, ContractError> {
    let row = synced.account();
    Ok(AccountResponse {
        account: id,
        owner: deps.api.addr_humanize(&row.owner)?.into(),
        asset: row.asset,
        balance: synced.balance(),
        owners: synced.value(Depositor::Owner)?.micro_floor(),
        rate: row.stream.rate,
        clock: synced.clock(),
        leases: row.leases,
        fees: row.fees.micro_floor(),
        funding: synced.funding(config.params.grace),
    })
}

/// A lease as it is told.
pub fn describe_lease(
    deps: Deps,
    synced: &SyncedAccount,
    key: LeaseKey,
    lease: Lease,
) -> Result<LeaseResponse, ContractError> {
    let paid = load_paid(deps.storage, key, lease.provider)?;
    Ok(LeaseResponse {
        lease: key,
        provider: lease.provider,
        payee: deps.api.addr_humanize(&lease.payee)?.into(),
        class: lease.class,
        units: lease.units,
        rate: lease.rate,
        fee_rate: lease.fee_rate,
        ask: lease.ask,
        tier: lease.tier,
        opened_at: lease.opened_at,
        seconds: lease.seconds(synced.clock()),
        paid,
        owed: lease.owed(synced.clock(), paid)?,
        manifest_hash: lease.manifest_hash,
    })
}
