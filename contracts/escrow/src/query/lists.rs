use cosmwasm_std::Deps;
use tender_interfaces::escrow::{
    AccountsResponse, Claimable, ClaimableKey, ClaimableResponse, LeasesResponse, Sponsor,
    SponsorsResponse,
};
use tender_storage::page_limit;
use tender_types::{AccountId, LeaseId, LeaseKey, ProviderId, Timestamp};

use super::{account, lease};
use crate::account::Holder;
use crate::state::{
    load_account, load_lease, ACCOUNTS, CLAIMABLE, CONFIG, LEASES, OWNED, PAID, SPONSORS,
};
use crate::{validate, ContractError};

pub fn accounts(
    deps: Deps,
    now: Timestamp,
    owner: Option<String>,
    after: Option<AccountId>,
    limit: Option<u32>,
) -> Result<AccountsResponse, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    let limit = page_limit(limit);
    let rows = match owner {
        None => ACCOUNTS.page(deps.storage, &(), after.as_ref(), limit)?,
        Some(owner) => {
            let owner = validate::canonical(deps.api, &owner)?;
            let after = after.map(|id| (owner.clone(), id));
            let owned = OWNED.page(deps.storage, &owner, after.as_ref(), limit)?;
            let mut rows = vec![];
            for ((_, id), _) in owned {
                rows.push((id, load_account(deps.storage, id)?));
            }
            rows
        }
    };
    let answers = rows
        .into_iter()
        .map(|(id, row)| account(deps, &config, id, row, now));
    Ok(AccountsResponse {
        accounts: answers.collect::<Result<_, _>>()?,
    })
}

pub fn sponsors(
    deps: Deps,
    now: Timestamp,
    id: AccountId,
    after: Option<String>,
    limit: Option<u32>,
) -> Result<SponsorsResponse, ContractError> {
    let live = load_account(deps.storage, id)?.at(now)?;
    let after = after
        .map(|text| validate::canonical(deps.api, &text).map(|sponsor| (id, sponsor)))
        .transpose()?;
    let mut sponsors = vec![];
    for ((_, who), stake) in SPONSORS.page(deps.storage, &id, after.as_ref(), page_limit(limit))? {
        sponsors.push(Sponsor {
            sponsor: deps.api.addr_humanize(&who)?.into(),
            unspent: live.value(Holder::Sponsor(stake.into()))?.micro_floor(),
        });
    }
    Ok(SponsorsResponse { sponsors })
}

pub fn leases(
    deps: Deps,
    now: Timestamp,
    id: AccountId,
    after: Option<LeaseId>,
    limit: Option<u32>,
) -> Result<LeasesResponse, ContractError> {
    let live = load_account(deps.storage, id)?.at(now)?;
    let after = after.map(|lease| (id, lease));
    let rows = LEASES.page(deps.storage, &id, after.as_ref(), page_limit(limit))?;
    let answers = rows
        .into_iter()
        .map(|((_, key), row)| lease(deps, &live, id, key, row));
    Ok(LeasesResponse {
        leases: answers.collect::<Result<_, _>>()?,
    })
}

pub fn of_provider(
    deps: Deps,
    now: Timestamp,
    provider: ProviderId,
    after: Option<LeaseKey>,
    limit: Option<u32>,
) -> Result<LeasesResponse, ContractError> {
    let after = after.map(|key| (provider, key.account, key.lease));
    let mut leases = vec![];
    for ((_, id, key), _) in
        PAID.page(deps.storage, &provider, after.as_ref(), page_limit(limit))?
    {
        let live = load_account(deps.storage, id)?.at(now)?;
        let row = load_lease(deps.storage, id, key)?;
        leases.push(lease(deps, &live, id, key, row)?);
    }
    Ok(LeasesResponse { leases })
}

pub fn claimable(
    deps: Deps,
    after: Option<ClaimableKey>,
    limit: Option<u32>,
) -> Result<ClaimableResponse, ContractError> {
    let after = after
        .map(|key| validate::canonical(deps.api, &key.payee).map(|payee| (payee, key.asset)))
        .transpose()?;
    let mut claimable = vec![];
    for ((payee, asset), held) in
        CLAIMABLE.page(deps.storage, &(), after.as_ref(), page_limit(limit))?
    {
        claimable.push(Claimable {
            payee: deps.api.addr_humanize(&payee)?.into(),
            asset,
            amount: held.micro,
        });
    }
    Ok(ClaimableResponse { claimable })
}
