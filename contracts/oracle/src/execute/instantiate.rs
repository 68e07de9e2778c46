use cosmwasm_std::{DepsMut, Response};
use tender_guard::{canonical, distinct, set_version, Bounds};
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
    let mut config = Config::default();
    for feeder in &msg.feeders {
        let slot = config
            .free_slot()
            .ok_or(ContractError::TooManyFeeders { max: MAX_FEEDERS })?;
        FEEDERS.save(deps.storage, &canonical(deps.api, feeder)?, &slot);
        config = config.with(slot);
    }
    CONFIG.save(deps.storage, &config);
    PRICE.save(deps.storage, &rules::apply(msg.rules, PriceRow::default()));
    let guardian = msg.guardian.as_deref();
    ROLES.instantiate(deps.storage, deps.api, &msg.owner, guardian)?;
    set_version(deps.storage, NAME, VERSION)?;
    Ok(Response::new())
}
