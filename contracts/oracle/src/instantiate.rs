use cosmwasm_std::{DepsMut, Response};
use tender_guard::{canonical, distinct, Bounds};
use tender_interfaces::oracle::{InstantiateMsg, PriceRow, MAX_FEEDERS};

use crate::state::{Config, ADMIN, CONFIG, FEEDERS, PRICE};
use crate::{params, ContractError};

/// Opens the oracle. The quorum may still be above the number of feeders: until enough are admitted
/// and report, the price is stale.
pub fn instantiate(deps: DepsMut, msg: &InstantiateMsg) -> Result<Response, ContractError> {
    params::validate(msg.params)?;
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
    let row = params::apply(msg.params, PriceRow::default());
    PRICE.save(deps.storage, &row);
    let guardian = msg.guardian.as_deref();
    ADMIN.instantiate(deps.storage, deps.api, &msg.owner, guardian)?;
    Ok(Response::new())
}
