use cosmwasm_std::{Addr, DepsMut, Env, Response};
use tender_interfaces::events::CreditRedeemed;
use tender_interfaces::token::Token;
use tender_types::{Act, Akt};

use crate::state::{Config, LEDGER};
use crate::{exchange, ledger, ContractError};

/// Burns the sender's credit for AKT. Never paused, and open in every state of the collateral: only
/// without a price is there nothing to pay out.
pub fn redeem(
    deps: DepsMut,
    env: &Env,
    sender: &Addr,
    config: &Config,
    amount: Act,
    min_out: Akt,
) -> Result<Response, ContractError> {
    let burned = ledger::positive(amount)?;
    let holder = deps.api.addr_canonicalize(sender.as_str())?;

    let price = exchange::price(deps.as_ref(), env, config)?;
    let minted = exchange::redeem(&config.params, price, burned, min_out)?;
    let totals = LEDGER.load(deps.storage)?.redeemed(burned, minted)?;

    ledger::take_from(deps.storage, &holder, burned)?;
    LEDGER.save(deps.storage, &totals);

    let token = Token(deps.api.addr_humanize(&config.token)?);
    Ok(Response::new()
        .add_message(token.mint(sender, minted.into())?)
        .add_event(CreditRedeemed {
            owner: sender.to_string(),
            burned,
            minted,
            price,
            supply: totals.supply()?,
        }))
}
