use cosmwasm_std::{Addr, DepsMut, Response};
use tender_guard::changed;
use tender_interfaces::events::LinksUpdated;

use crate::links::{ATTESTATION, ESCROW, ORDERBOOK};
use crate::state::{Config, ADMIN, CONFIG};
use crate::ContractError;

/// The owner changes the contracts that the auction house works with, for running auctions too.
pub fn update_links(
    deps: DepsMut,
    sender: &Addr,
    config: &Config,
    orderbook: Option<String>,
    attestation: Option<String>,
    escrow: Option<String>,
) -> Result<Response, ContractError> {
    ADMIN.only_owner(deps.storage, sender)?;
    let mut new = config.clone();
    if let Some(text) = orderbook {
        new.orderbook = ORDERBOOK.told(deps.as_ref(), &text)?;
    }
    if let Some(text) = attestation {
        new.attestation = ATTESTATION.told(deps.as_ref(), &text)?;
    }
    if let Some(text) = escrow {
        new.escrow = ESCROW.told(deps.as_ref(), &text)?;
    }
    CONFIG.save(deps.storage, &changed(config, new)?);
    Ok(Response::new().add_event(LinksUpdated {
        by: sender.to_string(),
    }))
}
