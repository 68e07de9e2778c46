//! What can be asked. Every list is a page of a range.

mod invariants;

pub use invariants::invariants;

use cosmwasm_std::Deps;
use tender_interfaces::auction::{
    AuctionResponse, AuctionsResponse, Bid, BidsResponse, ConfigResponse,
};
use tender_storage::page_limit;
use tender_types::{OrderId, ProviderId};

use crate::state::{self, Terms, BIDS, CONFIG, TERMS, TOP_BIDS};
use crate::ContractError;

/// The contracts that the auction house works with.
pub fn config(deps: Deps) -> Result<ConfigResponse, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    Ok(ConfigResponse {
        orderbook: deps.api.addr_humanize(&config.orderbook)?.into(),
        attestation: deps.api.addr_humanize(&config.attestation)?.into(),
        escrow: deps.api.addr_humanize(&config.escrow)?.into(),
    })
}

/// One auction that has not ended.
pub fn auction(deps: Deps, order: OrderId) -> Result<AuctionResponse, ContractError> {
    response(deps, order, state::terms(deps.storage, order)?)
}

/// Auctions that have not ended, by order.
pub fn auctions(
    deps: Deps,
    start_after: Option<OrderId>,
    limit: Option<u32>,
) -> Result<AuctionsResponse, ContractError> {
    let rows = TERMS.page(deps.storage, &(), start_after.as_ref(), page_limit(limit))?;
    let auctions = rows
        .into_iter()
        .map(|(order, terms)| response(deps, order, terms));
    Ok(AuctionsResponse {
        auctions: auctions.collect::<Result<_, _>>()?,
    })
}

/// Bids of an order, by provider: under `OpenDescending` the one or two on top, otherwise all.
pub fn bids(
    deps: Deps,
    order: OrderId,
    start_after: Option<ProviderId>,
    limit: Option<u32>,
) -> Result<BidsResponse, ContractError> {
    let limit = page_limit(limit);
    let mut bids: Vec<Bid> = match TOP_BIDS.may_load(deps.storage, &order)? {
        Some(top) => std::iter::once(top.best)
            .chain(top.runner_up)
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

fn response(deps: Deps, order: OrderId, terms: Terms) -> Result<AuctionResponse, ContractError> {
    let top = state::top_bids(deps.storage, order, &terms.rule)?;
    let clock = terms.clock(top.as_ref());
    Ok(AuctionResponse {
        order,
        tenant: deps.api.addr_humanize(&terms.tenant)?.into(),
        demand: terms.demand,
        rule: terms.rule,
        bids_until: clock.bids_until,
        closes_at: clock.closes_at,
        bids: top.as_ref().map_or(0, |top| top.bids),
        best: top.as_ref().map(|top| top.best),
        runner_up: top.and_then(|top| top.runner_up),
    })
}
