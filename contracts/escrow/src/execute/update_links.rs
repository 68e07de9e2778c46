use cosmwasm_std::{Addr, DepsMut, Response};
use tender_guard::{canonical, changed};
use tender_interfaces::events::LinksUpdated;

use crate::links::ORDERBOOK;
use crate::state::{Config, ADMIN, CONFIG};
use crate::ContractError;

/// The owner changes the addresses that are given. The treasury is a payee, any address.
pub fn update_links(
    deps: DepsMut,
    sender: &Addr,
    config: &Config,
    orderbook: Option<String>,
    treasury: Option<String>,
) -> Result<Response, ContractError> {
    ADMIN.only_owner(deps.storage, sender)?;
    let mut new = config.clone();
    if let Some(text) = orderbook {
        new.orderbook = Some(ORDERBOOK.told(deps.as_ref(), &text)?);
    }
    if let Some(text) = treasury {
        new.treasury = canonical(deps.api, &text)?;
    }
    CONFIG.save(deps.storage, &changed(config, new)?);
    Ok(Response::new().add_event(LinksUpdated {
        by: sender.to_string(),
    }))
}
