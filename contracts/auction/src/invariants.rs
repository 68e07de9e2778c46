//! What must always hold, checked on the rows themselves.

use cosmwasm_std::Storage;
use tender_interfaces::auction::{Bid, Rule};
use tender_interfaces::invariants::{Check, InvariantsResponse};
use tender_storage::page_limit;
use tender_types::OrderId;

use crate::state::{Standing, Terms, STANDINGS, TERMS};
use crate::{clock, standing, ContractError};

/// Checks a page of auctions, and that no standing is left of auctions that have ended.
pub fn page(
    store: &dyn Storage,
    start_after: Option<&str>,
    limit: Option<u32>,
) -> Result<InvariantsResponse, ContractError> {
    let after = start_after.map(cursor).transpose()?;
    let limit = page_limit(limit);
    let auctions = TERMS.page(store, &(), after.as_ref(), limit)?;
    let last = auctions.last().map(|(order, _)| *order);
    let mut broken = Vec::new();
    for (order, terms) in &auctions {
        let standing = STANDINGS.may_load(store, order)?;
        if !holds(terms, standing.as_ref()) {
            broken.push(order.to_string());
        }
    }
    let orphans = orphans(store, after.as_ref(), limit)?;
    let more = auctions.len() == limit && limit > 0;
    Ok(InvariantsResponse {
        checks: vec![
            check(
                "every auction has a rule in bounds, and its best bid is under the ceiling and beats the runner-up's",
                &broken,
                auctions.len(),
            ),
            check("no bid stands for an auction that has ended", &orphans, auctions.len()),
        ],
        sums: vec![],
        totals: vec![],
        next: last.filter(|_| more).map(|order| order.to_string()),
    })
}

fn cursor(text: &str) -> Result<OrderId, ContractError> {
    text.parse().map_err(|_| ContractError::Cursor {
        text: text.to_string(),
    })
}

fn holds(terms: &Terms, stands: Option<&Standing>) -> bool {
    let valid = clock::validate(&terms.rule).is_ok();
    let stands_well = stands.is_none_or(|stands| match terms.rule {
        Rule::TenantChoice { .. } => false,
        Rule::OpenDescending { min_step, .. } => {
            let affordable = |bid: &Bid| {
                let ceiling = terms.demand.ceiling(bid.class);
                ceiling.is_some_and(|ceiling| bid.rate <= ceiling)
            };
            affordable(&stands.best)
                && stands.runner_up.as_ref().is_none_or(|second| {
                    affordable(second)
                        && second.provider != stands.best.provider
                        && standing::beats(second, &stands.best, min_step)
                })
        }
    });
    valid && stands_well
}

/// Standings without an auction, from the page's first order on: while there are none, as many
/// standings as auctions reach at least as far as the page does.
fn orphans(
    store: &dyn Storage,
    after: Option<&OrderId>,
    limit: usize,
) -> Result<Vec<String>, ContractError> {
    let mut orphans = Vec::new();
    for (order, _) in STANDINGS.page(store, &(), after, limit)? {
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
