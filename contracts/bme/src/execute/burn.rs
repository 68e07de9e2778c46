use cosmwasm_std::{Addr, DepsMut, Event, Response, Uint128};
use tender_interfaces::events::CreditBurned;

use crate::state::LEDGER;
use crate::{ledger, ContractError};

/// Destroys the sender's credit for nothing. The AKT behind it stays burned, and backs the rest.
pub fn burn(deps: DepsMut, sender: &Addr, amount: Uint128) -> Result<Response, ContractError> {
    ledger::positive(amount)?;
    let holder = deps.api.addr_canonicalize(sender.as_str())?;
    let totals = LEDGER.load(deps.storage)?.burned(amount)?;
    ledger::debit(deps.storage, &holder, amount)?;
    LEDGER.save(deps.storage, &totals);
    let event = CreditBurned {
        owner: sender.to_string(),
        burned: amount,
        supply: totals.supply()?,
    };
    Ok(Response::new().add_event(Event::from(event)))
}
