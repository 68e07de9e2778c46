//! What burning gives: the same for the handlers and for the quotes.

use cosmwasm_std::{ensure, Deps, Env, Uint128};
use tender_interfaces::bme::Params;
use tender_interfaces::oracle::Oracle;
use tender_math::{
    collateral_ratio, credit_for, token_for, CollateralStatus, Collateralisation, MathError,
    PriceState, Thresholds,
};
use tender_types::{Act, Akt, Micro, Price, Timestamp};

use crate::state::{Config, Ledger};
use crate::ContractError;

/// Redeeming gives at least one micro-AKT: credit is never burned for nothing by mistake.
const MIN_REDEEM: Akt = Akt(1);

/// The oracle's price, or why there is none.
pub fn price_state(deps: Deps, env: &Env, config: &Config) -> Result<PriceState, ContractError> {
    let oracle = deps.api.addr_humanize(&config.oracle)?;
    Ok(Oracle(&oracle).price(deps.querier, Timestamp::now(env))?)
}

/// The oracle's price. Refuses an unhealthy one.
pub fn price(deps: Deps, env: &Env, config: &Config) -> Result<Price, ContractError> {
    match price_state(deps, env, config)? {
        PriceState::Healthy { price, .. } => Ok(price),
        PriceState::Unhealthy(reason) => Err(ContractError::PriceUnhealthy { reason }),
    }
}

/// How much AKT stands behind the credit at `price`, and what follows for minting.
pub fn collateral(
    params: &Params,
    ledger: &Ledger,
    price: Price,
) -> Result<(Collateralisation, CollateralStatus), MathError> {
    let behind = collateral_ratio(ledger.akt_behind()?, price, ledger.supply()?)?;
    let thresholds = Thresholds {
        warn: params.warn,
        halt: params.halt,
    };
    Ok((behind, thresholds.status(behind)))
}

/// What `akt` gives, at least `min_out`. Refused while the collateral, as it is before the mint, is
/// too low.
pub fn mint(
    params: &Params,
    ledger: &Ledger,
    price: Price,
    akt: Akt,
    min_out: Act,
) -> Result<Act, ContractError> {
    let (_, status) = collateral(params, ledger, price)?;
    let halted = status == CollateralStatus::Halted;
    ensure!(!halted, ContractError::Halted { halt: params.halt });
    let out = credit_for(akt, price, params.mint_spread)?;
    at_least("micro-ACT", out, min_out, params.min_mint)
}

/// What `act` gives, at least `min_out`. Open in every state of the collateral.
pub fn redeem(params: &Params, price: Price, act: Act, min_out: Akt) -> Result<Akt, ContractError> {
    let out = token_for(act, price, params.redeem_spread)?;
    at_least("micro-AKT", out, min_out, MIN_REDEEM)
}

fn at_least<A: Copy + PartialOrd + Into<Uint128>>(
    unit: &'static str,
    out: A,
    min_out: A,
    minimum: A,
) -> Result<A, ContractError> {
    let micro = |amount: A| Micro::from(amount.into());
    ensure!(
        out >= min_out,
        ContractError::Slippage {
            unit,
            out: micro(out),
            min_out: micro(min_out),
        }
    );
    ensure!(
        out >= minimum,
        ContractError::BelowMinimum {
            unit,
            out: micro(out),
            minimum: micro(minimum),
        }
    );
    Ok(out)
}
