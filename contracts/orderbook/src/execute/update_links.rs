use cosmwasm_std::{Addr, DepsMut, Response};
use tender_guard::changed;
use tender_interfaces::events::LinksUpdated;

use crate::links::{ATTESTATION, AUCTION, ESCROW};
use crate::state::{Config, ADMIN, CONFIG};
use crate::ContractError;

/// The owner changes the contracts that the book works with. Orders that rest and asks that stand are
/// judged by the new ones.
pub fn update_links(
    deps: DepsMut,
    sender: &Addr,
    config: &Config,
    attestation: Option<String>,
    escrow: Option<String>,
    auction: Option<String>,
) -> Result<Response, ContractError> {
    ADMIN.only_owner(deps.storage, sender)?;
    let mut new = config.clone();
    if let Some(text) = attestation {
        new.attestation = ATTESTATION.told(deps.as_ref(), &text)?;
    }
    if let Some(text) = escrow {
        new.escrow = ESCROW.told(deps.as_ref(), &text)?;
    }
    if let Some(text) = auction {
        new.auction = Some(AUCTION.told(deps.as_ref(), &text)?);
    }
    CONFIG.save(deps.storage, &changed(config, new)?);
    Ok(Response::new().add_event(LinksUpdated {
        by: sender.to_string(),
    }))
}
