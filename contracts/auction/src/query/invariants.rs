use cosmwasm_std::{Deps, Storage};
use tender_interfaces::auction::{Bid, Rule};
use tender_interfaces::invariants::{Check, InvariantsResponse};
use tender_storage::page_limit;
use tender_types::{Echo, OrderId};

use crate::state::{Terms, TopBids, CONFIG, TERMS, TOP_BIDS};
use crate::{clock, links, ranking, ContractError};

/// What must always hold: on every page the contracts that the auction house works with, a page of
/// auctions, and that no top bids are left of auctions that have ended.
pub fn invariants(
    deps: Deps,
    start_after: Option<String>,
    limit: Option<u32>,
) -> Result<InvariantsResponse, ContractError> {
    let after = start_after.map(cursor).transpose()?;
    let limit = page_limit(limit);
    let auctions = TERMS.page_with_next(deps.storage, &(), after.as_ref(), limit)?;
    let looked_at = auctions.rows.len();
    let mut broken = Vec::new();
    for (order, terms) in &auctions.rows {
        let top = TOP_BIDS.may_load(deps.storage, order)?;
        if !holds(terms, top.as_ref()) {
            broken.push(order.to_string());
        }
    }
    let orphans = orphans(deps.storage, after.as_ref(), limit)?;
    let mut checks = links::checks(deps, &CONFIG.load(deps.storage)?)?;
    checks.extend([
        check(
            "every auction has a rule in bounds, and its best bid is under the ceiling and beats the runner-up's",
            &broken,
            looked_at,
        ),
        check("no bid stands for an auction that has ended", &orphans, looked_at),
    ]);
    Ok(InvariantsResponse {
        checks,
        sums: vec![],
        totals: vec![],
        next: auctions.next.map(|order| order.to_string()),
    })
}

fn cursor(text: String) -> Result<OrderId, ContractError> {
    text.parse().map_err(|_| ContractError::Cursor {
        text: Echo::of(text),
    })
}

fn holds(terms: &Terms, top: Option<&TopBids>) -> bool {
    let valid = clock::validate(&terms.rule).is_ok();
    let ranked = top.is_none_or(|top| match terms.rule {
        Rule::TenantChoice { .. } => false,
        Rule::OpenDescending { min_step, .. } => {
            let affordable = |bid: &Bid| {
                let ceiling = terms.demand.ceiling(bid.class);
                ceiling.is_some_and(|ceiling| bid.rate <= ceiling)
            };
            affordable(&top.best)
                && top.runner_up.as_ref().is_none_or(|second| {
                    affordable(second)
                        && second.provider != top.best.provider
                        && ranking::beats(second, &top.best, min_step)
                })
        }
    });
    valid && ranked
}

/// Orders with top bids and without an auction, from the page's first order on: while there are none,
/// as many rows of top bids as of auctions reach at least as far as the page does.
fn orphans(
    store: &dyn Storage,
    after: Option<&OrderId>,
    limit: usize,
) -> Result<Vec<String>, ContractError> {
    let mut orphans = Vec::new();
    for (order, _) in TOP_BIDS.page(store, &(), after, limit)? {
        if TERMS.may_load(store, &order)?.is_none() {
            orphans.push(order.to_string());
        }
    }
    Ok(orphans)
}

fn check(name: &str, broken: &[String], looked_at: usize) -> Check {
    let detail = match broken {
        [] => format!("{looked_at} auctions"),
        orders => format!("orders {}", orders.join(", ")),
    };
    Check {
        name: name.to_string(),
        holds: broken.is_empty(),
        detail,
    }
}
