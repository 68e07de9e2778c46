use cosmwasm_std::{Addr, DepsMut, Response};
use tender_guard::changed;
use tender_interfaces::attestation::Params;
use tender_interfaces::events::ParamsUpdated;

use crate::state::{Config, ADMIN, CONFIG};
use crate::{params, ContractError};

/// The owner changes the parameters. A new minimum touches nobody by itself, and a new unbonding time
/// nobody who is leaving already.
pub fn update_params(
    deps: DepsMut,
    sender: &Addr,
    config: &Config,
    params: Params,
) -> Result<Response, ContractError> {
    ADMIN.only_owner(deps.storage, sender)?;
    let params = changed(&config.params, params::validate(params)?)?;
    let config = Config {
        params,
        ..config.clone()
    };
    CONFIG.save(deps.storage, &config);
    Ok(Response::new().add_event(ParamsUpdated {
        by: sender.to_string(),
    }))
}
