use cosmwasm_std::{to_json_binary, Addr, Api, CanonicalAddr, CosmosMsg, DepsMut, Env, Response};
use cw20::Cw20ReceiveMsg;
use tender_guard::active;
use tender_interfaces::admin::ActionClass;
use tender_interfaces::bme::DepositTo;
use tender_interfaces::escrow;
use tender_interfaces::events::CreditMinted;
use tender_interfaces::token::Token;
use tender_types::{Act, Akt};

use crate::state::{Config, LEDGER};
use crate::{exchange, ledger, ContractError};

/// Burns AKT that came in for credit at the oracle's price. The token vouches for who sent it.
pub fn mint(
    deps: DepsMut,
    env: &Env,
    token: &Addr,
    config: &Config,
    sent: &Cw20ReceiveMsg,
    min_out: Act,
    deposit_to: Option<DepositTo>,
) -> Result<Response, ContractError> {
    let (recipient, holder) = match deposit_to {
        None => (
            Addr::unchecked(&sent.sender),
            deps.api.addr_canonicalize(&sent.sender)?,
        ),
        Some(_) => {
            // A deposit is credit moved into the suite, and paused with it.
            active(config, env, ActionClass::Spend)?;
            escrow(deps.api, config)?
        }
    };

    let burned = Akt::from(sent.amount);
    let price = exchange::price(deps.as_ref(), env, config)?;
    let totals = LEDGER.load(deps.storage)?;
    let minted = exchange::mint(&config.params, &totals, price, burned, min_out)?;
    let totals = totals.minted(burned, minted)?;

    LEDGER.save(deps.storage, &totals);
    ledger::add_to(deps.storage, &holder, minted)?;

    let deposit = deposit_to.map(|to| deposit(&recipient, &sent.sender, minted, to));
    Ok(Response::new()
        .add_message(Token(token.clone()).burn(sent.amount)?)
        .add_messages(deposit.transpose()?)
        .add_event(CreditMinted {
            owner: sent.sender.clone(),
            recipient: recipient.into(),
            burned,
            minted,
            price,
            supply: totals.supply()?,
        }))
}

/// Who takes deposits.
fn escrow(api: &dyn Api, config: &Config) -> Result<(Addr, CanonicalAddr), ContractError> {
    let escrow = config.suite.first().ok_or(ContractError::NoEscrow)?;
    Ok((api.addr_humanize(escrow)?, escrow.clone()))
}

/// Tells `escrow` about credit it was given, as cw20 `Send` would.
fn deposit(
    escrow: &Addr,
    owner: &str,
    amount: Act,
    to: DepositTo,
) -> Result<CosmosMsg, ContractError> {
    let instruction = match to {
        DepositTo::NewAccount {} => escrow::ReceiveMsg::OpenAccount {},
        DepositTo::Account { account } => escrow::ReceiveMsg::Deposit { account },
    };
    let hook = Cw20ReceiveMsg {
        sender: owner.to_string(),
        amount: amount.into(),
        msg: to_json_binary(&instruction)?,
    };
    Ok(hook.into_cosmos_msg(escrow)?)
}
