use cosmwasm_std::{Deps, Env};
use tender_interfaces::bme::{
    CollateralResponse, MintQuoteResponse, MintStatus, RedeemQuoteResponse,
};
use tender_math::{credit_for, token_for, CollateralStatus, Collateralisation, PriceState};
use tender_types::{Act, Akt, Bps};

use crate::state::{CONFIG, LEDGER};
use crate::{exchange, ledger, ContractError};

/// How much AKT stands behind the credit, and what follows.
pub fn collateral(deps: Deps, env: &Env) -> Result<CollateralResponse, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    let state = exchange::price_state(deps, env, &config)?;
    let totals = LEDGER.load(deps.storage)?;
    let PriceState::Healthy { price, .. } = state else {
        return Ok(CollateralResponse {
            behind: totals.akt_behind()?,
            ratio: None,
            status: MintStatus::HaltedByPrice,
            price: state.into(),
        });
    };
    let (ratio, status) = exchange::collateral(&config.params, &totals, price)?;
    Ok(CollateralResponse {
        behind: totals.akt_behind()?,
        ratio: match ratio {
            Collateralisation::Ratio(ratio) => Some(ratio),
            Collateralisation::NothingOutstanding => None,
        },
        status: match status {
            CollateralStatus::Healthy => MintStatus::Healthy,
            CollateralStatus::Warning => MintStatus::Warning,
            CollateralStatus::Halted => MintStatus::HaltedByCollateral,
        },
        price: state.into(),
    })
}

/// What burning `akt` would give now; refused where minting would be.
pub fn quote_mint(deps: Deps, env: &Env, akt: Akt) -> Result<MintQuoteResponse, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    let price = exchange::price(deps, env, &config)?;
    let totals = LEDGER.load(deps.storage)?;
    let out = exchange::mint(&config.params, &totals, price, akt, Act::ZERO)?;
    Ok(MintQuoteResponse {
        out,
        spread: credit_for(akt, price, Bps(0))?.saturating_sub(out),
        price,
    })
}

/// What redeeming `act` would give now; refused where redeeming would be.
pub fn quote_redeem(deps: Deps, env: &Env, act: Act) -> Result<RedeemQuoteResponse, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    let price = exchange::price(deps, env, &config)?;
    let act = ledger::positive(act)?;
    let out = exchange::redeem(&config.params, price, act, Akt::ZERO)?;
    Ok(RedeemQuoteResponse {
        out,
        spread: token_for(act, price, Bps(0))?.saturating_sub(out),
        price,
    })
}
