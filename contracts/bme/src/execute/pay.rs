use std::collections::BTreeMap;

use cosmwasm_std::{Addr, DepsMut, Event, Response, Uint128};
use tender_guard::{bounded, canonical, Bounds};
use tender_interfaces::bme::{Payment, MAX_PAYMENTS};
use tender_interfaces::events::CreditPaid;

use crate::state::CONFIG;
use crate::{ledger, ContractError};

/// A contract of the suite pays several holders. Never paused: this is how money leaves the suite.
pub fn pay(deps: DepsMut, sender: &Addr, payments: &[Payment]) -> Result<Response, ContractError> {
    let bounds = Bounds {
        min: 1,
        max: MAX_PAYMENTS,
    };
    bounded("payments", payments, bounds)?;
    let from = deps.api.addr_canonicalize(sender.as_str())?;
    if !CONFIG.load(deps.storage)?.in_suite(&from) {
        return Err(ContractError::NotInSuite {
            address: sender.to_string(),
        });
    }
    let (recipients, amount) = add_up(payments)?;
    ledger::debit(deps.storage, &from, amount)?;
    for (to, amount) in recipients {
        let to = canonical(deps.api, to)?;
        ledger::credit(deps.storage, &to, amount)?;
    }
    let event = CreditPaid {
        from: sender.to_string(),
        payments: u32::try_from(payments.len()).unwrap_or(u32::MAX),
        amount,
    };
    Ok(Response::new().add_event(Event::from(event)))
}

/// What each recipient gets, and all of them. A provider paid for many leases is written once.
fn add_up(payments: &[Payment]) -> Result<(BTreeMap<&str, Uint128>, Uint128), ContractError> {
    let mut recipients = BTreeMap::new();
    let mut together = Uint128::zero();
    for payment in payments {
        let amount = ledger::positive(payment.amount)?;
        together = ledger::add(together, amount, "payment")?;
        let sum: &mut Uint128 = recipients.entry(payment.to.as_str()).or_default();
        *sum = ledger::add(*sum, amount, "payment")?;
    }
    Ok((recipients, together))
}
