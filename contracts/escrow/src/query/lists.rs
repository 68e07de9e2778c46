use cosmwasm_std::{Deps, Env};
use tender_guard::canonical;
use tender_interfaces::escrow::{
    AccountsResponse, Claimable, ClaimableKey, ClaimableResponse, LeasesResponse, Sponsor,
    SponsorsResponse,
};
use tender_storage::page_limit;
use tender_types::{AccountId, LeaseId, LeaseKey, ProviderId, Timestamp};

use super::one::{describe_account, describe_lease};
use crate::account::{Depositor, SyncedAccount};
use crate::accounts::Accounts;
use crate::state::{load_account, ACCOUNTS, CLAIMABLE, CONFIG, LEASES, OWNED, RUNS, SPONSORS};
use crate::ContractError;

/// Accounts by id, of everybody or of one owner.
pub fn accounts(
    deps: Deps,
    env: &Env,
    owner: Option<String>,
    start_after: Option<AccountId>,
    limit: Option<u32>,
) -> Result<AccountsResponse, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    let (now, limit) = (Timestamp::now(env), page_limit(limit));
    let mut accounts = vec![];
    let Some(owner) = owner else {
        for (id, row) in ACCOUNTS.page(deps.storage, &(), start_after.as_ref(), limit)? {
            accounts.push(describe_account(
                deps,
                &config,
                id,
                &SyncedAccount::read(row, now)?,
            )?);
        }
        return Ok(AccountsResponse { accounts });
    };
    let owner = canonical(deps.api, &owner)?;
    let after = start_after.map(|id| (owner.clone(), id));
    for ((_, id), _) in OWNED.page(deps.storage, &owner, after.as_ref(), limit)? {
        let synced = load_account(deps.storage, id, now)?;
        accounts.push(describe_account(deps, &config, id, &synced)?);
    }
    Ok(AccountsResponse { accounts })
}

/// Who else has money in an account.
pub fn sponsors(
    deps: Deps,
    env: &Env,
    account: AccountId,
    start_after: Option<String>,
    limit: Option<u32>,
) -> Result<SponsorsResponse, ContractError> {
    let synced = load_account(deps.storage, account, Timestamp::now(env))?;
    let after = start_after.map(|text| canonical(deps.api, &text));
    let after = after.transpose()?.map(|sponsor| (account, sponsor));
    let rows = SPONSORS.page(deps.storage, &account, after.as_ref(), page_limit(limit))?;
    let mut sponsors = vec![];
    for ((_, sponsor), stake) in rows {
        let value = synced.value(Depositor::Sponsor(stake.into()))?;
        sponsors.push(Sponsor {
            sponsor: deps.api.addr_humanize(&sponsor)?.into(),
            unspent: value.micro_floor(),
        });
    }
    Ok(SponsorsResponse { sponsors })
}

/// Leases of an account by number, begun or not.
pub fn leases(
    deps: Deps,
    env: &Env,
    account: AccountId,
    start_after: Option<LeaseId>,
    limit: Option<u32>,
) -> Result<LeasesResponse, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    let limit = page_limit(limit);
    let synced = load_account(deps.storage, account, Timestamp::now(env))?;
    let after = start_after.map(|lease| (account, lease));
    let running = RUNS.page(deps.storage, &account, after.as_ref(), limit)?;
    let running = running.into_iter();
    let running = running.map(|((_, lease), run)| (lease, run.provider));
    let waiting = synced.row().pending.iter();
    let waiting = waiting.map(|entry| (entry.lease, entry.provider));
    let waiting = waiting.filter(|(lease, _)| Some(*lease) > start_after);
    let mut page: Vec<_> = running.chain(waiting).collect();
    page.sort_unstable();
    page.truncate(limit);
    let mut leases = vec![];
    for (lease, provider) in page {
        let key = LeaseKey {
            provider,
            account,
            lease,
        };
        leases.push(describe_lease(deps, &config, &synced, key)?);
    }
    Ok(LeasesResponse { leases })
}

/// Leases of a provider by account and number, begun or not.
pub fn provider_leases(
    deps: Deps,
    env: &Env,
    provider: ProviderId,
    start_after: Option<LeaseKey>,
    limit: Option<u32>,
) -> Result<LeasesResponse, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    let mut accounts = Accounts::new(Timestamp::now(env));
    let after = start_after.map(|key| (provider, key.account, key.lease));
    let rows = LEASES.page(deps.storage, &provider, after.as_ref(), page_limit(limit))?;
    let mut leases = vec![];
    for ((_, account, lease), _) in rows {
        let key = LeaseKey {
            provider,
            account,
            lease,
        };
        let synced = accounts.get(deps.storage, account)?;
        leases.push(describe_lease(deps, &config, synced, key)?);
    }
    Ok(LeasesResponse { leases })
}

/// Money that could not be delivered, of everybody or of one payee.
pub fn claimable(
    deps: Deps,
    payee: Option<String>,
    start_after: Option<ClaimableKey>,
    limit: Option<u32>,
) -> Result<ClaimableResponse, ContractError> {
    let human = |text: String| canonical(deps.api, &text);
    let payee = payee.map(human).transpose()?;
    let after = match (start_after, &payee) {
        (None, _) => None,
        (Some(key), Some(payee)) => Some((payee.clone(), key.asset)),
        (Some(key), None) => Some((canonical(deps.api, &key.payee)?, key.asset)),
    };
    let (after, limit) = (after.as_ref(), page_limit(limit));
    let rows = match payee {
        None => CLAIMABLE.page(deps.storage, &(), after, limit)?,
        Some(payee) => CLAIMABLE.page(deps.storage, &payee, after, limit)?,
    };
    let mut claimable = vec![];
    for ((payee, asset), held) in rows {
        claimable.push(Claimable {
            payee: deps.api.addr_humanize(&payee)?.into(),
            asset,
            amount: held.micro,
        });
    }
    Ok(ClaimableResponse { claimable })
}
