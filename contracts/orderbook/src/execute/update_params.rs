use cosmwasm_std::{Addr, DepsMut, Response};
use tender_guard::changed;
use tender_interfaces::events::ParamsUpdated;
use tender_interfaces::orderbook::{AllowanceRow, Params};

use crate::state::{Config, ADMIN, ALLOWANCE, CONFIG};
use crate::{params, ContractError};

/// The owner changes the parameters. What is offered keeps the bond that it locks.
pub fn update_params(
    deps: DepsMut,
    sender: &Addr,
    config: &Config,
    new: Params,
) -> Result<Response, ContractError> {
    ADMIN.only_owner(deps.storage, sender)?;
    let params = changed(&config.params, params::validate(new)?)?;
    let config = Config {
        params,
        ..config.clone()
    };
    CONFIG.save(deps.storage, &config);
    ALLOWANCE.save(deps.storage, &AllowanceRow::from(&config.params));
    Ok(Response::new().add_event(ParamsUpdated {
        by: sender.to_string(),
    }))
}
