use cosmwasm_std::{Addr, Deps};
use tender_interfaces::orderbook::ConfigResponse;

use crate::state::CONFIG;
use crate::ContractError;

/// The contracts that the book works with, and the parameters.
pub fn config(deps: Deps) -> Result<ConfigResponse, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    Ok(ConfigResponse {
        attestation: config.attestation(deps.api)?.into(),
        escrow: config.escrow(deps.api)?.into(),
        auction: config.auction(deps.api)?.map(Addr::into_string),
        params: config.params,
    })
}
