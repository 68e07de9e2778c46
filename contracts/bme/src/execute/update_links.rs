use cosmwasm_std::{Addr, DepsMut, Response};
use tender_guard::{changed, link};
use tender_interfaces::events::LinksUpdated;

use crate::state::{Config, ADMIN, CONFIG};
use crate::{links, ContractError};

/// The owner changes the contracts that are given. One that is taken off the suite can move no credit
/// but by redeeming or burning it: take it off when it holds none.
pub fn update_links(
    deps: DepsMut,
    sender: &Addr,
    config: &Config,
    oracle: Option<String>,
    suite: Option<Vec<String>>,
) -> Result<Response, ContractError> {
    ADMIN.only_owner(deps.storage, sender)?;
    let mut new = config.clone();
    if let Some(oracle) = oracle {
        new.oracle = links::oracle(deps.as_ref(), link, &oracle)?;
    }
    if let Some(suite) = suite {
        new.suite = links::suite(deps.as_ref(), link, &suite)?;
    }
    CONFIG.save(deps.storage, &changed(config, new)?);
    Ok(Response::new().add_event(LinksUpdated {
        by: sender.to_string(),
    }))
}
