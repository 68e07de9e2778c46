use cosmwasm_std::{DepsMut, Response};
use tender_guard::canonical;
use tender_interfaces::admin::Pauses;
use tender_interfaces::escrow::InstantiateMsg;

use crate::links::{CREDIT, ORDERBOOK};
use crate::state::{Config, ADMIN, CONFIG};
use crate::{params, ContractError};

/// Opens the escrow with the credit as its one asset.
pub fn instantiate(deps: DepsMut, msg: &InstantiateMsg) -> Result<Response, ContractError> {
    let orderbook = msg.orderbook.as_deref();
    let orderbook = orderbook.map(|text| ORDERBOOK.ahead(deps.as_ref(), text));
    let config = Config {
        orderbook: orderbook.transpose()?,
        credit: CREDIT.ahead(deps.as_ref(), &msg.credit)?,
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
