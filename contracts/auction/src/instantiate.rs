use cosmwasm_std::{DepsMut, Response};
use tender_interfaces::admin::Pauses;
use tender_interfaces::auction::InstantiateMsg;

use crate::links::{ATTESTATION, ESCROW, ORDERBOOK};
use crate::state::{Config, ADMIN, CONFIG};
use crate::ContractError;

/// Opens the auction house. The contracts it works with need not be there yet: their addresses can be
/// known before.
pub fn instantiate(deps: DepsMut, msg: &InstantiateMsg) -> Result<Response, ContractError> {
    let config = Config {
        orderbook: ORDERBOOK.ahead(deps.as_ref(), &msg.orderbook)?,
        attestation: ATTESTATION.ahead(deps.as_ref(), &msg.attestation)?,
        escrow: ESCROW.ahead(deps.as_ref(), &msg.escrow)?,
        pauses: Pauses::default(),
    };
    CONFIG.save(deps.storage, &config);
    let guardian = msg.guardian.as_deref();
    ADMIN.instantiate(deps.storage, deps.api, &msg.owner, guardian)?;
    Ok(Response::new())
}
