use std::cmp::Ordering;

use cosmwasm_std::{Deps, Storage};
use tender_interfaces::auction::{MAX_BIDS, MAX_FAILED};
use tender_interfaces::invariants::{Check, InvariantsResponse};
use tender_storage::page_limit;
use tender_types::{Echo, LeaseKey, OrderKey};

use crate::auction::Auction;
use crate::ranking::{self, Ranked};
use crate::state::{slot, Slot, CONFIG, TERMS, TOP};
use crate::{links, rule, ContractError};

/// What must always hold: on every page the contracts that the auction house works with, a page of
/// auctions with every bid that they keep, and that nothing is left of auctions that have ended.
pub fn invariants(
    deps: Deps,
    start_after: Option<String>,
    limit: Option<u32>,
) -> Result<InvariantsResponse, ContractError> {
    let after = start_after.map(cursor).transpose()?;
    let limit = page_limit(limit);
    let page = TERMS.page_with_next(deps.storage, &(), after.as_ref(), limit)?;
    let looked_at = page.rows.len();
    let mut wrong_rules = vec![];
    let mut wrong_bids = vec![];
    for ((account, slot), terms) in page.rows {
        let order = OrderKey { account, slot };
        let auction = Auction::of(deps.storage, order, terms)?;
        if !rule_holds(&auction) {
            wrong_rules.push(order);
        }
        if !bids_hold(&auction) {
            wrong_bids.push(order);
        }
    }
    let orphans = orphans(deps.storage, after.as_ref(), limit)?;
    let mut checks = links::checks(deps, &CONFIG.load(deps.storage)?)?;
    checks.extend([
        check("every rule is within its bounds", &wrong_rules, looked_at),
        check(
            "at most eight bids are kept, best first, of as many providers that have not failed, each \
             above zero and at most what it may cost",
            &wrong_bids,
            looked_at,
        ),
        check(
            "no bids are kept for an auction that has ended",
            &orphans,
            looked_at,
        ),
    ]);
    Ok(InvariantsResponse {
        checks,
        sums: vec![],
        totals: vec![],
        next: page.next.map(|(account, slot)| {
            let order = OrderKey { account, slot };
            order.to_string()
        }),
    })
}

fn cursor(text: String) -> Result<Slot, ContractError> {
    let order: Result<OrderKey, _> = text.parse();
    order.map(slot).map_err(|_| ContractError::Cursor {
        text: Echo::of(text),
    })
}

fn rule_holds(auction: &Auction) -> bool {
    let (terms, top) = (&auction.terms, &auction.top);
    let valid = rule::validate(&terms.rule, terms.demand.max_rate).is_ok();
    let fits = rule::fits(&terms.rule, top.since, terms.expires_at).is_ok();
    let begun = terms.opened_at <= top.since && terms.round <= top.round;
    valid && fits && begun
}

fn bids_hold(auction: &Auction) -> bool {
    let top = &auction.top;
    let ranked = auction.ranked();
    let in_order = ranked.windows(2).all(|pair| match pair {
        [better, worse] => better.order(worse) == Ordering::Less,
        _ => true,
    });
    let bounded = ranked.len() <= MAX_BIDS && top.failed.len() <= MAX_FAILED;
    let of_account = |lease: &LeaseKey| lease.account == auction.order.account;
    let sound = |ranked: &Ranked| sound(auction, ranked);
    let awarded = top.awarded.as_ref().is_none_or(of_account);
    in_order && bounded && awarded && ranked.iter().all(sound)
}

fn sound(auction: &Auction, ranked: &Ranked) -> bool {
    let top = &auction.top;
    let bid = &ranked.bid;
    let most = top.reserve.unwrap_or(ranked.ceiling).min(ranked.ceiling);
    let bids = top.bids.iter();
    let of_provider = bids.filter(|other| other.provider == bid.provider).count();
    let fits = ranking::ceiling(&auction.terms.demand, &bid.classes).is_some();
    fits && of_provider == 1
        && !top.failed.contains(&bid.provider)
        && !bid.rate.is_zero()
        && bid.rate <= most
}

/// Orders with kept bids and without an auction, from the page's first order on: while there are none,
/// as many rows of bids as of auctions reach at least as far as the page does.
fn orphans(
    store: &dyn Storage,
    after: Option<&Slot>,
    limit: usize,
) -> Result<Vec<OrderKey>, ContractError> {
    let mut orphans = vec![];
    for (key, _) in TOP.page(store, &(), after, limit)? {
        if TERMS.may_load(store, &key)?.is_none() {
            let (account, slot) = key;
            orphans.push(OrderKey { account, slot });
        }
    }
    Ok(orphans)
}

fn check(name: &str, broken: &[OrderKey], looked_at: usize) -> Check {
    let detail = match broken {
        [] => format!("{looked_at} auctions"),
        orders => {
            let orders: Vec<String> = orders.iter().map(ToString::to_string).collect();
            format!("orders {}", orders.join(", "))
        }
    };
    Check {
        name: name.to_string(),
        holds: broken.is_empty(),
        detail,
    }
}
