use cosmwasm_std::{Addr, CanonicalAddr, DepsMut, Response};
use tender_guard::{changed, link, Kind};
use tender_interfaces::events::LinksUpdated;
use tender_interfaces::{attestation, auction, escrow};

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
    let told = |name, text: String, contract| -> Result<CanonicalAddr, ContractError> {
        let address = link(deps.as_ref(), name, &text, Kind::Suite(contract))?;
        Ok(deps.api.addr_canonicalize(address.as_str())?)
    };
    let mut new = config.clone();
    if let Some(text) = attestation {
        new.attestation = told("attestation", text, attestation::CONTRACT)?;
    }
    if let Some(text) = escrow {
        new.escrow = told("escrow", text, escrow::CONTRACT)?;
    }
    if let Some(text) = auction {
        new.auction = Some(told("auction", text, auction::CONTRACT)?);
    }
    CONFIG.save(deps.storage, &changed(config, new)?);
    Ok(Response::new().add_event(LinksUpdated {
        by: sender.to_string(),
    }))
}
