use cosmwasm_std::{Addr, DepsMut, Event, Response};
use cw20::Cw20ReceiveMsg;
use tender_interfaces::events::CollateralAdded;
use tender_interfaces::token::Token;

use crate::state::LEDGER;
use crate::{ledger, ContractError};

/// Burns AKT that came in for nothing, so that more stands behind the credit there is.
pub fn add_collateral(
    deps: DepsMut,
    token: &Addr,
    sent: &Cw20ReceiveMsg,
) -> Result<Response, ContractError> {
    let amount = ledger::positive(sent.amount)?;
    let totals = LEDGER.load(deps.storage)?.backed(amount)?;
    LEDGER.save(deps.storage, &totals);
    let event = CollateralAdded {
        owner: sent.sender.clone(),
        burned: amount,
        behind: totals.akt_behind()?,
    };
    Ok(Response::new()
        .add_message(Token(token.clone()).burn(amount)?)
        .add_event(Event::from(event)))
}
