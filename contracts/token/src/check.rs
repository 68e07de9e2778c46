//! What is refused before `cw20-base` sees a message.

use cosmwasm_std::{Deps, MessageInfo, Uint128};
use cw20::MinterResponse;
use cw20_base::allowances::query_allowance;
use cw20_base::contract::query_token_info;
use cw20_base::msg::{ExecuteMsg, InstantiateMsg, QueryMsg};

use crate::ContractError;

const SYMBOL: &str = "AKT";
/// 1 AKT = 10⁶ uakt, as on Akash.
const DECIMALS: u8 = 6;
/// The limits of `cw20-base`, which reports them without a type.
const NAME_BYTES: std::ops::RangeInclusive<usize> = 3..=50;
/// Bounds the work of one instantiation.
const MAX_INITIAL_BALANCES: usize = 100;

/// `cw20-base` would keep native coins for ever.
pub fn no_funds(info: &MessageInfo) -> Result<(), ContractError> {
    match info.funds.first() {
        None => Ok(()),
        Some(coin) => Err(ContractError::UnexpectedFunds {
            found: coin.to_string(),
        }),
    }
}

pub fn instantiate(deps: Deps, msg: &InstantiateMsg) -> Result<(), ContractError> {
    identity(msg)?;
    minter(deps, msg.mint.as_ref())?;
    balances(deps, msg)
}

fn identity(msg: &InstantiateMsg) -> Result<(), ContractError> {
    if msg.symbol != SYMBOL {
        return Err(ContractError::WrongSymbol {
            found: msg.symbol.clone(),
            expected: SYMBOL,
        });
    }
    if msg.decimals != DECIMALS {
        return Err(ContractError::WrongDecimals {
            found: msg.decimals,
            expected: DECIMALS,
        });
    }
    if !NAME_BYTES.contains(&msg.name.len()) {
        return Err(ContractError::WrongNameLength {
            found: msg.name.len(),
            min: *NAME_BYTES.start(),
            max: *NAME_BYTES.end(),
        });
    }
    if msg.marketing.is_some() {
        return Err(ContractError::MarketingUnsupported);
    }
    Ok(())
}

fn minter(deps: Deps, mint: Option<&MinterResponse>) -> Result<(), ContractError> {
    let mint = mint.ok_or(ContractError::MinterMissing)?;
    if let Some(cap) = mint.cap {
        return Err(ContractError::MinterCapped { cap });
    }
    address(deps, &mint.minter)
}

fn balances(deps: Deps, msg: &InstantiateMsg) -> Result<(), ContractError> {
    if msg.initial_balances.len() > MAX_INITIAL_BALANCES {
        return Err(ContractError::TooManyBalances {
            found: msg.initial_balances.len(),
            max: MAX_INITIAL_BALANCES,
        });
    }
    let mut supply = Uint128::zero();
    for row in &msg.initial_balances {
        address(deps, &row.address)?;
        supply = sum(supply, row.amount)?;
    }
    Ok(())
}

pub fn execute(deps: Deps, info: &MessageInfo, msg: &ExecuteMsg) -> Result<(), ContractError> {
    match msg {
        ExecuteMsg::Burn { .. } | ExecuteMsg::UploadLogo(_) => Ok(()),
        ExecuteMsg::Transfer { recipient, .. } => address(deps, recipient),
        ExecuteMsg::Send { contract, .. } => address(deps, contract),
        ExecuteMsg::Mint { recipient, amount } => {
            address(deps, recipient)?;
            // cw20-base adds without a check, so an overflow would be a panic.
            let supply = query_token_info(deps)?.total_supply;
            sum(supply, *amount).map(|_| ())
        }
        ExecuteMsg::IncreaseAllowance {
            spender, amount, ..
        } => {
            address(deps, spender)?;
            let current = query_allowance(deps, info.sender.to_string(), spender.clone())?;
            sum(current.allowance, *amount).map(|_| ())
        }
        ExecuteMsg::DecreaseAllowance { spender, .. } => address(deps, spender),
        ExecuteMsg::BurnFrom { owner, .. } => address(deps, owner),
        ExecuteMsg::TransferFrom {
            owner, recipient, ..
        } => both(deps, owner, recipient),
        ExecuteMsg::SendFrom {
            owner, contract, ..
        } => both(deps, owner, contract),
        ExecuteMsg::UpdateMinter { new_minter } => optional(deps, new_minter.as_ref()),
        ExecuteMsg::UpdateMarketing { marketing, .. } => optional(deps, marketing.as_ref()),
    }
}

pub fn query(deps: Deps, msg: &QueryMsg) -> Result<(), ContractError> {
    match msg {
        QueryMsg::TokenInfo {}
        | QueryMsg::Minter {}
        | QueryMsg::MarketingInfo {}
        | QueryMsg::DownloadLogo {} => Ok(()),
        QueryMsg::Balance { address: of } => address(deps, of),
        QueryMsg::Allowance { owner, spender } => both(deps, owner, spender),
        QueryMsg::AllAllowances {
            owner, start_after, ..
        } => both_optional(deps, owner, start_after.as_ref()),
        QueryMsg::AllSpenderAllowances {
            spender,
            start_after,
            ..
        } => both_optional(deps, spender, start_after.as_ref()),
        QueryMsg::AllAccounts { start_after, .. } => optional(deps, start_after.as_ref()),
    }
}

fn both(deps: Deps, first: &str, second: &str) -> Result<(), ContractError> {
    address(deps, first)?;
    address(deps, second)
}

fn both_optional(deps: Deps, first: &str, second: Option<&String>) -> Result<(), ContractError> {
    address(deps, first)?;
    optional(deps, second)
}

fn optional(deps: Deps, text: Option<&String>) -> Result<(), ContractError> {
    text.map_or(Ok(()), |text| address(deps, text))
}

/// `cw20-base` validates as well, but answers with an untyped error.
fn address(deps: Deps, text: &str) -> Result<(), ContractError> {
    match deps.api.addr_validate(text) {
        Ok(_) => Ok(()),
        Err(_) => Err(ContractError::InvalidAddress {
            found: text.to_owned(),
        }),
    }
}

fn sum(current: Uint128, added: Uint128) -> Result<Uint128, ContractError> {
    current
        .checked_add(added)
        .map_err(|_| ContractError::Overflow { current, added })
}
