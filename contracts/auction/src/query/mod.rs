//! What can be asked. Every list is a page of a range.

mod invariants;

pub use invariants::invariants;

use cosmwasm_std::{Deps, Env};
use tender_interfaces::auction::{
    AuctionResponse, AuctionsResponse, BoundResponse, Commitment, CommitmentCursor,
    CommitmentsResponse, ConfigResponse,
};
use tender_storage::page_limit;
use tender_types::{AccountId, OrderKey, ProviderId, Timestamp};

use crate::auction::Auction;
use crate::state::{slot, BIDS_UNTIL, COMMITMENTS, CONFIG, TERMS};
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
pub fn auction(deps: Deps, env: &Env, order: OrderKey) -> Result<AuctionResponse, ContractError> {
    response(deps, env, Auction::load(deps.storage, order)?)
}

/// Auctions that have not ended, by account and slot.
pub fn auctions(
    deps: Deps,
    env: &Env,
    account: Option<AccountId>,
    start_after: Option<OrderKey>,
    limit: Option<u32>,
) -> Result<AuctionsResponse, ContractError> {
    let after = start_after.map(slot);
    let limit = page_limit(limit);
    let rows = match account {
        Some(account) => TERMS.page(deps.storage, &account, after.as_ref(), limit)?,
        None => TERMS.page(deps.storage, &(), after.as_ref(), limit)?,
    };
    let auctions = rows.into_iter().map(|((account, slot), terms)| {
        let order = OrderKey { account, slot };
        response(deps, env, Auction::of(deps.storage, order, terms)?)
    });
    Ok(AuctionsResponse {
        auctions: auctions.collect::<Result<_, _>>()?,
    })
}

/// Commitments for an order that are not opened, by round and provider.
pub fn commitments(
    deps: Deps,
    order: OrderKey,
    start_after: Option<CommitmentCursor>,
    limit: Option<u32>,
) -> Result<CommitmentsResponse, ContractError> {
    let slot = slot(order);
    let after = start_after.map(|after| (slot, after.round, after.provider));
    let rows = COMMITMENTS.page(deps.storage, &slot, after.as_ref(), page_limit(limit))?;
    let commitments = rows
        .into_iter()
        .map(|((_, round, provider), row)| Commitment {
            round,
            provider,
            classes: row.classes,
            committed_at: row.committed_at,
            open_until: row.open_until,
        });
    Ok(CommitmentsResponse {
        commitments: commitments.collect(),
    })
}

/// Until when a provider's bids bind.
pub fn bound(deps: Deps, provider: ProviderId) -> Result<BoundResponse, ContractError> {
    let row = BIDS_UNTIL.may_load(deps.storage, &provider)?;
    let until = row.map(|row| row.until);
    Ok(BoundResponse { until })
}

fn response(deps: Deps, env: &Env, auction: Auction) -> Result<AuctionResponse, ContractError> {
    let now = Timestamp::now(env);
    Ok(AuctionResponse {
        order: auction.order,
        round: auction.top.round,
        tenant: auction.tenant(deps)?.into(),
        stage: auction.stage(now),
        expires_at: auction.terms.expires_at,
        most: auction.most(now)?,
        binding: auction.binding().max(now),
        demand: auction.terms.demand,
        rule: auction.terms.rule,
        bids: auction.top.bids,
        failed: auction.top.failed,
    })
}
