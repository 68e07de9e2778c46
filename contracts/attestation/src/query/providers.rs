use cosmwasm_std::Deps;
use tender_guard::address;
use tender_interfaces::attestation::{Params, ProviderResponse, ProviderRow, ProvidersResponse};
use tender_storage::page_limit;
use tender_types::{ProviderId, Tier, Timestamp};

use crate::provider::Provider;
use crate::state::{CONFIG, DETAILS, PROVIDERS};
use crate::ContractError;

/// The provider called `id`.
pub fn provider(
    deps: Deps,
    now: Timestamp,
    id: ProviderId,
) -> Result<ProviderResponse, ContractError> {
    let params = CONFIG.load(deps.storage)?.params;
    describe(deps, now, &params, Provider::load(deps.storage, id)?)
}

/// The provider at `text`.
pub fn provider_of(
    deps: Deps,
    now: Timestamp,
    text: &str,
) -> Result<ProviderResponse, ContractError> {
    let params = CONFIG.load(deps.storage)?.params;
    let sender = address(deps.api, text)?;
    let provider = Provider::of(deps.storage, deps.api, &sender)?;
    describe(deps, now, &params, provider)
}

/// A page of providers.
pub fn providers(
    deps: Deps,
    now: Timestamp,
    start_after: Option<ProviderId>,
    limit: Option<u32>,
) -> Result<ProvidersResponse, ContractError> {
    let params = CONFIG.load(deps.storage)?.params;
    let providers = page(deps, start_after, page_limit(limit))?.into_iter();
    let providers = providers.map(|provider| describe(deps, now, &params, provider));
    Ok(ProvidersResponse {
        providers: providers.collect::<Result<_, _>>()?,
    })
}

/// Both rows of each provider of a page.
pub fn page(
    deps: Deps,
    start_after: Option<ProviderId>,
    limit: usize,
) -> Result<Vec<Provider>, ContractError> {
    let rows = PROVIDERS.page(deps.storage, &(), start_after.as_ref(), limit)?;
    let full = |(id, row): (ProviderId, ProviderRow)| {
        let details = DETAILS.load(deps.storage, &id)?;
        Ok(Provider { id, row, details })
    };
    rows.into_iter().map(full).collect()
}

fn describe(
    deps: Deps,
    now: Timestamp,
    params: &Params,
    provider: Provider,
) -> Result<ProviderResponse, ContractError> {
    let Provider { id, row, details } = provider;
    Ok(ProviderResponse {
        provider: id,
        address: deps.api.addr_humanize(&row.address)?.into(),
        profile: details.profile,
        status: row.status,
        epoch: row.epoch,
        bond: row.bond,
        required: details.required,
        bonded: row.bonded,
        outages: details.faults.recent(now, params),
        resumes_at: details.faults.resumes_at(params),
        unbonds_at: details.unbonds_at,
        tier: highest_tier(&row, now),
    })
}

fn highest_tier(row: &ProviderRow, now: Timestamp) -> Tier {
    let tiers = row.live(now).map(|one| one.tier);
    tiers.max().unwrap_or(Tier::NONE)
}
