//! What anyone may know.

use cosmwasm_std::{to_json_binary, Binary, Deps};
use tender_interfaces::auction::{
    AuctionResponse, AuctionsResponse, Bid, BidsResponse, ConfigResponse, QueryMsg,
};
use tender_storage::page_limit;
use tender_types::{OrderId, ProviderId};

use crate::state::{self, Terms, BIDS, CONFIG, ROLES, STANDINGS, TERMS};
use crate::{invariants, ContractError};

/// Answers `msg`.
pub fn query(deps: Deps, msg: QueryMsg) -> Result<Binary, ContractError> {
    let answer = match msg {
        QueryMsg::Config {} => to_json_binary(&config(deps)?),
        QueryMsg::Auction { order } => {
            let terms = state::terms(deps.storage, order)?;
            to_json_binary(&auction(deps, order, terms)?)
        }
        QueryMsg::Auctions { start_after, limit } => {
            to_json_binary(&auctions(deps, start_after, limit)?)
        }
        QueryMsg::Bids {
            order,
            start_after,
            limit,
        } => to_json_binary(&bids(deps, order, start_after, limit)?),
        QueryMsg::Roles {} => to_json_binary(&ROLES.query(deps.storage)?),
        QueryMsg::Invariants { start_after, limit } => to_json_binary(&invariants::page(
            deps.storage,
            start_after.as_deref(),
            limit,
        )?),
    };
    Ok(answer?)
}

fn config(deps: Deps) -> Result<ConfigResponse, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    Ok(ConfigResponse {
        orderbook: deps.api.addr_humanize(&config.orderbook)?.into_string(),
        attestation: deps.api.addr_humanize(&config.attestation)?.into_string(),
        escrow: deps.api.addr_humanize(&config.escrow)?.into_string(),
        paused: config.paused.classes(),
    })
}

fn auction(deps: Deps, order: OrderId, terms: Terms) -> Result<AuctionResponse, ContractError> {
    let standing = state::standing(deps.storage, order, &terms.rule)?;
    let clock = terms.clock(standing.as_ref());
    Ok(AuctionResponse {
        order,
        tenant: deps.api.addr_humanize(&terms.tenant)?.into_string(),
        demand: terms.demand,
        rule: terms.rule,
        bids_until: clock.bids_until,
        closes_at: clock.closes_at,
        bids: standing.as_ref().map_or(0, |standing| standing.bids),
        best: standing.as_ref().map(|standing| standing.best),
        runner_up: standing.and_then(|standing| standing.runner_up),
    })
}

fn auctions(
    deps: Deps,
    start_after: Option<OrderId>,
    limit: Option<u32>,
) -> Result<AuctionsResponse, ContractError> {
    let rows = TERMS.page(deps.storage, &(), start_after.as_ref(), page_limit(limit))?;
    let auctions = rows
        .into_iter()
        .map(|(order, terms)| auction(deps, order, terms))
        .collect::<Result<_, _>>()?;
    Ok(AuctionsResponse { auctions })
}

/// Under `OpenDescending` the one or two bids that stand; otherwise the provider's rows.
fn bids(
    deps: Deps,
    order: OrderId,
    start_after: Option<ProviderId>,
    limit: Option<u32>,
) -> Result<BidsResponse, ContractError> {
    let limit = page_limit(limit);
    let mut bids: Vec<Bid> = match STANDINGS.may_load(deps.storage, &order)? {
        Some(standing) => std::iter::once(standing.best)
            .chain(standing.runner_up)
            .filter(|bid| start_after.is_none_or(|last| bid.provider > last))
            .collect(),
        None => {
            let after = start_after.map(|provider| (order, provider));
            let rows = BIDS.page(deps.storage, &order, after.as_ref(), limit)?;
            rows.into_iter().map(|(_, bid)| bid).collect()
        }
    };
    bids.sort_by_key(|bid| bid.provider);
    bids.truncate(limit);
    Ok(BidsResponse { bids })
}
