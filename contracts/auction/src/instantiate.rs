use cosmwasm_std::{CanonicalAddr, DepsMut, Response};
use tender_guard::{link_ahead, Kind};
use tender_interfaces::admin::Pauses;
use tender_interfaces::auction::InstantiateMsg;
use tender_interfaces::{attestation, escrow, orderbook};

use crate::state::{Config, ADMIN, CONFIG};
use crate::ContractError;

/// Opens the auction house. The contracts it works with need not be there yet: their addresses can be
/// known before.
pub fn instantiate(deps: DepsMut, msg: &InstantiateMsg) -> Result<Response, ContractError> {
    let ahead = |link, text: &str, contract| -> Result<CanonicalAddr, ContractError> {
        let address = link_ahead(deps.as_ref(), link, text, Kind::Suite(contract))?;
        Ok(deps.api.addr_canonicalize(address.as_str())?)
    };
    let config = Config {
        orderbook: ahead("orderbook", &msg.orderbook, orderbook::CONTRACT)?,
        attestation: ahead("attestation", &msg.attestation, attestation::CONTRACT)?,
        escrow: ahead("escrow", &msg.escrow, escrow::CONTRACT)?,
        pauses: Pauses::default(),
    };
    CONFIG.save(deps.storage, &config);
    let guardian = msg.guardian.as_deref();
    ADMIN.instantiate(deps.storage, deps.api, &msg.owner, guardian)?;
    Ok(Response::new())
}
