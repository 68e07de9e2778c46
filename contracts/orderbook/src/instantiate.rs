use cosmwasm_std::{CanonicalAddr, DepsMut, Response};
use tender_guard::{link_ahead, Kind};
use tender_interfaces::admin::Pauses;
use tender_interfaces::orderbook::InstantiateMsg;
use tender_interfaces::{attestation, auction, escrow};

use crate::state::{Config, Sequence, ADMIN, CONFIG, NEXT_ASK, NEXT_ORDER};
use crate::ContractError;

/// Opens an empty book. The contracts it works with need not be there yet: their addresses can be
/// known before.
pub fn instantiate(deps: DepsMut, msg: &InstantiateMsg) -> Result<Response, ContractError> {
    let ahead = |link, text: &str, contract| -> Result<CanonicalAddr, ContractError> {
        let address = link_ahead(deps.as_ref(), link, text, Kind::Suite(contract))?;
        Ok(deps.api.addr_canonicalize(address.as_str())?)
    };
    let auction = msg.auction.as_deref();
    let auction = auction.map(|text| ahead("auction", text, auction::CONTRACT));
    let config = Config {
        attestation: ahead("attestation", &msg.attestation, attestation::CONTRACT)?,
        escrow: ahead("escrow", &msg.escrow, escrow::CONTRACT)?,
        auction: auction.transpose()?,
        pauses: Pauses::default(),
    };
    CONFIG.save(deps.storage, &config);
    NEXT_ORDER.save(deps.storage, &Sequence { next: 1 });
    NEXT_ASK.save(deps.storage, &Sequence { next: 1 });
    let guardian = msg.guardian.as_deref();
    ADMIN.instantiate(deps.storage, deps.api, &msg.owner, guardian)?;
    Ok(Response::new())
}
