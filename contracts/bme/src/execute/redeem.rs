use cosmwasm_std::{Addr, DepsMut, Env, Event, Response, Uint128};
use tender_interfaces::events::CreditRedeemed;
use tender_interfaces::token::Token;

use crate::state::{CONFIG, LEDGER};
use crate::{exchange, ledger, ContractError};

/// Burns the sender's credit for AKT. Never paused, and open in every state of the collateral: only
/// without a price is there nothing to pay out.
pub fn redeem(
    deps: DepsMut,
    env: &Env,
    sender: &Addr,
    amount: Uint128,
    min_out: Uint128,
) -> Result<Response, ContractError> {
    ledger::positive(amount)?;
    let config = CONFIG.load(deps.storage)?;
    let holder = deps.api.addr_canonicalize(sender.as_str())?;

    let price = exchange::price(deps.as_ref(), env, &config)?;
    let minted = exchange::redeem(&config.params, price, amount, min_out)?;
    let totals = LEDGER.load(deps.storage)?.redeemed(amount, minted)?;

    ledger::debit(deps.storage, &holder, amount)?;
    LEDGER.save(deps.storage, &totals);

    let token = Token(deps.api.addr_humanize(&config.token)?);
    let event = CreditRedeemed {
        owner: sender.to_string(),
        burned: amount,
        minted,
        price,
        supply: totals.supply()?,
    };
    Ok(Response::new()
        .add_message(token.mint(sender, minted)?)
        .add_event(Event::from(event)))
}
