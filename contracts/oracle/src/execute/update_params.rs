use cosmwasm_std::{Addr, DepsMut, Response};
use tender_guard::changed;
use tender_interfaces::events::ParamsUpdated;
use tender_interfaces::oracle::Params;

use crate::state::{Config, ADMIN, PRICE};
use crate::{params, ContractError};

/// The owner changes when reports make a price. Holds at once, for the reports that are there.
pub fn update_params(
    deps: DepsMut,
    sender: &Addr,
    config: &Config,
    new: Params,
) -> Result<Response, ContractError> {
    ADMIN.only_owner(deps.storage, sender)?;
    params::validate(new)?;
    let feeders = config.feeders();
    if feeders < new.quorum {
        return Err(ContractError::QuorumOutOfReach {
            quorum: new.quorum,
            feeders,
        });
    }
    let row = PRICE.load(deps.storage)?;
    let new = changed(&params::of(&row), new)?;
    PRICE.save(deps.storage, &params::apply(new, row));
    Ok(Response::new().add_event(ParamsUpdated {
        by: sender.to_string(),
    }))
}
