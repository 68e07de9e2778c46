use cosmwasm_std::{Deps, Env};
use tender_guard::canonical;
use tender_interfaces::escrow::{
    AccountsResponse, Claimable, ClaimableKey, ClaimableResponse, LeasesResponse, Sponsor,
    SponsorsResponse,
};
use tender_storage::page_limit;
use tender_types::{AccountId, LeaseId, LeaseKey, ProviderId, Timestamp};

use super::one::{describe_account, describe_lease};
use crate::account::Depositor;
use crate::state::{
    load_account, load_lease, ACCOUNTS, CLAIMABLE, CONFIG, LEASES, OWNED, PAID, SPONSORS,
};
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
            accounts.push(describe_account(deps, &config, id, &row.at(now)?)?);
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

/// Leases of an account.
pub fn leases(
    deps: Deps,
    env: &Env,
    account: AccountId,
    start_after: Option<LeaseId>,
    limit: Option<u32>,
) -> Result<LeasesResponse, ContractError> {
    let synced = load_account(deps.storage, account, Timestamp::now(env))?;
    let after = start_after.map(|lease| (account, lease));
    let rows = LEASES.page(deps.storage, &account, after.as_ref(), page_limit(limit))?;
    let mut leases = vec![];
    for ((_, lease), row) in rows {
        let key = LeaseKey { account, lease };
        leases.push(describe_lease(deps, &synced, key, row)?);
    }
    Ok(LeasesResponse { leases })
}

/// Leases of a provider.
pub fn provider_leases(
    deps: Deps,
    env: &Env,
    provider: ProviderId,
    start_after: Option<LeaseKey>,
    limit: Option<u32>,
) -> Result<LeasesResponse, ContractError> {
    let after = start_after.map(|key| (provider, key.account, key.lease));
    let rows = PAID.page(deps.storage, &provider, after.as_ref(), page_limit(limit))?;
    let mut leases = vec![];
    for ((_, account, lease), _) in rows {
        let key = LeaseKey { account, lease };
        let synced = load_account(deps.storage, account, Timestamp::now(env))?;
        let row = load_lease(deps.storage, key)?;
        leases.push(describe_lease(deps, &synced, key, row)?);
    }
    Ok(LeasesResponse { leases })
}

/// Money that could not be delivered.
pub fn claimable(
    deps: Deps,
    start_after: Option<ClaimableKey>,
    limit: Option<u32>,
) -> Result<ClaimableResponse, ContractError> {
    let after = start_after
        .map(|key| canonical(deps.api, &key.payee).map(|payee| (payee, key.asset)))
        .transpose()?;
    let rows = CLAIMABLE.page(deps.storage, &(), after.as_ref(), page_limit(limit))?;
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
