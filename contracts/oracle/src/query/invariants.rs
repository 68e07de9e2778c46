use cosmwasm_std::{CanonicalAddr, Deps, Env, Uint128};
use tender_interfaces::invariants::{Check, InvariantsResponse, Total};
use tender_interfaces::oracle::PriceRow;
use tender_storage::page_limit;
use tender_types::Timestamp;

use crate::state::{Config, Slot, CONFIG, PRICE};
use crate::ContractError;

/// Whether feeders, slots and reports agree.
pub fn invariants(
    deps: Deps,
    env: &Env,
    start_after: Option<String>,
    limit: Option<u32>,
) -> Result<InvariantsResponse, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    let row = PRICE.load(deps.storage)?;
    let page = super::page(deps, start_after, limit)?;
    let full = page.len() == page_limit(limit);
    let last = page.last().filter(|_| full);
    let next = last.map(|(address, _)| deps.api.addr_humanize(address));
    Ok(InvariantsResponse {
        checks: vec![
            slots_are_taken(&config, &page),
            reports_have_feeders(&config, &row),
            reports_are_past(&row, Timestamp::now(env)),
        ],
        sums: vec![total(page.len())],
        totals: vec![total(usize::from(config.feeders()))],
        next: next.transpose()?.map(Into::into),
    })
}

fn slots_are_taken(config: &Config, page: &[(CanonicalAddr, Slot)]) -> Check {
    // Each slot of the page taken out once: a second feeder in the same slot finds it free.
    let mut left = config.clone();
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

fn reports_have_feeders(config: &Config, row: &PriceRow) -> Check {
    let mut left = config.clone();
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
        detail: match latest {
            Some(latest) => format!("latest {latest}, now {now}"),
            None => format!("no report, now {now}"),
        },
    }
}

fn total(feeders: usize) -> Total {
    Total {
        name: "feeders".to_string(),
        amount: Uint128::from(u64::try_from(feeders).unwrap_or(u64::MAX)),
    }
}
