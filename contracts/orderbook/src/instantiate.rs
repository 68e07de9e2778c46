use cosmwasm_std::{DepsMut, Response};
use tender_interfaces::admin::Pauses;
use tender_interfaces::orderbook::{AllowanceRow, InstantiateMsg};

use crate::links::{ATTESTATION, AUCTION, ESCROW};
use crate::state::{Config, Turns, ADMIN, ALLOWANCE, CONFIG, TURNS};
use crate::{params, ContractError};

/// Opens an empty book. The contracts it works with need not be there yet: their addresses can be
/// known before.
pub fn instantiate(deps: DepsMut, msg: &InstantiateMsg) -> Result<Response, ContractError> {
    let auction = msg.auction.as_deref();
    let auction = auction.map(|text| AUCTION.ahead(deps.as_ref(), text));
    let config = Config {
        attestation: ATTESTATION.ahead(deps.as_ref(), &msg.attestation)?,
        escrow: ESCROW.ahead(deps.as_ref(), &msg.escrow)?,
        auction: auction.transpose()?,
        params: params::validate(msg.params)?,
        pauses: Pauses::default(),
    };
    CONFIG.save(deps.storage, &config);
    ALLOWANCE.save(deps.storage, &AllowanceRow::from(&config.params));
    TURNS.save(deps.storage, &Turns { next: 1 });
    let guardian = msg.guardian.as_deref();
    ADMIN.instantiate(deps.storage, deps.api, &msg.owner, guardian)?;
    Ok(Response::new())
}
