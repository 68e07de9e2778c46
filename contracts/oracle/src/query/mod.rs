mod invariants;

pub use invariants::invariants;

use cosmwasm_std::{CanonicalAddr, Deps, Env};
use tender_guard::{canonical, GuardError};
use tender_interfaces::oracle::{ConfigResponse, Feeder, FeedersResponse, PriceResponse, PriceRow};
use tender_storage::page_limit;
use tender_types::Timestamp;

use crate::state::{Slot, CONFIG, FEEDERS, PRICE};
use crate::{params, ContractError};

/// Parameters, and feeders in number.
pub fn config(deps: Deps) -> Result<ConfigResponse, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    Ok(ConfigResponse {
        params: params::of(&PRICE.load(deps.storage)?),
        feeders: config.feeders(),
    })
}

/// The price, or why there is none.
pub fn price(deps: Deps, env: &Env) -> Result<PriceResponse, ContractError> {
    let row = PRICE.load(deps.storage)?;
    Ok(row.state(Timestamp::now(env)).into())
}

/// A page of feeders and what they last said.
pub fn feeders(
    deps: Deps,
    start_after: Option<String>,
    limit: Option<u32>,
) -> Result<FeedersResponse, ContractError> {
    let row = PRICE.load(deps.storage)?;
    let feeders = page(deps, start_after, limit)?.into_iter();
    let feeders = feeders.map(|(address, slot)| feeder(deps, &row, &address, slot));
    Ok(FeedersResponse {
        feeders: feeders.collect::<Result<_, _>>()?,
    })
}

fn page(
    deps: Deps,
    start_after: Option<String>,
    limit: Option<u32>,
) -> Result<Vec<(CanonicalAddr, Slot)>, ContractError> {
    let after: Result<Option<_>, GuardError> = start_after
        .map(|text| canonical(deps.api, &text))
        .transpose();
    Ok(FEEDERS.page(deps.storage, &(), after?.as_ref(), page_limit(limit))?)
}

fn feeder(
    deps: Deps,
    row: &PriceRow,
    address: &CanonicalAddr,
    slot: Slot,
) -> Result<Feeder, ContractError> {
    let said = row.reports.iter().find(|said| said.feeder == slot.number);
    Ok(Feeder {
        feeder: deps.api.addr_humanize(address)?.into(),
        price: said.map(|said| said.report.price),
        timestamp: said.map(|said| said.report.timestamp),
    })
}
