use cosmwasm_std::{Addr, CanonicalAddr, DepsMut, Response};
use tender_guard::{canonical, link_ahead, Kind};
use tender_interfaces::escrow::InstantiateMsg;
use tender_interfaces::{admin::Pauses, auction, bme, orderbook};

use crate::state::{Config, ADMIN, CONFIG};
use crate::{params, ContractError};

/// Opens the escrow with the credit as its one asset.
pub fn instantiate(deps: DepsMut, msg: &InstantiateMsg) -> Result<Response, ContractError> {
    let stored = |addr: Addr| deps.api.addr_canonicalize(addr.as_str());
    let ahead = |link, text: &str, contract| -> Result<CanonicalAddr, ContractError> {
        let addr = link_ahead(deps.as_ref(), link, text, Kind::Suite(contract))?;
        Ok(stored(addr)?)
    };
    let orderbook = msg.orderbook.as_deref();
    let auction = msg.auction.as_deref();
    let config = Config {
        orderbook: orderbook
            .map(|text| ahead("orderbook", text, orderbook::CONTRACT))
            .transpose()?,
        auction: auction
            .map(|text| ahead("auction", text, auction::CONTRACT))
            .transpose()?,
        credit: ahead("credit", &msg.credit, bme::CONTRACT)?,
        treasury: canonical(deps.api, &msg.treasury)?,
        assets: 1,
        params: params::validate(msg.params)?,
        pauses: Pauses::default(),
    };
    CONFIG.save(deps.storage, &config);
    let guardian = msg.guardian.as_deref();
    ADMIN.instantiate(deps.storage, deps.api, &msg.owner, guardian)?;
    Ok(Response::new())
}
