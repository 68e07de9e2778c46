use cosmwasm_std::{Addr, CanonicalAddr, DepsMut, Event, Response, Uint128};
use tender_guard::canonical;
use tender_interfaces::events::CreditMoved;

use crate::state::CONFIG;
use crate::{ledger, ContractError};

/// A contract of the suite moves its credit. A holder never transfers: to another holder would be
/// trade, and to the suite without a message would be money that is nobody's.
pub fn transfer(
    deps: DepsMut,
    sender: &Addr,
    recipient: &str,
    amount: Uint128,
) -> Result<Response, ContractError> {
    ledger::positive(amount)?;
    let config = CONFIG.load(deps.storage)?;
    let from = deps.api.addr_canonicalize(sender.as_str())?;
    let to = canonical(deps.api, recipient)?;
    let address = recipient.to_string();
    match (config.in_suite(&from), config.in_suite(&to)) {
        (true, _) => moved(deps, (sender, &from), (recipient, &to), amount),
        (false, true) => Err(ContractError::UseSend { address }),
        (false, false) => Err(ContractError::NotInSuite { address }),
    }
}

/// Debits before crediting, each from the stored row, so that a move to oneself changes nothing.
pub fn moved(
    deps: DepsMut,
    (sender, from): (&Addr, &CanonicalAddr),
    (recipient, to): (&str, &CanonicalAddr),
    amount: Uint128,
) -> Result<Response, ContractError> {
    ledger::debit(deps.storage, from, amount)?;
    ledger::credit(deps.storage, to, amount)?;
    let event = CreditMoved {
        from: sender.to_string(),
        to: recipient.to_string(),
        amount,
    };
    Ok(Response::new().add_event(Event::from(event)))
}
