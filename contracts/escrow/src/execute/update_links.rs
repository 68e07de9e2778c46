use cosmwasm_std::{Addr, DepsMut, Response};
use tender_guard::{canonical, changed, link, Kind};
use tender_interfaces::events::LinksUpdated;
use tender_interfaces::{auction, orderbook};

use crate::state::{Config, ADMIN, CONFIG};
use crate::ContractError;

/// The addresses that the owner gives; those that are absent stay.
pub struct Links {
    /// Opens leases, and takes units back.
    pub orderbook: Option<String>,
    /// Opens leases.
    pub auction: Option<String>,
    /// Receives the treasury's part of fees: a payee, any address.
    pub treasury: Option<String>,
}

/// The owner changes the addresses that are given.
pub fn update_links(
    deps: DepsMut,
    sender: &Addr,
    before: Config,
    links: &Links,
) -> Result<Response, ContractError> {
    ADMIN.only_owner(deps.storage, sender)?;
    let mut after = before.clone();
    if let Some(text) = &links.orderbook {
        let kind = Kind::Suite(orderbook::CONTRACT);
        let addr = link(deps.as_ref(), "orderbook", text, kind)?;
        after.orderbook = Some(deps.api.addr_canonicalize(addr.as_str())?);
    }
    if let Some(text) = &links.auction {
        let kind = Kind::Suite(auction::CONTRACT);
        let addr = link(deps.as_ref(), "auction", text, kind)?;
        after.auction = Some(deps.api.addr_canonicalize(addr.as_str())?);
    }
    if let Some(text) = &links.treasury {
        after.treasury = canonical(deps.api, text)?;
    }
    let after = changed(&before, after)?;
    CONFIG.save(deps.storage, &after);
    let by = sender.to_string();
    Ok(Response::new().add_event(LinksUpdated { by }))
}
