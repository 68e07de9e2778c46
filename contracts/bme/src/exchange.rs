//! What burning gives: the same for the handlers and for the quotes.

use cosmwasm_std::{Decimal, Deps, Env, Uint128};
use tender_interfaces::bme::Params;
use tender_interfaces::oracle::Oracle;
use tender_math::{
    collateral_ratio, credit_for, token_for, CollateralStatus, Collateralisation, MathError,
    PriceState, Thresholds,
};

use crate::state::{Config, Ledger};
use crate::ContractError;

/// Redeeming gives at least one micro-AKT: credit is never burned for nothing by mistake.
const MIN_REDEEM: Uint128 = Uint128::one();

/// The oracle's price, or why there is none.
pub fn price_state(deps: Deps, env: &Env, config: &Config) -> Result<PriceState, ContractError> {
    let oracle = deps.api.addr_humanize(&config.oracle)?;
    Oracle(&oracle)
        .price(deps.querier, env.block.time.seconds())
        .map_err(|_| ContractError::OracleUnreachable {
            oracle: oracle.into(),
        })
}

/// The oracle's price, in USD per AKT. Refuses an unhealthy one.
pub fn price(deps: Deps, env: &Env, config: &Config) -> Result<Decimal, ContractError> {
    match price_state(deps, env, config)? {
        PriceState::Healthy { price, .. } => Ok(price),
        PriceState::Unhealthy(reason) => Err(ContractError::PriceUnhealthy { reason }),
    }
}

/// How much AKT stands behind the credit at `price`, and what follows for minting.
pub fn collateral(
    params: &Params,
    ledger: &Ledger,
    price: Decimal,
) -> Result<(Collateralisation, CollateralStatus), MathError> {
    let behind = collateral_ratio(ledger.akt_behind()?, price, ledger.supply()?)?;
    let thresholds = Thresholds {
        warn: params.warn,
        halt: params.halt,
    };
    Ok((behind, thresholds.status(behind)))
}

/// Micro-ACT for `akt` micro-AKT, at least `min_out`. Refused while the collateral, as it is before
/// the mint, is too low.
pub fn mint(
    params: &Params,
    ledger: &Ledger,
    price: Decimal,
    akt: Uint128,
    min_out: Uint128,
) -> Result<Uint128, ContractError> {
    if collateral(params, ledger, price)?.1 == CollateralStatus::Halted {
        return Err(ContractError::Halted { halt: params.halt });
    }
    let out = credit_for(akt, price, params.mint_spread)?;
    at_least(out, min_out, params.min_mint)
}

/// Micro-AKT for `act` micro-ACT, at least `min_out`. Open in every state of the collateral.
pub fn redeem(
    params: &Params,
    price: Decimal,
    act: Uint128,
    min_out: Uint128,
) -> Result<Uint128, ContractError> {
    let out = token_for(act, price, params.redeem_spread)?;
    at_least(out, min_out, MIN_REDEEM)
}

fn at_least(out: Uint128, min_out: Uint128, minimum: Uint128) -> Result<Uint128, ContractError> {
    if out < min_out {
        return Err(ContractError::Slippage { out, min_out });
    }
    if out < minimum {
        return Err(ContractError::BelowMinimum { out, minimum });
    }
    Ok(out)
}
