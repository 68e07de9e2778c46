use cosmwasm_std::{Addr, DepsMut, Response};
use tender_interfaces::escrow::Params;
use tender_interfaces::events::ConfigUpdated;

use crate::state::{CONFIG, ROLES};
use crate::{validate, ContractError};

/// What the owner changes; what is absent stays.
pub struct Change {
    /// Opens leases, and takes units back.
    pub orderbook: Option<String>,
    /// Opens leases.
    pub auction: Option<String>,
    /// Receives the treasury's part of fees.
    pub treasury: Option<String>,
    /// All parameters.
    pub params: Option<Params>,
}

/// The owner changes addresses or parameters.
pub fn update_config(
    deps: DepsMut,
    sender: &Addr,
    change: &Change,
) -> Result<Response, ContractError> {
    ROLES.only_owner(deps.storage, sender)?;
    let mut config = CONFIG.load(deps.storage)?;
    if let Some(orderbook) = &change.orderbook {
        config.orderbook = Some(validate::canonical(deps.api, orderbook)?);
    }
    if let Some(auction) = &change.auction {
        config.auction = Some(validate::canonical(deps.api, auction)?);
    }
    if let Some(treasury) = &change.treasury {
        config.treasury = validate::canonical(deps.api, treasury)?;
    }
    if let Some(params) = change.params {
        config.params = validate::params(params)?;
    }
    CONFIG.save(deps.storage, &config);
    let by = sender.to_string();
    Ok(Response::new().add_event(ConfigUpdated { by }))
}
