use cosmwasm_std::{to_json_binary, Addr, CanonicalAddr, DepsMut, Response, Storage};
use tender_guard::canonical;
use tender_interfaces::attestation::{AttributeSet, IdRow, Profile, ProviderRow, ProviderStatus};
use tender_interfaces::events::ProviderRegistered;
use tender_types::{Akt, ProviderId};

use crate::provider::{attribute_ids, id_of, Provider};
use crate::state::{Details, LAST, PROVIDER_IDS};
use crate::status::Step;
use crate::{check, ContractError};

/// Registers the sender as a provider, or again after it has left.
pub fn register(deps: DepsMut, sender: &Addr, profile: Profile) -> Result<Response, ContractError> {
    check::profile(&profile)?;
    let attributes = attribute_ids(deps.storage, &profile.attributes)?;
    let address = canonical(deps.api, sender.as_str())?;
    let provider = match id_of(deps.storage, &address)? {
        Some(id) => come_back(deps.storage, id, profile, attributes)?,
        None => enter(deps.storage, address, profile, attributes)?,
    };
    provider.save(deps.storage)?;
    let event = ProviderRegistered {
        provider: provider.id,
        address: sender.to_string(),
        host: provider.details.profile.host,
    };
    Ok(Response::new()
        .add_event(event)
        .set_data(to_json_binary(&provider.id)?))
}

fn come_back(
    store: &dyn Storage,
    id: ProviderId,
    profile: Profile,
    attributes: AttributeSet,
) -> Result<Provider, ContractError> {
    let mut provider = Provider::load(store, id)?;
    provider
        .step(Step::Register)
        .map_err(|_| ContractError::AlreadyRegistered { provider: id })?;
    provider.details.profile = profile;
    provider.row.attributes = attributes;
    Ok(provider)
}

fn enter(
    store: &mut dyn Storage,
    address: CanonicalAddr,
    profile: Profile,
    attributes: AttributeSet,
) -> Result<Provider, ContractError> {
    let mut last = LAST.load(store)?;
    let id = last
        .provider
        .next()
        .ok_or(ContractError::IdsUsedUp { what: "provider" })?;
    last.provider = id;
    LAST.save(store, &last);
    PROVIDER_IDS.save(store, &address, &IdRow { id: id.0 });
    Ok(Provider {
        id,
        row: ProviderRow {
            address,
            status: ProviderStatus::Active,
            bonded: false,
            attributes,
            attestations: vec![],
        },
        details: Details {
            profile,
            bond: Akt::ZERO,
            unbonds_at: None,
        },
    })
}
