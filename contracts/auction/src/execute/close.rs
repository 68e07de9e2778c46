use cosmwasm_std::{Deps, DepsMut, Env, Response};
use tender_interfaces::auction::{Outcome, Pick, Stage};
use tender_interfaces::orderbook::{Bidder, Stock};
use tender_types::{LeaseKey, OrderKey, ProviderId, Timestamp};

use crate::auction::Auction;
use crate::award::{award, fault, look_for, Winner};
use crate::state::Config;
use crate::{outcome, ContractError};

/// Ends a round whose time is over, or goes on after a winner that never began. The kept bids are looked
/// at, however many were placed: the best that can be served is awarded. When there was one and none
/// can be, bidding begins anew. Ending without an award is never paused; with one it waits.
pub fn close(
    deps: DepsMut,
    env: &Env,
    config: &Config,
    order: OrderKey,
) -> Result<Response, ContractError> {
    let now = Timestamp::now(env);
    let mut auction = Auction::load(deps.storage, order)?;
    let failed = over(deps.as_ref(), config, &auction, now)?;
    if let Some(provider) = failed {
        auction.fail(provider);
        auction.top.awarded = None;
    }
    let somebody = failed.is_some() || !auction.top.bids.is_empty();
    let expired = now >= auction.terms.expires_at;
    match auction.rule().pick {
        Pick::Tenant { .. } if failed.is_none() => {
            auction.end(deps.storage);
            end(order, Outcome::NotChosen)
        }
        _ if expired || !somebody => {
            auction.end(deps.storage);
            end(order, Outcome::NoBid)
        }
        // The tenant picks anew: the other bids stay.
        Pick::Tenant { .. } => go_on(deps, env, Response::new(), auction, now),
        Pick::Lowest => award_best(deps, env, config, auction, now),
    }
}

/// Refuses what is not over, and says whose lease never began.
fn over(
    deps: Deps,
    config: &Config,
    auction: &Auction,
    now: Timestamp,
) -> Result<Option<ProviderId>, ContractError> {
    let order = auction.order;
    match auction.stage(now) {
        Stage::Over {} => Ok(None),
        Stage::Awarded { lease } => {
            let failed = never_began(deps, config, order, lease)?;
            failed
                .map(Some)
                .ok_or(ContractError::Awarded { order, lease })
        }
        Stage::Bidding { .. } | Stage::Opening { .. } | Stage::Choosing { .. } => {
            let closes_at = auction.clock().closes_at;
            Err(ContractError::StillRunning {
                order,
                closes_at,
                now,
            })
        }
    }
}

/// Who did not begin the lease of a winner, if nobody did.
fn never_began(
    deps: Deps,
    config: &Config,
    order: OrderKey,
    lease: LeaseKey,
) -> Result<Option<ProviderId>, ContractError> {
    let address = deps.api.addr_humanize(&config.orderbook)?;
    let stock = Stock {
        address: &address,
        querier: deps.querier,
    };
    let failed = stock.failed(lease)?;
    let of_this = failed.filter(|failed| failed.slot == Some(order.slot));
    Ok(of_this.map(|failed| failed.provider))
}

/// Awards the best bid that can be served. Where none can, and of some nothing is known, it waits until this
/// contract can read their rows, or the order ends.
fn award_best(
    deps: DepsMut,
    env: &Env,
    config: &Config,
    mut auction: Auction,
    now: Timestamp,
) -> Result<Response, ContractError> {
    let found = look_for(deps.as_ref(), config, &auction, now)?;
    let winner = found.winner(&auction, now)?;
    if let (None, Some(unreadable)) = (&winner, found.unreadable) {
        return Err(unreadable);
    }
    let faulted = found.faulted;
    for bidder in &faulted {
        auction.fail(bidder.provider);
    }
    let response = Response::new().add_events(found.passed_over);
    if let Some(winner) = winner {
        return hand_over(deps, env, config, response, auction, &winner, faulted);
    }
    let fault = fault(deps.as_ref(), config, faulted)?;
    auction.top.bids.clear();
    go_on(deps, env, response.add_messages(fault), auction, now)
}

/// Has the winner's lease opened, or ends what the tenant itself cannot pay.
fn hand_over(
    deps: DepsMut,
    env: &Env,
    config: &Config,
    response: Response,
    mut auction: Auction,
    winner: &Winner,
    faulted: Vec<Bidder>,
) -> Result<Response, ContractError> {
    let order = auction.order;
    let paid = faulted.clone();
    let Some(awarded) = award(deps.as_ref(), env, config, &auction, winner, paid)? else {
        auction.end(deps.storage);
        let fault = fault(deps.as_ref(), config, faulted)?;
        let ended = outcome::unawarded(order, Outcome::Unfunded);
        return outcome::tell(response.add_messages(fault), ended);
    };
    auction.top.awarded = Some(awarded.lease);
    auction.save(deps.storage);
    let closed = outcome::awarded(order, awarded.lease, winner.rate);
    outcome::tell(response.add_message(awarded.message), closed)
}

/// Begins a new round, or ends what has no time for one.
fn go_on(
    deps: DepsMut,
    env: &Env,
    response: Response,
    mut auction: Auction,
    now: Timestamp,
) -> Result<Response, ContractError> {
    let order = auction.order;
    if !auction.reopen(env.block.height, now) {
        auction.end(deps.storage);
        return outcome::tell(response, outcome::unawarded(order, Outcome::NoBid));
    }
    auction.save(deps.storage);
    let tenant = auction.tenant(deps.as_ref())?.into();
    let opened = outcome::opened(&auction, tenant, now)?;
    let reopened = outcome::unawarded(order, Outcome::Reopened);
    outcome::tell(response.add_event(opened), reopened)
}

fn end(order: OrderKey, outcome: Outcome) -> Result<Response, ContractError> {
    outcome::tell(Response::new(), outcome::unawarded(order, outcome))
}
