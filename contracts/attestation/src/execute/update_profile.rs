use cosmwasm_std::{DepsMut, MessageInfo, Response};
use tender_guard::active;
use tender_interfaces::attestation::Profile;
use tender_interfaces::events::ProfileUpdated;
use tender_interfaces::roles::ActionClass;

use crate::provider::{attribute_ids, Provider};
use crate::state::CONFIG;
use crate::{check, ContractError};

/// A provider replaces its profile.
pub fn update_profile(
    deps: DepsMut,
    info: &MessageInfo,
    profile: Profile,
) -> Result<Response, ContractError> {
    active(CONFIG.load(deps.storage)?.paused, ActionClass::Register)?;
    check::profile(&profile)?;
    let mut provider = Provider::of(deps.storage, deps.api, &info.sender)?;
    provider.present()?;
    provider.row.attributes = attribute_ids(deps.storage, &profile.attributes)?;
    provider.details.profile = profile;
    provider.save(deps.storage)?;
    Ok(Response::new().add_event(ProfileUpdated {
        provider: provider.id,
        host: provider.details.profile.host,
    }))
}
