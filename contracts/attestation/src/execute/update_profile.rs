use cosmwasm_std::{Addr, DepsMut, Response};
use tender_guard::changed;
use tender_interfaces::attestation::Profile;
use tender_interfaces::events::ProfileUpdated;

use crate::provider::{attribute_ids, Provider};
use crate::{check, ContractError};

/// A provider replaces its profile.
pub fn update_profile(
    deps: DepsMut,
    sender: &Addr,
    profile: Profile,
) -> Result<Response, ContractError> {
    check::profile(&profile)?;
    let mut provider = Provider::of(deps.storage, deps.api, sender)?;
    provider.present()?;
    provider.row.attributes = attribute_ids(deps.storage, &profile.attributes)?;
    provider.details.profile = changed(&provider.details.profile, profile)?;
    provider.save(deps.storage)?;
    Ok(Response::new().add_event(ProfileUpdated {
        provider: provider.id,
        host: provider.details.profile.host,
    }))
}
