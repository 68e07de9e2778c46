use cosmwasm_std::{CanonicalAddr, Deps, Env, StdResult, Uint128};
use cw20::{AllAccountsResponse, BalanceResponse, Cw20QueryMsg, MinterResponse, TokenInfoResponse};
use tender_guard::canonical;
use tender_interfaces::bme::{
    CollateralResponse, ConfigResponse, MintStatus, QuoteResponse, SupplyResponse,
};
use tender_interfaces::invariants::{Check, InvariantsResponse, Total};
use tender_interfaces::roles::RolesResponse;
use tender_interfaces::token::DECIMALS;
use tender_math::{
    credit_for, token_for, CollateralStatus, Collateralisation, MathError, PriceState,
};
use tender_storage::page_limit;
use tender_types::Bps;

use crate::state::{Balance, Config, Ledger, BALANCES, CONFIG, LEDGER, ROLES};
use crate::{exchange, ledger, ContractError};

/// Addresses, parameters, what is paused.
pub fn config(deps: Deps) -> Result<ConfigResponse, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    let text = |address: &CanonicalAddr| deps.api.addr_humanize(address).map(Into::into);
    Ok(ConfigResponse {
        token: text(&config.token)?,
        oracle: text(&config.oracle)?,
        suite: config.suite.iter().map(text).collect::<StdResult<_>>()?,
        params: config.params,
        paused: config.paused.classes(),
    })
}

/// The ledger's totals.
pub fn supply(deps: Deps) -> Result<SupplyResponse, ContractError> {
    let totals = LEDGER.load(deps.storage)?;
    Ok(SupplyResponse {
        act_supply: totals.supply()?,
        act_minted: totals.act_minted,
        act_redeemed: totals.act_redeemed,
        act_burned: totals.act_burned,
        akt_burned: totals.akt_burned,
        akt_minted: totals.akt_minted,
        net_akt_burned: totals.net_akt_burned(),
    })
}

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
pub fn quote_mint(deps: Deps, env: &Env, akt: Uint128) -> Result<QuoteResponse, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    let price = exchange::price(deps, env, &config)?;
    let totals = LEDGER.load(deps.storage)?;
    let out = exchange::mint(&config.params, &totals, price, akt, Uint128::zero())?;
    Ok(QuoteResponse {
        out,
        spread: kept_back(credit_for(akt, price, Bps(0))?, out)?,
        price,
    })
}

/// What redeeming `act` would give now; refused where redeeming would be.
pub fn quote_redeem(deps: Deps, env: &Env, act: Uint128) -> Result<QuoteResponse, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    let price = exchange::price(deps, env, &config)?;
    let amount = ledger::positive(act)?;
    let out = exchange::redeem(&config.params, price, amount, Uint128::zero())?;
    Ok(QuoteResponse {
        out,
        spread: kept_back(token_for(act, price, Bps(0))?, out)?,
        price,
    })
}

fn kept_back(gross: Uint128, out: Uint128) -> Result<Uint128, MathError> {
    gross
        .checked_sub(out)
        .map_err(|_| MathError::Underflow { what: "the spread" })
}

/// A holder's credit.
pub fn balance(deps: Deps, address: &str) -> Result<BalanceResponse, ContractError> {
    let holder = canonical(deps.api, address)?;
    Ok(BalanceResponse {
        balance: ledger::balance(deps.storage, &holder)?,
    })
}

/// Name, symbol, decimals, supply.
pub fn token_info(deps: Deps) -> Result<TokenInfoResponse, ContractError> {
    Ok(TokenInfoResponse {
        name: "Akash Compute Token".to_string(),
        symbol: "ACT".to_string(),
        decimals: DECIMALS,
        total_supply: LEDGER.load(deps.storage)?.supply()?,
    })
}

/// Holders, by the bytes of their addresses.
pub fn all_accounts(
    deps: Deps,
    start_after: Option<String>,
    limit: Option<u32>,
) -> Result<AllAccountsResponse, ContractError> {
    let page = page(deps, start_after, limit)?.into_iter();
    let accounts = page.map(|(holder, _)| deps.api.addr_humanize(&holder).map(Into::into));
    Ok(AllAccountsResponse {
        accounts: accounts.collect::<StdResult<_>>()?,
    })
}

/// Who holds the roles.
pub fn roles(deps: Deps) -> Result<RolesResponse, ContractError> {
    Ok(ROLES.query(deps.storage)?)
}

/// Whether the balances are the supply, and whether credit can be redeemed at all.
pub fn invariants(
    deps: Deps,
    env: &Env,
    start_after: Option<String>,
    limit: Option<u32>,
) -> Result<InvariantsResponse, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    let totals = LEDGER.load(deps.storage)?;
    let supply = totals.supply();
    let page = page(deps, start_after, limit)?;
    let full = page.len() == page_limit(limit);
    let last = page.last().filter(|_| full);
    let next = last.map(|(holder, _)| deps.api.addr_humanize(holder));
    let mut held = Uint128::zero();
    for (_, balance) in &page {
        held = ledger::add(held, balance.amount, "balances")?;
    }
    Ok(InvariantsResponse {
        checks: vec![
            no_more_burned_than_minted(supply.is_ok()),
            backed_by_what_was_burned(&totals),
            no_empty_rows(&page),
            may_mint_akt(deps, env, &config)?,
        ],
        sums: vec![total(held)],
        totals: vec![total(supply.unwrap_or_default())],
        next: next.transpose()?.map(Into::into),
    })
}

fn page(
    deps: Deps,
    start_after: Option<String>,
    limit: Option<u32>,
) -> Result<Vec<(CanonicalAddr, Balance)>, ContractError> {
    let after = start_after
        .map(|text| canonical(deps.api, &text))
        .transpose()?;
    Ok(BALANCES.page(deps.storage, &(), after.as_ref(), page_limit(limit))?)
}

fn no_more_burned_than_minted(holds: bool) -> Check {
    Check {
        name: "no more credit was redeemed and burned than minted".to_string(),
        holds,
        detail: "see the query 'supply'".to_string(),
    }
}

fn backed_by_what_was_burned(totals: &Ledger) -> Check {
    let behind = totals.akt_behind();
    let burned = totals.akt_burned;
    Check {
        name: "the AKT behind the credit was burned and is not minted again".to_string(),
        holds: behind.as_ref().is_ok_and(|behind| *behind <= burned),
        detail: format!("{behind:?} of {burned} micro-AKT burned"),
    }
}

fn no_empty_rows(page: &[(CanonicalAddr, Balance)]) -> Check {
    let empty = page.iter().filter(|(_, row)| row.amount.is_zero()).count();
    Check {
        name: "no balance row is zero".to_string(),
        holds: empty == 0,
        detail: format!("{empty} of {} rows", page.len()),
    }
}

/// Without the right to mint, credit could not be redeemed.
fn may_mint_akt(deps: Deps, env: &Env, config: &Config) -> Result<Check, ContractError> {
    let token = deps.api.addr_humanize(&config.token)?;
    let answer: StdResult<Option<MinterResponse>> = deps
        .querier
        .query_wasm_smart(token, &Cw20QueryMsg::Minter {});
    let minter = answer.ok().flatten().map(|answer| answer.minter);
    Ok(Check {
        name: "this contract is the minter of AKT".to_string(),
        holds: minter.as_deref() == Some(env.contract.address.as_str()),
        detail: format!("the minter is {}", minter.as_deref().unwrap_or("nobody")),
    })
}

fn total(amount: Uint128) -> Total {
    Total {
        name: "micro-ACT held".to_string(),
        amount,
    }
}
