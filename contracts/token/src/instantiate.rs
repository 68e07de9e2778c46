use cosmwasm_std::{ensure, Deps};
use cw20::{Cw20Coin, MinterResponse};
use cw20_base::msg::InstantiateMsg as Cw20InstantiateMsg;
use tender_guard::{address, distinct, Bounds};
use tender_interfaces::token::{InstantiateMsg, DECIMALS, MAX_INITIAL_BALANCES};
use tender_types::{Akt, Echo};

use crate::ContractError;

const SYMBOL: &str = "AKT";

/// The limits of `cw20-base`, which reports them without a code.
const NAME_BYTES: std::ops::RangeInclusive<usize> = 3..=50;

/// What `cw20-base` is to open with, if it is what the market relies on.
pub fn checked(deps: Deps, msg: InstantiateMsg) -> Result<Cw20InstantiateMsg, ContractError> {
    identity(&msg)?;
    let minter = address(deps.api, &msg.mint.minter)?.into();
    if let Some(cap) = msg.mint.cap {
        return Err(ContractError::MinterCapped { cap });
    }
    ensure!(msg.marketing.is_none(), ContractError::Marketing);
    Ok(Cw20InstantiateMsg {
        initial_balances: balances(deps, &msg)?,
        name: msg.name,
        symbol: msg.symbol,
        decimals: msg.decimals,
        mint: Some(MinterResponse { minter, cap: None }),
        marketing: None,
    })
}

fn identity(msg: &InstantiateMsg) -> Result<(), ContractError> {
    ensure!(
        msg.symbol == SYMBOL,
        ContractError::Symbol {
            found: Echo::of(&msg.symbol),
            expected: SYMBOL,
        }
    );
    ensure!(
        msg.decimals == DECIMALS,
        ContractError::Decimals {
            found: msg.decimals,
            expected: DECIMALS,
        }
    );
    ensure!(
        NAME_BYTES.contains(&msg.name.len()),
        ContractError::NameLength {
            found: msg.name.len(),
            min: *NAME_BYTES.start(),
            max: *NAME_BYTES.end(),
        }
    );
    Ok(())
}

fn balances(deps: Deps, msg: &InstantiateMsg) -> Result<Vec<Cw20Coin>, ContractError> {
    let bounds = Bounds {
        min: 0,
        max: MAX_INITIAL_BALANCES,
    };
    let balances = &msg.initial_balances;
    let holders: Vec<&str> = balances.iter().map(|row| row.address.as_str()).collect();
    distinct("initial_balances", &holders, bounds)?;
    let mut supply = Akt::ZERO;
    let mut coins = vec![];
    for row in balances {
        supply = sum("supply", supply, row.amount)?;
        coins.push(Cw20Coin {
            address: address(deps.api, &row.address)?.into(),
            amount: row.amount.into(),
        });
    }
    Ok(coins)
}

/// `current` and `added` together. `cw20-base` adds without a check, so an overflow would be a panic.
pub fn sum(what: &'static str, current: Akt, added: Akt) -> Result<Akt, ContractError> {
    let sum = current.checked_add(added);
    sum.ok_or(ContractError::Overflow {
        what,
        current,
        added,
    })
}
