use cosmwasm_std::{Addr, DepsMut, Response};
use tender_guard::canonical;
use tender_interfaces::events::CreditMoved;
use tender_types::Act;

use crate::state::Config;
use crate::{ledger, ContractError};

/// A contract of the suite moves its credit. A holder never transfers: to another holder would be
/// trade, and to the suite without a message would be money that is nobody's.
pub fn transfer(
    deps: DepsMut,
    sender: &Addr,
    config: &Config,
    recipient: String,
    amount: Act,
) -> Result<Response, ContractError> {
    ledger::positive(amount)?;
    let from = deps.api.addr_canonicalize(sender.as_str())?;
    let to = canonical(deps.api, &recipient)?;
    if !config.in_suite(&from) {
        let address = recipient;
        return Err(match config.in_suite(&to) {
            true => ContractError::UseSend { address },
            false => ContractError::NotInSuite { address },
        });
    }
    ledger::move_between(deps.storage, &from, &to, amount)?;
    Ok(Response::new().add_event(CreditMoved {
        from: sender.to_string(),
        to: recipient,
        amount,
    }))
}
