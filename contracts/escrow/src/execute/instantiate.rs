use cosmwasm_std::{DepsMut, Response};
use tender_guard::set_version;
use tender_interfaces::escrow::InstantiateMsg;
use tender_interfaces::roles::Paused;

use crate::contract::{NAME, VERSION};
use crate::state::{Config, CONFIG, ROLES};
use crate::{validate, ContractError};

/// Opens the escrow with the credit as its one asset.
pub fn instantiate(deps: DepsMut, msg: &InstantiateMsg) -> Result<Response, ContractError> {
    let address = |text: &String| validate::canonical(deps.api, text);
    let config = Config {
        orderbook: msg.orderbook.as_ref().map(address).transpose()?,
        auction: msg.auction.as_ref().map(address).transpose()?,
        credit: address(&msg.credit)?,
        treasury: address(&msg.treasury)?,
        assets: 1,
        params: validate::params(msg.params)?,
        paused: Paused::default(),
    };
    ROLES.instantiate(deps.storage, deps.api, &msg.owner, msg.guardian.as_deref())?;
    set_version(deps.storage, NAME, VERSION)?;
    CONFIG.save(deps.storage, &config);
    Ok(Response::new())
}
