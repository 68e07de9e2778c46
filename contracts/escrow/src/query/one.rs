use cosmwasm_std::{Deps, Env};
use tender_interfaces::escrow::{AccountResponse, LeaseResponse, LeaseState};
use tender_types::{AccountId, LeaseKey, Timestamp};

use crate::account::{Depositor, SyncedAccount};
use crate::standing::{together, Phase, Standing};
use crate::state::{load_account, Config, CONFIG};
use crate::ContractError;

/// One account, as of now.
pub fn account(deps: Deps, env: &Env, id: AccountId) -> Result<AccountResponse, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    let synced = load_account(deps.storage, id, Timestamp::now(env))?;
    describe_account(deps, &config, id, &synced)
}

/// One lease, as of now.
pub fn lease(deps: Deps, env: &Env, key: LeaseKey) -> Result<LeaseResponse, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    let synced = load_account(deps.storage, key.account, Timestamp::now(env))?;
    describe_lease(deps, &config, &synced, key)
}

/// An account as it is told.
pub fn describe_account(
    deps: Deps,
    config: &Config,
    id: AccountId,
    synced: &SyncedAccount,
) -> Result<AccountResponse, ContractError> {
    let row = synced.row();
    Ok(AccountResponse {
        account: id,
        owner: deps.api.addr_humanize(&row.owner)?.into(),
        asset: row.asset,
        balance: synced.balance(),
        owners: synced.value(Depositor::Owner)?.micro_floor(),
        rate: row.rate,
        clock: synced.clock(),
        leases: row.leases,
        pending: u32::try_from(row.pending.len()).unwrap_or(u32::MAX),
        pending_rate: row.pending_rate,
        fees: row.fees.micro_floor(),
        funding: synced.funding(config.params.grace),
    })
}

/// A lease as it is told.
pub fn describe_lease(
    deps: Deps,
    config: &Config,
    synced: &SyncedAccount,
    key: LeaseKey,
) -> Result<LeaseResponse, ContractError> {
    let standing = Standing::load(deps.storage, synced, key)?;
    let state = state(deps, &standing)?;
    let seconds = standing.seconds(synced.clock());
    let paid = standing.paid();
    let owed = standing.owed(synced.clock())?;
    let lease = standing.lease;
    Ok(LeaseResponse {
        lease: key,
        state,
        payee: deps.api.addr_humanize(&lease.payee)?.into(),
        draw: lease.draw,
        rate: lease.rate,
        fee_rate: lease.fee_rate,
        tier: lease.tier,
        digest: lease.digest,
        opened_at: lease.opened_at,
        instant: lease.instant,
        min_run: lease.min_run,
        notice: lease.notice,
        seconds,
        paid,
        owed,
        funding: synced.funding(config.params.grace),
    })
}

fn state(deps: Deps, standing: &Standing) -> Result<LeaseState, ContractError> {
    let start_until = standing.lease.start_until();
    match standing.phase {
        Phase::Pending => Ok(LeaseState::Pending { start_until }),
        Phase::Running(run) => Ok(LeaseState::Active {
            since: standing.lease.opened_at.after(run.waited),
        }),
        Phase::Ready => {
            let legs = together(deps.storage, standing)?;
            let others = legs
                .iter()
                .filter(|leg| matches!(leg.phase, Phase::Pending));
            let first = others.map(|leg| leg.lease.start_until()).min();
            let start_until = first.unwrap_or(start_until);
            Ok(LeaseState::Ready { start_until })
        }
    }
}
