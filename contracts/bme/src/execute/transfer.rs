use cosmwasm_std::{Addr, CanonicalAddr, DepsMut, Event, Response, Uint128};
use tender_guard::{active, canonical};
use tender_interfaces::events::CreditMoved;
use tender_interfaces::roles::ActionClass;

use crate::state::{Config, CONFIG};
use crate::{ledger, ContractError};

/// Moves the sender's credit between a holder and the suite.
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
    if !config.in_suite(&from) {
        spendable(&config, &to, recipient)?;
    }
    moved(deps, (sender, &from), (recipient, &to), amount)
}

/// Refuses a holder's credit for anybody but the suite, and for the suite while that is paused.
pub fn spendable(config: &Config, to: &CanonicalAddr, text: &str) -> Result<(), ContractError> {
    if !config.in_suite(to) {
        return Err(not_in_suite(text));
    }
    Ok(active(config.paused, ActionClass::Spend)?)
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

/// Who would have to be in the suite.
pub fn not_in_suite(address: &str) -> ContractError {
    ContractError::NotInSuite {
        address: address.to_string(),
    }
}
