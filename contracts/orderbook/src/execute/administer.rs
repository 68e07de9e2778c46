use cosmwasm_std::{DepsMut, MessageInfo, Response};
use tender_guard::canonical;
use tender_interfaces::events::ConfigUpdated;
use tender_interfaces::roles::ActionClass;

use crate::state::{CONFIG, ROLES};
use crate::ContractError;

/// What can be paused here. Withdrawing, cancelling, expiring and releasing never are.
const CLASSES: [ActionClass; 2] = [ActionClass::Ask, ActionClass::Order];

/// The owner changes the addresses that are given.
pub fn update_config(
    deps: DepsMut,
    info: MessageInfo,
    attestation: Option<String>,
    escrow: Option<String>,
    auction: Option<String>,
) -> Result<Response, ContractError> {
    ROLES.only_owner(deps.storage, &info.sender)?;
    let mut config = CONFIG.load(deps.storage)?;
    if let Some(text) = attestation {
        config.attestation = canonical(deps.api, &text)?;
    }
    if let Some(text) = escrow {
        config.escrow = canonical(deps.api, &text)?;
    }
    if let Some(text) = auction {
        config.auction = Some(canonical(deps.api, &text)?);
    }
    CONFIG.save(deps.storage, &config);
    let updated = ConfigUpdated {
        by: info.sender.to_string(),
    };
    Ok(Response::new().add_event(updated))
}

/// The owner or the guardian pauses a class.
pub fn pause(
    deps: DepsMut,
    info: MessageInfo,
    class: ActionClass,
) -> Result<Response, ContractError> {
    ROLES.only_pauser(deps.storage, &info.sender)?;
    let mut config = CONFIG.load(deps.storage)?;
    let sender = info.sender.as_str();
    let (paused, event) = tender_guard::pause(config.paused, class, &CLASSES, sender)?;
    config.paused = paused;
    CONFIG.save(deps.storage, &config);
    Ok(Response::new().add_event(event))
}

/// The owner resumes a class.
pub fn unpause(
    deps: DepsMut,
    info: MessageInfo,
    class: ActionClass,
) -> Result<Response, ContractError> {
    ROLES.only_owner(deps.storage, &info.sender)?;
    let mut config = CONFIG.load(deps.storage)?;
    let sender = info.sender.as_str();
    let (paused, event) = tender_guard::unpause(config.paused, class, &CLASSES, sender)?;
    config.paused = paused;
    CONFIG.save(deps.storage, &config);
    Ok(Response::new().add_event(event))
}
