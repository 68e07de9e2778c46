use cosmwasm_std::{DepsMut, Response};
use tender_guard::{distinct, Bounds};
use tender_interfaces::attestation::MAX_REFRESH;
use tender_types::ProviderId;

use crate::provider::Provider;
use crate::state::Config;
use crate::ContractError;

/// Anyone measures providers' bonds against the present minimum. Those that stay as they are cost no
/// write.
pub fn refresh(
    deps: DepsMut,
    config: &Config,
    providers: &[ProviderId],
) -> Result<Response, ContractError> {
    let bounds = Bounds {
        min: 1,
        max: MAX_REFRESH,
    };
    distinct("providers", providers, bounds)?;
    let mut response = Response::new();
    for id in providers {
        let mut provider = Provider::load(deps.storage, *id)?;
        if provider.measure(deps.storage, config.params.min_bond)? {
            provider.save(deps.storage);
            response = response.add_event(provider.bond_changed());
        }
    }
    Ok(response)
}
