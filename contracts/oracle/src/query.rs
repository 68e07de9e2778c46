use cosmwasm_std::{CanonicalAddr, Deps, Env, Uint128};
use tender_guard::{canonical, GuardError};
use tender_interfaces::invariants::{Check, InvariantsResponse, Total};
use tender_interfaces::oracle::{ConfigResponse, Feeder, FeedersResponse, PriceResponse, PriceRow};
use tender_interfaces::roles::RolesResponse;
use tender_storage::page_limit;
use tender_types::Timestamp;

use crate::state::{Config, Slot, CONFIG, FEEDERS, PRICE, ROLES};
use crate::{rules, ContractError};

/// Rules, feeders in number, what is paused.
pub fn config(deps: Deps) -> Result<ConfigResponse, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    Ok(ConfigResponse {
        rules: rules::of(&PRICE.load(deps.storage)?),
        feeders: config.feeders(),
        paused: config.paused.classes(),
    })
}

/// The price, or why there is none. Never an error: a row that cannot be read is no fresh report.
pub fn price(deps: Deps, env: &Env) -> PriceResponse {
    match PRICE.load(deps.storage) {
        Ok(row) => row.state(env.block.time.seconds()).into(),
        Err(_) => PriceResponse::Stale {
            fresh: 0,
            needed: 1,
        },
    }
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

/// Who holds the roles.
pub fn roles(deps: Deps) -> Result<RolesResponse, ContractError> {
    Ok(ROLES.query(deps.storage)?)
}

/// Whether feeders, slots and reports agree.
pub fn invariants(
    deps: Deps,
    env: &Env,
    start_after: Option<String>,
    limit: Option<u32>,
) -> Result<InvariantsResponse, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    let row = PRICE.load(deps.storage)?;
    let page = page(deps, start_after, limit)?;
    let full = page.len() == page_limit(limit);
    let last = page.last().filter(|_| full);
    let next = last.map(|(address, _)| deps.api.addr_humanize(address));
    Ok(InvariantsResponse {
        checks: vec![
            slots_are_taken(config, &page),
            reports_have_feeders(config, &row),
            reports_are_past(&row, env.block.time.seconds()),
        ],
        sums: vec![total(page.len())],
        totals: vec![total(usize::from(config.feeders()))],
        next: next.transpose()?.map(Into::into),
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

fn slots_are_taken(config: Config, page: &[(CanonicalAddr, Slot)]) -> Check {
    // Each slot of the page taken out once: a second feeder in the same slot finds it free.
    let mut left = config;
    let mut holds = true;
    for (_, slot) in page {
        holds = holds && left.is_taken(*slot);
        left = left.without(*slot);
    }
    Check {
        name: "every feeder has a slot of its own".to_string(),
        holds,
        detail: format!("{} feeders, slots {:016b}", page.len(), config.taken),
    }
}

fn reports_have_feeders(config: Config, row: &PriceRow) -> Check {
    let mut left = config;
    let mut holds = true;
    for said in &row.reports {
        let slot = Slot {
            number: said.feeder,
        };
        holds = holds && left.is_taken(slot);
        left = left.without(slot);
    }
    Check {
        name: "every report is the only one of an admitted feeder".to_string(),
        holds,
        detail: format!("{} reports, slots {:016b}", row.reports.len(), config.taken),
    }
}

fn reports_are_past(row: &PriceRow, now: Timestamp) -> Check {
    let latest = row.reports.iter().map(|said| said.report.timestamp).max();
    Check {
        name: "no report is from the future".to_string(),
        holds: latest.is_none_or(|latest| latest <= now),
        detail: format!("latest {latest:?}, now {now}"),
    }
}

fn total(feeders: usize) -> Total {
    Total {
        name: "feeders".to_string(),
        amount: Uint128::from(u64::try_from(feeders).unwrap_or(u64::MAX)),
    }
}
