use cosmwasm_std::{Addr, Binary, CanonicalAddr, DepsMut, Event, Response, Uint128};
use cw20::Cw20ReceiveMsg;
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

/// Moves the sender's credit to a contract of the suite and tells it why.
pub fn send(
    deps: DepsMut,
    sender: &Addr,
    contract: &str,
    amount: Uint128,
    msg: Binary,
) -> Result<Response, ContractError> {
    ledger::positive(amount)?;
    let config = CONFIG.load(deps.storage)?;
    let from = deps.api.addr_canonicalize(sender.as_str())?;
    let to = canonical(deps.api, contract)?;
    if !config.in_suite(&from) {
        spendable(&config, &to, contract)?;
    } else if !config.in_suite(&to) {
        return Err(not_in_suite(contract));
    }
    let hook = Cw20ReceiveMsg {
        sender: sender.to_string(),
        amount,
        msg,
    };
    let response = moved(deps, (sender, &from), (contract, &to), amount)?;
    Ok(response.add_message(hook.into_cosmos_msg(contract)?))
}

/// Refuses a holder's credit for anybody but the suite, and for the suite while that is paused.
fn spendable(config: &Config, to: &CanonicalAddr, text: &str) -> Result<(), ContractError> {
    if !config.in_suite(to) {
        return Err(not_in_suite(text));
    }
    Ok(active(config.paused, ActionClass::Spend)?)
}

/// Debits before crediting, each from the stored row, so that a move to oneself changes nothing.
fn moved(
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

fn not_in_suite(address: &str) -> ContractError {
    ContractError::NotInSuite {
        address: address.to_string(),
    }
}
