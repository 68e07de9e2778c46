use cosmwasm_std::{Addr, Binary, DepsMut, Env, Response};
use cw20::Cw20ReceiveMsg;
use tender_guard::{active, canonical};
use tender_interfaces::admin::ActionClass;
use tender_interfaces::events::CreditMoved;
use tender_types::Act;

use crate::state::Config;
use crate::{ledger, ContractError};

/// Moves the sender's credit to a contract of the suite and tells it why. A holder's is paused with
/// spending; the suite's never is.
pub fn send(
    deps: DepsMut,
    env: &Env,
    sender: &Addr,
    config: &Config,
    contract: String,
    amount: Act,
    msg: Binary,
) -> Result<Response, ContractError> {
    ledger::positive(amount)?;
    let from = deps.api.addr_canonicalize(sender.as_str())?;
    let to = canonical(deps.api, &contract)?;
    if !config.in_suite(&to) {
        return Err(ContractError::NotInSuite { address: contract });
    }
    if !config.in_suite(&from) {
        active(config, env, ActionClass::Spend)?;
    }
    ledger::move_between(deps.storage, &from, &to, amount)?;
    let hook = Cw20ReceiveMsg {
        sender: sender.to_string(),
        amount: amount.into(),
        msg,
    };
    Ok(Response::new()
        .add_message(hook.into_cosmos_msg(&contract)?)
        .add_event(CreditMoved {
            from: sender.to_string(),
            to: contract,
            amount,
        }))
}
