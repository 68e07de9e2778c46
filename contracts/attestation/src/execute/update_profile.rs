use cosmwasm_std::{Addr, DepsMut, Response};
use tender_guard::changed;
use tender_interfaces::attestation::Profile;
use tender_interfaces::events::ProfileUpdated;

use crate::catalog::attribute_set;
use crate::host;
use crate::provider::Provider;
use crate::state::Config;
use crate::{check, ContractError};

/// A provider replaces its profile. One that moves lets its former host go.
pub fn update_profile(
    deps: DepsMut,
    sender: &Addr,
    config: &Config,
    profile: Profile,
) -> Result<Response, ContractError> {
    check::profile(&profile)?;
    let mut provider = Provider::of(deps.storage, deps.api, sender)?;
    provider.present()?;
    provider.claim(attribute_set(deps.storage, &profile.attributes)?);
    let profile = changed(&provider.details.profile, profile)?;
    host::free_for(deps.storage, &profile.host, provider.id)?;
    let former = std::mem::replace(&mut provider.details.profile, profile);
    if former.host != provider.details.profile.host {
        host::release(deps.storage, &former.host, provider.id)?;
    }
    let measured = provider.measure(deps.storage, config.params.min_bond)?;
    provider.save(deps.storage);
    let bond = measured.then(|| provider.bond_changed());
    let updated = ProfileUpdated {
        provider: provider.id,
        host: provider.details.profile.host,
    };
    Ok(Response::new().add_event(updated).add_events(bond))
}
