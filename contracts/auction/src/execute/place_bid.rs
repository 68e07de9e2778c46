use cosmwasm_std::{ensure, Addr, Deps, DepsMut, Env, Response, Storage};
use tender_interfaces::auction::{Bid, Rule};
use tender_interfaces::demand::ResolvedDemand;
use tender_interfaces::events::BidPlaced;
use tender_market::matching::{judge_offer, judge_provider, OfferView};
use tender_types::{ClassId, OrderId, ProviderId, Rate, Resources, Timestamp};

use crate::registry::speaks_for;
use crate::state::{self, Config, BIDS, TOP_BIDS};
use crate::{ranking, ContractError};

/// A bid as it arrives, for all units of an order.
pub struct NewBid {
    /// Who bids.
    pub provider: ProviderId,
    /// What is offered.
    pub class: ClassId,
    /// Rate per unit.
    pub rate: Rate,
    /// What one unit carries.
    pub unit: Resources,
}

/// Takes a bid that serves the order and is lower than what stands.
pub fn place_bid(
    deps: DepsMut,
    env: &Env,
    sender: &Addr,
    config: &Config,
    order: OrderId,
    new: &NewBid,
) -> Result<Response, ContractError> {
    let now = Timestamp::now(env);
    let terms = state::terms(deps.storage, order)?;
    let top = state::top_bids(deps.storage, order, &terms.rule)?;
    let bids_until = terms.clock(top.as_ref()).bids_until;
    ensure!(
        now < bids_until,
        ContractError::BiddingOver {
            order,
            bids_until,
            now,
        }
    );
    let bid = judged(deps.as_ref(), sender, config, &terms.demand, new, now)?;
    let bids_until = match terms.rule {
        Rule::OpenDescending { min_step, .. } => {
            let top = ranking::accept(top, bid, min_step)?;
            TOP_BIDS.save(deps.storage, &order, &top);
            terms.clock(Some(&top)).bids_until
        }
        Rule::TenantChoice { .. } => {
            replace_own(deps.storage, order, bid)?;
            bids_until
        }
    };
    Ok(Response::new().add_event(BidPlaced {
        order,
        provider: bid.provider,
        class: bid.class,
        rate: bid.rate,
        tier: bid.tier,
        bids_until,
    }))
}

/// The bid, if the sender may make it and it serves the demand.
fn judged(
    deps: Deps,
    sender: &Addr,
    config: &Config,
    demand: &ResolvedDemand,
    new: &NewBid,
    now: Timestamp,
) -> Result<Bid, ContractError> {
    let provider = speaks_for(deps, sender, config, new.provider)?;
    ensure!(!new.rate.is_zero(), ContractError::ZeroRate);
    ensure!(new.unit.is_canonical(), ContractError::Volumes);
    // A bid is for all units and in the order's asset, and stands as long as the auction.
    let offer = OfferView {
        class: new.class,
        rate: new.rate,
        free: demand.units,
        unit: &new.unit,
        takes_asset: true,
        expires_at: None,
    };
    let eligible = judge_offer(demand, &offer, now)
        .and_then(|()| judge_provider(demand, new.class, Some(&provider), now))
        .map_err(|mismatch| ContractError::Mismatch { mismatch })?;
    Ok(Bid {
        provider: new.provider,
        class: new.class,
        rate: new.rate,
        tier: eligible.tier,
        placed_at: now,
    })
}

/// Under `TenantChoice` a provider has one bid, and may only lower it.
fn replace_own(store: &mut dyn Storage, order: OrderId, bid: Bid) -> Result<(), ContractError> {
    let key = (order, bid.provider);
    if let Some(own) = BIDS.may_load(store, &key)? {
        ensure!(
            bid.rate < own.rate,
            ContractError::NotLower { rate: own.rate }
        );
    }
    BIDS.save(store, &key, &bid);
    Ok(())
}
