use cosmwasm_std::{ensure, Addr, DepsMut, Response};
use cw20::Cw20ReceiveMsg;
use tender_interfaces::events::CollateralAdded;
use tender_interfaces::token::Token;
use tender_types::Akt;

use crate::state::LEDGER;
use crate::ContractError;

/// Burns AKT that came in for nothing, so that more stands behind the credit there is.
pub fn add_collateral(
    deps: DepsMut,
    token: &Addr,
    sent: &Cw20ReceiveMsg,
) -> Result<Response, ContractError> {
    let burned = Akt::from(sent.amount);
    ensure!(!burned.is_zero(), ContractError::ZeroAmount);
    let totals = LEDGER.load(deps.storage)?.backed(burned)?;
    LEDGER.save(deps.storage, &totals);
    let burn = Token(token.clone()).burn(sent.amount)?;
    Ok(Response::new()
        .add_message(burn)
        .add_event(CollateralAdded {
            owner: sent.sender.clone(),
            burned,
            behind: totals.akt_behind()?,
        }))
}
