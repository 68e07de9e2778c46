use cosmwasm_std::{Addr, DepsMut, Response};
use tender_guard::changed;
use tender_interfaces::escrow::Params;
use tender_interfaces::events::ParamsUpdated;

use crate::state::{Config, ADMIN, CONFIG};
use crate::{params, ContractError};

/// The owner changes the parameters. A lease keeps the take rate it was opened with.
pub fn update_params(
    deps: DepsMut,
    sender: &Addr,
    mut config: Config,
    new: Params,
) -> Result<Response, ContractError> {
    ADMIN.only_owner(deps.storage, sender)?;
    config.params = changed(&config.params, params::validate(new)?)?;
    CONFIG.save(deps.storage, &config);
    let by = sender.to_string();
    Ok(Response::new().add_event(ParamsUpdated { by }))
}
