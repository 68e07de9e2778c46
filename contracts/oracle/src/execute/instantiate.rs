use cosmwasm_std::{DepsMut, Response, Storage};
use tender_guard::{canonical, distinct, set_version, Bounds, GuardError};
use tender_interfaces::oracle::{InstantiateMsg, PriceRow, MAX_FEEDERS};

use crate::contract::{NAME, VERSION};
use crate::state::{Config, CONFIG, FEEDERS, PRICE, ROLES};
use crate::{rules, ContractError};

/// Opens the oracle. The quorum may still be above the number of feeders: until enough are admitted
/// and report, the price is stale.
pub fn instantiate(deps: DepsMut, msg: &InstantiateMsg) -> Result<Response, ContractError> {
    rules::validate(msg.rules)?;
    let bounds = Bounds {
        min: 0,
        max: MAX_FEEDERS,
    };
    distinct("feeders", &msg.feeders, bounds)?;
    let feeders = msg.feeders.iter();
    let feeders: Result<Vec<_>, GuardError> =
        feeders.map(|text| canonical(deps.api, text)).collect();
    let mut config = Config::default();
    for feeder in feeders? {
        let slot = config
            .free_slot()
            .ok_or(ContractError::TooManyFeeders { max: MAX_FEEDERS })?;
        FEEDERS.save(deps.storage, &feeder, &slot);
        config = config.with(slot);
    }
    CONFIG.save(deps.storage, &config);
    PRICE.save(deps.storage, &rules::apply(msg.rules, PriceRow::default()));
    let guardian = msg.guardian.as_deref();
    ROLES.instantiate(deps.storage, deps.api, &msg.owner, guardian)?;
    name(deps.storage)
}

fn name(store: &mut dyn Storage) -> Result<Response, ContractError> {
    set_version(store, NAME, VERSION)?;
    Ok(Response::new())
}
