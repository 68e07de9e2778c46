use cosmwasm_std::{Addr, DepsMut, Event, Response};
use tender_guard::canonical;
use tender_interfaces::bme::Params;
use tender_interfaces::events::ConfigUpdated;

use crate::state::{CONFIG, ROLES};
use crate::{config, ContractError};

/// The owner changes what is given. A contract taken off the suite can move no credit but by
/// redeeming or burning it: take it off when it holds none.
pub fn update_config(
    deps: DepsMut,
    sender: &Addr,
    oracle: Option<String>,
    suite: Option<Vec<String>>,
    params: Option<Params>,
) -> Result<Response, ContractError> {
    ROLES.only_owner(deps.storage, sender)?;
    let mut row = CONFIG.load(deps.storage)?;
    if let Some(oracle) = oracle {
        row.oracle = canonical(deps.api, &oracle)?;
    }
    if let Some(suite) = suite {
        row.suite = config::suite(deps.api, &suite)?;
    }
    if let Some(params) = params {
        config::validate(&params)?;
        row.params = params;
    }
    CONFIG.save(deps.storage, &row);
    let event = ConfigUpdated {
        by: sender.to_string(),
    };
    Ok(Response::new().add_event(Event::from(event)))
}
