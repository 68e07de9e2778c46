use cosmwasm_std::{ensure, Addr, DepsMut, Response};
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
    params: Params,
) -> Result<Response, ContractError> {
    ADMIN.only_owner(deps.storage, sender)?;
    let params = params::validate(params)?;
    let (quorum, feeders) = (params.quorum, config.feeders());
    ensure!(
        quorum <= feeders,
        ContractError::QuorumOutOfReach { quorum, feeders }
    );
    let row = PRICE.load(deps.storage)?;
    let params = changed(&params::of(&row), params)?;
    PRICE.save(deps.storage, &params::apply(params, row));
    Ok(Response::new().add_event(ParamsUpdated {
        by: sender.to_string(),
    }))
}
