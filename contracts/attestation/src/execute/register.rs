use cosmwasm_std::{to_json_binary, Addr, CanonicalAddr, DepsMut, Response, Storage};
use tender_guard::canonical;
use tender_interfaces::attestation::{AttributeSet, IdRow, Profile, ProviderRow, ProviderStatus};
use tender_interfaces::events::ProviderRegistered;
use tender_types::{Akt, ProviderId};

use crate::auditor::no_auditor;
use crate::catalog::attribute_set;
use crate::host;
use crate::provider::{id_of, Provider};
use crate::state::{Details, Faults, LAST, PROVIDER_IDS};
use crate::status::Step;
use crate::{check, ContractError};

/// Registers the sender as a provider, or again after it has left.
pub fn register(deps: DepsMut, sender: &Addr, profile: Profile) -> Result<Response, ContractError> {
    check::profile(&profile)?;
    let attributes = attribute_set(deps.storage, &profile.attributes)?;
    let address = canonical(deps.api, sender.as_str())?;
    no_auditor(deps.storage, &address)?;
    let mut provider = match id_of(deps.storage, &address)? {
        Some(id) => come_back(deps.storage, id, profile)?,
        None => enter(deps.storage, address, profile)?,
    };
    // One that another has is of no use. It is taken when the bond is complete.
    host::free_for(deps.storage, &provider.details.profile.host, provider.id)?;
    provider.claim(attributes);
    provider.save(deps.storage);
    let event = ProviderRegistered {
        provider: provider.id,
        address: sender.to_string(),
        epoch: provider.row.epoch,
        host: provider.details.profile.host,
    };
    Ok(Response::new()
        .add_event(event)
        .set_data(to_json_binary(&provider.id)?))
}

/// What faults it had is remembered: leaving is no way to have them forgotten.
fn come_back(
    store: &dyn Storage,
    id: ProviderId,
    profile: Profile,
) -> Result<Provider, ContractError> {
    let mut provider = Provider::load(store, id)?;
    provider
        .step(Step::Register)
        .map_err(|_| ContractError::AlreadyRegistered { provider: id })?;
    let epoch = provider.row.epoch.checked_add(1);
    provider.row.epoch = epoch.ok_or(ContractError::IdsUsedUp {
        what: "registration",
    })?;
    provider.details.profile = profile;
    provider.details.faults.open = None;
    Ok(provider)
}

fn enter(
    store: &mut dyn Storage,
    address: CanonicalAddr,
    profile: Profile,
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
            epoch: 1,
            bond: Akt::ZERO,
            bonded: false,
            region: None,
            attributes: AttributeSet::default(),
            attestations: vec![],
        },
        details: Details {
            profile,
            required: Akt::ZERO,
            faults: Faults::default(),
            unbonds_at: None,
        },
    })
}
