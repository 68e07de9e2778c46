use cosmwasm_std::{Api, CanonicalAddr, DepsMut, MessageInfo, Response};
use tender_guard::{canonical, GuardError};
use tender_interfaces::auction::InstantiateMsg;
use tender_interfaces::events::ConfigUpdated;
use tender_interfaces::roles::Paused;

use crate::state::{Config, CONFIG, ROLES};
use crate::ContractError;

/// The first addresses.
pub fn create(deps: DepsMut, msg: &InstantiateMsg) -> Result<Response, ContractError> {
    let config = Config {
        orderbook: canonical(deps.api, &msg.orderbook)?,
        attestation: canonical(deps.api, &msg.attestation)?,
        escrow: canonical(deps.api, &msg.escrow)?,
        paused: Paused::default(),
    };
    CONFIG.save(deps.storage, &config);
    Ok(Response::new())
}

/// The owner changes `orderbook`, `attestation` or `escrow`, for running auctions too. A new orderbook must go on with the old
/// one's numbers: order ids are never used twice.
pub fn update_config(
    deps: DepsMut,
    info: &MessageInfo,
    [orderbook, attestation, escrow]: &[Option<String>; 3],
) -> Result<Response, ContractError> {
    ROLES.only_owner(deps.storage, &info.sender)?;
    let mut config = CONFIG.load(deps.storage)?;
    replace(deps.api, &mut config.orderbook, orderbook)?;
    replace(deps.api, &mut config.attestation, attestation)?;
    replace(deps.api, &mut config.escrow, escrow)?;
    CONFIG.save(deps.storage, &config);
    Ok(Response::new().add_event(ConfigUpdated {
        by: info.sender.to_string(),
    }))
}

fn replace(
    api: &dyn Api,
    address: &mut CanonicalAddr,
    text: &Option<String>,
) -> Result<(), GuardError> {
    if let Some(text) = text {
        *address = canonical(api, text)?;
    }
    Ok(())
}
