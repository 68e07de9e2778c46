use cosmwasm_std::{DepsMut, Response};
use tender_guard::{canonical, Link};
use tender_interfaces::admin::Pauses;
use tender_interfaces::escrow::InstantiateMsg;

use crate::links::{AUCTION, CREDIT, ORDERBOOK};
use crate::state::{Config, ADMIN, CONFIG};
use crate::{params, ContractError};

/// Opens the escrow with the credit as its one asset.
pub fn instantiate(deps: DepsMut, msg: &InstantiateMsg) -> Result<Response, ContractError> {
    let told = |link: Link, text: &Option<String>| {
        let ahead = |text| link.ahead(deps.as_ref(), text);
        text.as_deref().map(ahead).transpose()
    };
    let config = Config {
        orderbook: told(ORDERBOOK, &msg.orderbook)?,
        auction: told(AUCTION, &msg.auction)?,
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
