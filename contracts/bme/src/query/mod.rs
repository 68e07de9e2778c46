mod exchange;
mod invariants;

pub use exchange::{collateral, quote_mint, quote_redeem};
pub use invariants::invariants;

use cosmwasm_std::{CanonicalAddr, Deps, StdResult};
use cw20::{AllAccountsResponse, BalanceResponse, TokenInfoResponse};
use tender_guard::canonical;
use tender_interfaces::bme::{ConfigResponse, SupplyResponse};
use tender_interfaces::token::DECIMALS;
use tender_storage::page_limit;

use crate::state::{Balance, BALANCES, CONFIG, LEDGER};
use crate::{ledger, ContractError};

/// Addresses, parameters.
pub fn config(deps: Deps) -> Result<ConfigResponse, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    let text = |address: &CanonicalAddr| deps.api.addr_humanize(address).map(Into::into);
    Ok(ConfigResponse {
        token: text(&config.token)?,
        oracle: text(&config.oracle)?,
        suite: config.suite.iter().map(text).collect::<StdResult<_>>()?,
        params: config.params,
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

/// A holder's credit.
pub fn balance(deps: Deps, address: &str) -> Result<BalanceResponse, ContractError> {
    let holder = canonical(deps.api, address)?;
    let balance = ledger::balance(deps.storage, &holder)?.into();
    Ok(BalanceResponse { balance })
}

/// Name, symbol, decimals, supply.
pub fn token_info(deps: Deps) -> Result<TokenInfoResponse, ContractError> {
    Ok(TokenInfoResponse {
        name: "Akash Compute Token".to_string(),
        symbol: "ACT".to_string(),
        decimals: DECIMALS,
        total_supply: LEDGER.load(deps.storage)?.supply()?.into(),
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
