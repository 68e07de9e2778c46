use cosmwasm_std::{ensure, Addr, Deps, DepsMut, Env, Response, Storage};
use tender_interfaces::attestation::ProviderRow;
use tender_interfaces::auction::{Bid, Bidding, NewBid};
use tender_interfaces::demand::Mismatch;
use tender_interfaces::events::BidPlaced;
use tender_types::{OrderKey, ProviderId, Timestamp};

use crate::auction::Auction;
use crate::award::{award, Winner};
use crate::bound::bind;
use crate::ranking::{self, Placed, Ranked};
use crate::registry::speaks_for;
use crate::serve::{judge_properties, look, Look};
use crate::state::Config;
use crate::{outcome, ContractError};

/// Takes a bid that can be served now. In the open it is kept if it is among the best; under `Dutch` it
/// wins.
pub fn place_bid(
    deps: DepsMut,
    env: &Env,
    sender: &Addr,
    config: &Config,
    order: OrderKey,
    new: NewBid,
) -> Result<Response, ContractError> {
    let now = Timestamp::now(env);
    let row = speaks_for(deps.as_ref(), sender, config, new.provider)?;
    let auction = Auction::load(deps.storage, order)?;
    auction.takes_bids(new.provider, new.round, now)?;
    auction.binds(new.valid_until, now)?;
    let ranked = judged(deps.as_ref(), config, &auction, new, &row, now)?;
    match auction.rule().bidding {
        Bidding::Open { .. } => {
            let placed = keep(deps.storage, auction, ranked, now)?;
            Ok(Response::new().add_event(placed))
        }
        Bidding::Dutch { .. } => take(deps, env, config, auction, ranked.bid, now),
        Bidding::Sealed { .. } => Err(ContractError::WrongBidding { order }),
    }
}

/// The bid, if its rate is within bounds and what it offers is there.
fn judged(
    deps: Deps,
    config: &Config,
    auction: &Auction,
    new: NewBid,
    row: &ProviderRow,
    now: Timestamp,
) -> Result<Ranked, ContractError> {
    let NewBid {
        provider,
        classes,
        rate,
        valid_until,
        ..
    } = new;
    ensure!(!rate.is_zero(), ContractError::ZeroRate);
    let demand = &auction.terms.demand;
    let ceiling = ranking::ceiling(demand, &classes).ok_or(mismatch(Mismatch::Class {}))?;
    let most = ceiling.min(auction.most(now)?);
    ensure!(rate <= most, mismatch(Mismatch::Total { rate, most }));
    judge_properties(deps, config, demand, &classes)?;
    let tier = match look(deps, config, demand, provider, Some(row), &classes, now)? {
        Look::Serves { tier } => tier,
        Look::Fails { mismatch, .. } => return Err(ContractError::Mismatch { mismatch }),
    };
    let bid = Bid {
        provider,
        classes,
        rate,
        tier,
        placed_at: now,
        valid_until,
    };
    Ok(Ranked { bid, ceiling })
}

const fn mismatch(mismatch: Mismatch) -> ContractError {
    ContractError::Mismatch { mismatch }
}

/// Keeps a bid among the best, and holds its bidder to it.
pub fn keep(
    store: &mut dyn Storage,
    mut auction: Auction,
    new: Ranked,
    now: Timestamp,
) -> Result<BidPlaced, ContractError> {
    let bid = new.bid.clone();
    let Placed {
        bids,
        place,
        evicted,
    } = ranking::place(auction.ranked(), new)?;
    auction.top.bids = bids;
    if place == 0 {
        auction.top.best_at = now;
    }
    auction.save(store);
    bind(store, bid.provider, bid.valid_until)?;
    Ok(placed(&auction, bid, u8::try_from(place).ok(), evicted))
}

/// What is told of a bid.
pub fn placed(
    auction: &Auction,
    bid: Bid,
    place: Option<u8>,
    evicted: Option<ProviderId>,
) -> BidPlaced {
    BidPlaced {
        order: auction.order,
        provider: bid.provider,
        classes: bid.classes,
        rate: bid.rate,
        tier: bid.tier,
        valid_until: bid.valid_until,
        place,
        evicted,
        bids_until: auction.clock().bids_until,
    }
}

/// The first who takes the price wins, and is paid what it asks. A price that the tenant cannot pay is
/// refused and ends nothing: a lower one was not taken, and the tenant may still deposit.
fn take(
    deps: DepsMut,
    env: &Env,
    config: &Config,
    mut auction: Auction,
    bid: Bid,
    now: Timestamp,
) -> Result<Response, ContractError> {
    let (order, rate) = (auction.order, bid.rate);
    let placed = placed(&auction, bid.clone(), Some(0), None);
    let winner = Winner { bid, rate };
    let awarded = award(deps.as_ref(), env, config, &auction, &winner, vec![])?;
    let awarded = awarded.ok_or(ContractError::Unfunded { rate })?;
    auction.top.awarded = Some(awarded.lease);
    // Should the lease never begin, the price goes on from here.
    auction.top.best_at = now;
    auction.save(deps.storage);
    let response = Response::new()
        .add_event(placed)
        .add_message(awarded.message);
    outcome::tell(response, outcome::awarded(order, awarded.lease, rate))
}
