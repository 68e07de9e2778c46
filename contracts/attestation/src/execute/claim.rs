use cosmwasm_std::{DepsMut, Response};
use tender_guard::{address, canonical};
use tender_interfaces::events::ClaimPaid;
use tender_interfaces::token::Token;

use crate::held::{self, Purse};
use crate::state::{Config, BOOKED};
use crate::ContractError;

/// Anyone has what is booked for somebody sent there. Never paused: it is the beneficiary's.
pub fn claim(
    deps: DepsMut,
    config: &Config,
    beneficiary: String,
) -> Result<Response, ContractError> {
    let recipient = address(deps.api, &beneficiary)?;
    let key = canonical(deps.api, &beneficiary)?;
    let booked = BOOKED.may_load(deps.storage, &key)?;
    let amount = booked
        .ok_or_else(|| ContractError::NothingToClaim {
            address: beneficiary.clone(),
        })?
        .amount;
    BOOKED.remove(deps.storage, &key);
    held::pay(deps.storage, Purse::Claims, amount)?;
    let token = Token(deps.api.addr_humanize(&config.token)?);
    Ok(Response::new()
        .add_message(token.transfer(&recipient, amount.into())?)
        .add_event(ClaimPaid {
            beneficiary,
            amount,
        }))
}
