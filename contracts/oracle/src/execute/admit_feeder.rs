use cosmwasm_std::{Addr, DepsMut, Response};
use tender_guard::canonical;
use tender_interfaces::events::FeederAdmitted;
use tender_interfaces::oracle::MAX_FEEDERS;

use crate::state::{Config, ADMIN, CONFIG, FEEDERS};
use crate::ContractError;

/// The owner admits a feeder, into the smallest free slot.
pub fn admit_feeder(
    deps: DepsMut,
    sender: &Addr,
    config: Config,
    feeder: &str,
) -> Result<Response, ContractError> {
    ADMIN.only_owner(deps.storage, sender)?;
    let address = canonical(deps.api, feeder)?;
    if FEEDERS.may_load(deps.storage, &address)?.is_some() {
        return Err(ContractError::AlreadyAdmitted {
            address: feeder.to_string(),
        });
    }
    let slot = config
        .free_slot()
        .ok_or(ContractError::TooManyFeeders { max: MAX_FEEDERS })?;
    FEEDERS.save(deps.storage, &address, &slot);
    CONFIG.save(deps.storage, &config.with(slot));
    Ok(Response::new().add_event(FeederAdmitted {
        feeder: feeder.to_string(),
    }))
}
