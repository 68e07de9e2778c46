use cosmwasm_std::{ensure, Addr, DepsMut, Env, Response};
use tender_interfaces::auction::{Bid, Bidding, Outcome, Pick, Stage};
use tender_interfaces::demand::Mismatch;
use tender_interfaces::events::BidPassedOver;
use tender_types::{OrderKey, ProviderId, Rate, Timestamp};

use crate::auction::Auction;
use crate::award::{award, fault, looked, Winner};
use crate::serve::Look;
use crate::state::Config;
use crate::{outcome, ContractError};

/// The tenant takes a bid as it saw it. One that its bidder made unfillable is paid for and forgotten,
/// and the tenant picks another; one that cannot be served for other reasons is refused and stays.
pub fn choose(
    deps: DepsMut,
    env: &Env,
    sender: &Addr,
    config: &Config,
    order: OrderKey,
    provider: ProviderId,
    max_rate: Rate,
) -> Result<Response, ContractError> {
    let now = Timestamp::now(env);
    let mut auction = Auction::load(deps.storage, order)?;
    auction.only_tenant(deps.as_ref(), sender)?;
    choosing(&auction, now)?;
    let bid = seen(&auction, provider, max_rate, now)?;
    match looked(deps.as_ref(), config, &auction, &bid, now)? {
        Look::Serves { .. } => {}
        Look::Fails {
            mismatch,
            own_act: true,
        } => return pass_over(deps, config, auction, &bid, &mismatch),
        Look::Fails { mismatch, .. } => return Err(ContractError::Mismatch { mismatch }),
    }
    let rate = bid.rate;
    let winner = Winner { bid, rate };
    let awarded = award(deps.as_ref(), env, config, &auction, &winner, vec![])?;
    // The tenant is here: it can deposit and choose again.
    let awarded = awarded.ok_or(ContractError::Unfunded { rate })?;
    auction.top.awarded = Some(awarded.lease);
    auction.save(deps.storage);
    let response = Response::new().add_message(awarded.message);
    outcome::tell(response, outcome::awarded(order, awarded.lease, rate))
}

/// Refuses a choice where there is none, or not now. Bids that come in the open may be chosen as they
/// come; sealed ones when all could be opened.
fn choosing(auction: &Auction, now: Timestamp) -> Result<(), ContractError> {
    let order = auction.order;
    let chosen = matches!(auction.rule().pick, Pick::Tenant { .. });
    ensure!(chosen, ContractError::LowestWins { order });
    let clock = auction.clock();
    let from = match auction.rule().bidding {
        Bidding::Open { .. } | Bidding::Dutch { .. } => auction.top.since,
        Bidding::Sealed { .. } => clock.reveals_until,
    };
    let until = clock.closes_at;
    if let Stage::Awarded { lease } = auction.stage(now) {
        return Err(ContractError::Awarded { order, lease });
    }
    let open = from <= now && now < until;
    ensure!(
        open,
        ContractError::NotChoosing {
            order,
            from,
            until,
            now,
        }
    );
    Ok(())
}

/// The bid, unless it became a dearer one while the choice was on its way, or binds no more.
fn seen(
    auction: &Auction,
    provider: ProviderId,
    max_rate: Rate,
    now: Timestamp,
) -> Result<Bid, ContractError> {
    let order = auction.order;
    let bid = auction.top.bids.iter().find(|bid| bid.provider == provider);
    let bid = bid.ok_or(ContractError::NoBid { order, provider })?;
    let rate = bid.rate;
    ensure!(rate <= max_rate, ContractError::BidChanged { rate });
    let valid_until = bid.valid_until;
    ensure!(
        now <= valid_until,
        ContractError::Lapsed { valid_until, now }
    );
    Ok(bid.clone())
}

/// The bidder pays for what it made unfillable, and is out.
fn pass_over(
    deps: DepsMut,
    config: &Config,
    mut auction: Auction,
    bid: &Bid,
    mismatch: &Mismatch,
) -> Result<Response, ContractError> {
    let (order, provider) = (auction.order, bid.provider);
    let bidder = auction.bidder(provider, &bid.classes);
    auction.fail(provider);
    auction.save(deps.storage);
    let message = fault(deps.as_ref(), config, vec![bidder])?;
    let passed_over = BidPassedOver {
        order,
        provider,
        mismatch: mismatch.to_string(),
        fault: true,
    };
    let response = Response::new().add_messages(message).add_event(passed_over);
    outcome::tell(response, outcome::unawarded(order, Outcome::PassedOver))
}
