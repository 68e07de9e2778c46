use cosmwasm_std::{Addr, Binary, DepsMut, Response, Uint128};
use cw20::Cw20ReceiveMsg;
use tender_guard::{active, canonical};
use tender_interfaces::roles::ActionClass;

use crate::execute::transfer::moved;
use crate::state::CONFIG;
use crate::{ledger, ContractError};

/// Moves the sender's credit to a contract of the suite and tells it why. A holder's is paused with
/// spending; the suite's never is.
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
    if !config.in_suite(&to) {
        return Err(ContractError::NotInSuite {
            address: contract.to_string(),
        });
    }
    if !config.in_suite(&from) {
        active(config.paused, ActionClass::Spend)?;
    }
    let hook = Cw20ReceiveMsg {
        sender: sender.to_string(),
        amount,
        msg,
    };
    let response = moved(deps, (sender, &from), (contract, &to), amount)?;
    Ok(response.add_message(hook.into_cosmos_msg(contract)?))
}
