use std::collections::BTreeMap;

use cosmwasm_std::{ensure, Addr, DepsMut, Response};
use tender_guard::{bounded, canonical, Bounds};
use tender_interfaces::bme::{Payment, MAX_PAYMENTS};
use tender_interfaces::events::CreditMoved;
use tender_math::Checked;
use tender_types::{Act, Echo};

use crate::state::Config;
use crate::{ledger, ContractError};

/// A contract of the suite pays several holders. Never paused: this is how money leaves the suite.
pub fn pay(
    deps: DepsMut,
    sender: &Addr,
    config: &Config,
    payments: &[Payment],
) -> Result<Response, ContractError> {
    let bounds = Bounds {
        min: 1,
        max: MAX_PAYMENTS,
    };
    bounded("payments", payments, bounds)?;
    let from = deps.api.addr_canonicalize(sender.as_str())?;
    ensure!(
        config.in_suite(&from),
        ContractError::NotInSuite {
            address: sender.to_string(),
        }
    );
    let (recipients, together) = add_up(payments)?;
    ledger::take_from(deps.storage, &from, together)?;
    let mut response = Response::new();
    for (to, amount) in recipients {
        ledger::add_to(deps.storage, &canonical(deps.api, to)?, amount)?;
        response = response.add_event(CreditMoved {
            from: sender.to_string(),
            to: to.to_string(),
            amount,
        });
    }
    Ok(response)
}

/// What each recipient gets, and all of them. A provider paid for many leases is written once.
fn add_up(payments: &[Payment]) -> Result<(BTreeMap<&str, Act>, Act), ContractError> {
    let mut recipients = BTreeMap::new();
    let mut together = Act::ZERO;
    for Payment { to, amount } in payments {
        ensure!(
            !amount.is_zero(),
            ContractError::ZeroPayment { to: Echo::of(to) }
        );
        together = together
            .checked_add(*amount)
            .or_overflow("sum of the payments")?;
        let sum: &mut Act = recipients.entry(to.as_str()).or_default();
        *sum = sum
            .checked_add(*amount)
            .or_overflow("sum of the payments")?;
    }
    Ok((recipients, together))
}
