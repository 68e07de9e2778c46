use cosmwasm_std::{Addr, DepsMut, Event, Response};
use tender_interfaces::events::ConfigUpdated;
use tender_interfaces::oracle::Rules;

use crate::state::{CONFIG, PRICE, ROLES};
use crate::{rules, ContractError};

/// The owner changes the rules. They hold at once, for the reports that are there.
pub fn update_rules(deps: DepsMut, sender: &Addr, new: Rules) -> Result<Response, ContractError> {
    ROLES.only_owner(deps.storage, sender)?;
    rules::validate(new)?;
    let feeders = CONFIG.load(deps.storage)?.feeders();
    if feeders < new.quorum {
        return Err(ContractError::QuorumOutOfReach {
            quorum: new.quorum,
            feeders,
        });
    }
    let row = PRICE.load(deps.storage)?;
    PRICE.save(deps.storage, &rules::apply(new, row));
    let event = ConfigUpdated {
        by: sender.to_string(),
    };
    Ok(Response::new().add_event(Event::from(event)))
}
