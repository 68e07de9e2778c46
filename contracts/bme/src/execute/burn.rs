use cosmwasm_std::{Addr, DepsMut, Response};
use tender_interfaces::events::CreditBurned;
use tender_types::Act;

use crate::state::LEDGER;
use crate::{ledger, ContractError};

/// Destroys the sender's credit for nothing. The AKT behind it stays burned, and backs the rest.
pub fn burn(deps: DepsMut, sender: &Addr, amount: Act) -> Result<Response, ContractError> {
    let burned = ledger::positive(amount)?;
    let holder = deps.api.addr_canonicalize(sender.as_str())?;
    let totals = LEDGER.load(deps.storage)?.burned(burned)?;
    ledger::take_from(deps.storage, &holder, burned)?;
    LEDGER.save(deps.storage, &totals);
    Ok(Response::new().add_event(CreditBurned {
        owner: sender.to_string(),
        burned,
        supply: totals.supply()?,
    }))
}
