use cosmwasm_std::{Addr, DepsMut, Response};
use tender_guard::{changed, Link};
use tender_interfaces::events::LinksUpdated;

use crate::links::{suite_of, ORACLE};
use crate::state::{Config, ADMIN, CONFIG};
use crate::ContractError;

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
    if let Some(text) = oracle {
        new.oracle = ORACLE.told(deps.as_ref(), &text)?;
    }
    if let Some(texts) = suite {
        new.suite = suite_of(deps.as_ref(), Link::told, &texts)?;
    }
    CONFIG.save(deps.storage, &changed(config, new)?);
    Ok(Response::new().add_event(LinksUpdated {
        by: sender.to_string(),
    }))
}
