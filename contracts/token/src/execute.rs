//! What `cw20-base` does, and what it refuses without a code.

use cosmwasm_std::{ensure, Addr, Deps, DepsMut, Env, MessageInfo, Response};
use cw20::{AllowanceResponse, Expiration};
use cw20_base::allowances::query_allowance;
use cw20_base::contract::{self, query_minter, query_token_info};
use tender_guard::{address, GuardError};
use tender_interfaces::token::ExecuteMsg;
use tender_types::Akt;

use crate::instantiate::sum;
use crate::ContractError;

/// Does what `msg` says. `cw20-base` checks each address itself and gives no code for a wrong one, so
/// which one it was is asked only once something was refused.
pub fn execute(
    mut deps: DepsMut,
    env: Env,
    info: MessageInfo,
    msg: ExecuteMsg,
) -> Result<Response, ContractError> {
    let named: Vec<String> = addresses(&msg).into_iter().map(String::from).collect();
    perform(deps.branch(), env, info, msg).map_err(|refusal| {
        let wrong = |text: &String| address(deps.api, text).err();
        let wrong = named.iter().find_map(wrong);
        wrong.map_or(refusal, ContractError::from)
    })
}

fn perform(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    msg: ExecuteMsg,
) -> Result<Response, ContractError> {
    check(deps.as_ref(), &info.sender, &msg)?;
    Ok(contract::execute(deps, env, info, msg.into())?)
}

/// Refuses what `cw20-base` answers without a code, or with a panic.
fn check(deps: Deps, sender: &Addr, msg: &ExecuteMsg) -> Result<(), ContractError> {
    match msg {
        ExecuteMsg::Mint { amount, .. } => {
            let supply = query_token_info(deps)?.total_supply.into();
            sum("supply", supply, *amount)?;
        }
        ExecuteMsg::IncreaseAllowance {
            spender,
            amount,
            expires,
        } => {
            let current = query_allowance(deps, sender.to_string(), spender.clone())?;
            moves(*amount, expires.as_ref(), &current)?;
            sum("allowance", current.allowance.into(), *amount)?;
        }
        ExecuteMsg::UpdateMinter { new_minter } => {
            let minter = query_minter(deps)?.map(|answer| answer.minter);
            let is_minter = minter.as_deref() == Some(sender.as_str());
            ensure!(is_minter, ContractError::NotMinter);
            ensure!(sender.as_str() != new_minter, GuardError::NoChange);
        }
        ExecuteMsg::DecreaseAllowance {
            spender,
            amount,
            expires,
        } => {
            let current = query_allowance(deps, sender.to_string(), spender.clone())?;
            moves(*amount, expires.as_ref(), &current)?;
        }
        ExecuteMsg::Transfer { .. }
        | ExecuteMsg::Burn { .. }
        | ExecuteMsg::Send { .. }
        | ExecuteMsg::TransferFrom { .. }
        | ExecuteMsg::SendFrom { .. }
        | ExecuteMsg::BurnFrom { .. } => {}
    }
    Ok(())
}

/// Refuses a change of an allowance by nothing that does not move its end either.
fn moves(
    amount: Akt,
    expires: Option<&Expiration>,
    current: &AllowanceResponse,
) -> Result<(), GuardError> {
    let end = expires.is_some_and(|end| *end != current.expires);
    ensure!(end || amount != Akt::ZERO, GuardError::NoChange);
    Ok(())
}

/// Everything in `msg` that has to be an address.
fn addresses(msg: &ExecuteMsg) -> Vec<&str> {
    match msg {
        ExecuteMsg::Burn { .. } => vec![],
        ExecuteMsg::Transfer { recipient, .. } | ExecuteMsg::Mint { recipient, .. } => {
            vec![recipient]
        }
        ExecuteMsg::Send { contract, .. } => vec![contract],
        ExecuteMsg::IncreaseAllowance { spender, .. }
        | ExecuteMsg::DecreaseAllowance { spender, .. } => vec![spender],
        ExecuteMsg::BurnFrom { owner, .. } => vec![owner],
        ExecuteMsg::TransferFrom {
            owner, recipient, ..
        } => vec![owner, recipient],
        ExecuteMsg::SendFrom {
            owner, contract, ..
        } => vec![owner, contract],
        ExecuteMsg::UpdateMinter { new_minter } => vec![new_minter],
    }
}
