use cosmwasm_std::{Addr, DepsMut, Response};
use tender_guard::canonical;
use tender_interfaces::events::FeederRemoved;

use crate::state::{Config, ADMIN, CONFIG, FEEDERS, PRICE};
use crate::ContractError;

/// The owner removes a feeder. Its report counts no longer from this moment.
pub fn remove_feeder(
    deps: DepsMut,
    sender: &Addr,
    config: Config,
    feeder: &str,
) -> Result<Response, ContractError> {
    ADMIN.only_owner(deps.storage, sender)?;
    let address = canonical(deps.api, feeder)?;
    let slot =
        FEEDERS
            .may_load(deps.storage, &address)?
            .ok_or_else(|| ContractError::NotAFeeder {
                address: feeder.to_string(),
            })?;
    let config = config.without(slot);
    let mut row = PRICE.load(deps.storage)?;
    let (quorum, feeders) = (row.quorum, config.feeders());
    if feeders < quorum {
        return Err(ContractError::QuorumOutOfReach { quorum, feeders });
    }
    row.reports.retain(|report| report.feeder != slot.number);
    PRICE.save(deps.storage, &row);
    CONFIG.save(deps.storage, &config);
    FEEDERS.remove(deps.storage, &address);
    Ok(Response::new().add_event(FeederRemoved {
        feeder: feeder.to_string(),
    }))
}
