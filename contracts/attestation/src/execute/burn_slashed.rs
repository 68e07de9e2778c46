use cosmwasm_std::{ensure, DepsMut, Response};
use tender_interfaces::events::SlashedBurned;
use tender_interfaces::token::Token;

use crate::held::{self, Purse};
use crate::state::{Config, HELD};
use crate::ContractError;

/// Anyone has what was slashed and is nobody's burned.
pub fn burn_slashed(deps: DepsMut, config: &Config) -> Result<Response, ContractError> {
    let burned = HELD.load(deps.storage)?.to_burn;
    ensure!(!burned.is_zero(), ContractError::NothingToBurn);
    held::pay(deps.storage, Purse::ToBurn, burned)?;
    let token = Token(deps.api.addr_humanize(&config.token)?);
    Ok(Response::new()
        .add_message(token.burn(burned.into())?)
        .add_event(SlashedBurned { burned }))
}
