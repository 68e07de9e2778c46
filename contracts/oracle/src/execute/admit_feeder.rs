use cosmwasm_std::{Addr, DepsMut, Event, Response};
use tender_guard::canonical;
use tender_interfaces::events::FeederAdmitted;
use tender_interfaces::oracle::MAX_FEEDERS;

use crate::state::{CONFIG, FEEDERS, ROLES};
use crate::ContractError;

/// The owner admits a feeder, into the smallest free slot.
pub fn admit_feeder(deps: DepsMut, sender: &Addr, feeder: &str) -> Result<Response, ContractError> {
    ROLES.only_owner(deps.storage, sender)?;
    let address = canonical(deps.api, feeder)?;
    if FEEDERS.may_load(deps.storage, &address)?.is_some() {
        return Err(ContractError::AlreadyAdmitted {
            address: feeder.to_string(),
        });
    }
    let config = CONFIG.load(deps.storage)?;
    let slot = config
        .free_slot()
        .ok_or(ContractError::TooManyFeeders { max: MAX_FEEDERS })?;
    FEEDERS.save(deps.storage, &address, &slot);
    CONFIG.save(deps.storage, &config.with(slot));
    let event = FeederAdmitted {
        feeder: feeder.to_string(),
    };
    Ok(Response::new().add_event(Event::from(event)))
}
