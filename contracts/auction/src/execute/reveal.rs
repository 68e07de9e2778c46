use cosmwasm_std::{ensure, Addr, DepsMut, Env, HexBinary, Response};
use tender_interfaces::auction::{Bid, Sealer};
use tender_types::{OrderKey, ProviderId, Rate, Timestamp};

use super::place_bid::{keep, placed};
use crate::auction::Auction;
use crate::ranking::{self, Ranked};
use crate::registry::speaks_for;
use crate::state::{slot, Config, COMMITMENTS};
use crate::{seal, ContractError};

/// What a provider says it has sealed.
pub struct Opened {
    /// Who bids.
    pub provider: ProviderId,
    /// What it asks.
    pub rate: Rate,
    /// What it was sealed with.
    pub salt: HexBinary,
    /// Until when it binds.
    pub valid_until: Timestamp,
}

/// Opens a commitment. Whatever it says, its bidder has kept its word: it is kept if it is among the
/// best and asks no more than it may, and is forgotten otherwise. Never paused: time to open runs on.
pub fn reveal(
    deps: DepsMut,
    env: &Env,
    sender: &Addr,
    config: &Config,
    order: OrderKey,
    opened: &Opened,
) -> Result<Response, ContractError> {
    let now = Timestamp::now(env);
    let provider = opened.provider;
    speaks_for(deps.as_ref(), sender, config, provider)?;
    let auction = Auction::load(deps.storage, order)?;
    let clock = auction.clock();
    let (from, until) = (clock.reveals_from, clock.reveals_until);
    ensure!(
        from <= now && now < until,
        ContractError::NotOpening {
            order,
            from,
            until,
            now,
        }
    );
    auction.binds(opened.valid_until, now)?;
    let round = auction.top.round;
    let key = (slot(order), round, provider);
    let commitment = COMMITMENTS.may_load(deps.storage, &key)?;
    let commitment = commitment.ok_or(ContractError::NoCommitment { order, provider })?;
    let sealer = Sealer::Bidder { provider, round };
    seal::check(
        env,
        order,
        sealer,
        opened.rate,
        &opened.salt,
        &commitment.seal,
    )?;

    COMMITMENTS.remove(deps.storage, &key);
    let demand = &auction.terms.demand;
    let ceiling = ranking::ceiling(demand, &commitment.classes).unwrap_or_default();
    let bid = Bid {
        provider,
        classes: commitment.classes,
        rate: opened.rate,
        tier: commitment.tier,
        placed_at: commitment.committed_at,
        valid_until: opened.valid_until,
    };
    let forgotten = placed(&auction, bid.clone(), None, None);
    let within = !bid.rate.is_zero() && bid.rate <= ceiling.min(auction.most(now)?);
    if !within {
        return Ok(Response::new().add_event(forgotten));
    }
    // Bids are ranked before anything is written, so nothing is when this one is not among them.
    let event = match keep(deps.storage, auction, Ranked { bid, ceiling }, now) {
        Err(ContractError::NotAmongBest { .. } | ContractError::NotBetter { .. }) => forgotten,
        kept => kept?,
    };
    Ok(Response::new().add_event(event))
}
