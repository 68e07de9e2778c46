//! What can be asked. Lists are pages, by id.

mod invariants;

pub use invariants::invariants;

use cosmwasm_std::{Deps, Order, StdResult};
use cw_storage_plus::Bound;
use tender_guard::address;
use tender_interfaces::attestation::{
    AttestationsResponse, Attribute, AttributesResponse, Auditor, AuditorsResponse, Class,
    ClassesResponse, ConfigResponse, ProviderResponse, ProviderRow, ProvidersResponse,
};
use tender_storage::page_limit;
use tender_types::{AttributeId, AuditorId, ClassId, ProviderId, Tier, Timestamp};

use crate::provider::{load_row, Provider};
use crate::state::{
    ATTRIBUTE_NAMES, AUDITORS, CLASSES, CLASS_NAMES, CONFIG, DETAILS, EVIDENCE, PROVIDERS,
};
use crate::ContractError;

/// How the registry is set up.
pub fn config(deps: Deps) -> Result<ConfigResponse, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    let escrow = config
        .escrow
        .map(|address| deps.api.addr_humanize(&address));
    Ok(ConfigResponse {
        params: config.params,
        token: deps.api.addr_humanize(&config.token)?.into(),
        escrow: escrow.transpose()?.map(Into::into),
    })
}

/// The provider called `id`.
pub fn provider(
    deps: Deps,
    now: Timestamp,
    id: ProviderId,
) -> Result<ProviderResponse, ContractError> {
    describe(deps, now, Provider::load(deps.storage, id)?)
}

/// The provider at `text`.
pub fn provider_of(
    deps: Deps,
    now: Timestamp,
    text: &str,
) -> Result<ProviderResponse, ContractError> {
    let sender = address(deps.api, text)?;
    describe(deps, now, Provider::of(deps.storage, deps.api, &sender)?)
}

/// A page of providers.
pub fn providers(
    deps: Deps,
    now: Timestamp,
    start_after: Option<ProviderId>,
    limit: Option<u32>,
) -> Result<ProvidersResponse, ContractError> {
    let providers = page(deps, start_after, limit)?.into_iter();
    let providers = providers.map(|provider| describe(deps, now, provider));
    Ok(ProvidersResponse {
        providers: providers.collect::<Result<_, _>>()?,
    })
}

/// Both rows of each provider of a page.
fn page(
    deps: Deps,
    start_after: Option<ProviderId>,
    limit: Option<u32>,
) -> Result<Vec<Provider>, ContractError> {
    let rows = PROVIDERS.page(deps.storage, &(), start_after.as_ref(), page_limit(limit))?;
    let full = |(id, row): (ProviderId, ProviderRow)| {
        let details = DETAILS.load(deps.storage, id.0)?;
        Ok(Provider { id, row, details })
    };
    rows.into_iter().map(full).collect()
}

fn describe(
    deps: Deps,
    now: Timestamp,
    provider: Provider,
) -> Result<ProviderResponse, ContractError> {
    Ok(ProviderResponse {
        provider: provider.id,
        address: deps.api.addr_humanize(&provider.row.address)?.into(),
        profile: provider.details.profile,
        status: provider.row.status,
        bond: provider.details.bond,
        unbonds_at: provider.details.unbonds_at,
        tier: highest_tier(&provider.row, now),
    })
}

fn highest_tier(row: &ProviderRow, now: Timestamp) -> Tier {
    let live = row.attestations.iter().filter(|one| now < one.expires_at);
    live.map(|one| one.tier).max().unwrap_or(Tier::NONE)
}

/// A page of the catalog's classes.
pub fn classes(
    deps: Deps,
    start_after: Option<ClassId>,
    limit: Option<u32>,
) -> Result<ClassesResponse, ContractError> {
    let after = start_after.map(|id| Bound::exclusive(id.0));
    let names = CLASS_NAMES.range(deps.storage, after, None, Order::Ascending);
    let full = |entry: StdResult<(u16, String)>| {
        let (_, name) = entry?;
        let row = CLASSES.load(deps.storage, &name.as_str())?;
        Ok(Class {
            class: row.class,
            name,
            carries: row.carries,
        })
    };
    let classes = names.take(page_limit(limit)).map(full);
    Ok(ClassesResponse {
        classes: classes.collect::<Result<_, ContractError>>()?,
    })
}

/// A page of the catalog's attributes.
pub fn attributes(
    deps: Deps,
    start_after: Option<AttributeId>,
    limit: Option<u32>,
) -> Result<AttributesResponse, ContractError> {
    let after = start_after.map(|id| Bound::exclusive(id.0));
    let names = ATTRIBUTE_NAMES.range(deps.storage, after, None, Order::Ascending);
    let attributes = names.take(page_limit(limit)).map(|entry| {
        entry.map(|(id, name)| Attribute {
            attribute: AttributeId(id),
            name,
        })
    });
    Ok(AttributesResponse {
        attributes: attributes.collect::<StdResult<_>>()?,
    })
}

/// A page of auditors, also of those that were removed.
pub fn auditors(
    deps: Deps,
    start_after: Option<AuditorId>,
    limit: Option<u32>,
) -> Result<AuditorsResponse, ContractError> {
    let after = start_after.map(|id| Bound::exclusive(id.0));
    let rows = AUDITORS.range(deps.storage, after, None, Order::Ascending);
    let auditors = rows.take(page_limit(limit)).map(|entry| {
        entry.map(|(id, details)| Auditor {
            auditor: AuditorId(id),
            address: details.address,
            public_key: details.public_key,
            admitted: details.admitted,
        })
    });
    Ok(AuditorsResponse {
        auditors: auditors.collect::<StdResult<_>>()?,
    })
}

/// The statements behind the attestations in a provider's row.
pub fn attestations(
    deps: Deps,
    provider: ProviderId,
) -> Result<AttestationsResponse, ContractError> {
    let row = load_row(deps.storage, provider)?;
    let statements = row
        .attestations
        .iter()
        .map(|one| EVIDENCE.load(deps.storage, (one.auditor.0, provider.0)));
    Ok(AttestationsResponse {
        attestations: statements.collect::<StdResult<_>>()?,
    })
}
