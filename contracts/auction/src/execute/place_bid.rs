use cosmwasm_std::{Deps, DepsMut, Env, MessageInfo, Response, Storage};
use tender_guard::active;
use tender_interfaces::auction::{Bid, Rule};
use tender_interfaces::demand::ResolvedDemand;
use tender_interfaces::events::BidPlaced;
use tender_interfaces::roles::ActionClass;
use tender_market::matching::{judge_offer, judge_provider, OfferView};
use tender_types::{ClassId, OrderId, ProviderId, Rate, Resources, Timestamp};

use crate::registry::speaks_for;
use crate::state::{self, Config, BIDS, CONFIG, STANDINGS};
use crate::{standing, ContractError};

/// What a provider offers for all units of an order.
pub struct Offer {
    /// The order.
    pub order: OrderId,
    /// Who offers.
    pub provider: ProviderId,
    /// What.
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
    info: &MessageInfo,
    offer: &Offer,
) -> Result<Response, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    active(config.paused, ActionClass::Bid)?;
    let now = env.block.time.seconds();
    let terms = state::terms(deps.storage, offer.order)?;
    let stands = state::standing(deps.storage, offer.order, &terms.rule)?;
    let bids_until = terms.clock(stands.as_ref()).bids_until;
    if now >= bids_until {
        return Err(ContractError::BiddingOver {
            order: offer.order,
            bids_until,
            now,
        });
    }
    let bid = judged(deps.as_ref(), &config, info, (offer, &terms.demand), now)?;
    let bids_until = match terms.rule {
        Rule::OpenDescending { min_step, .. } => {
            let stands = standing::accept(stands, bid, min_step)?;
            STANDINGS.save(deps.storage, &offer.order, &stands);
            terms.clock(Some(&stands)).bids_until
        }
        Rule::TenantChoice { .. } => {
            replace_own(deps.storage, offer.order, bid)?;
            bids_until
        }
    };
    Ok(Response::new().add_event(BidPlaced {
        order: offer.order,
        provider: bid.provider,
        class: bid.class,
        rate: bid.rate,
        tier: bid.tier,
        bids_until,
    }))
}

/// The bid that `offer` makes, if the sender may make it and it serves the demand.
fn judged(
    deps: Deps,
    config: &Config,
    info: &MessageInfo,
    (offer, demand): (&Offer, &ResolvedDemand),
    now: Timestamp,
) -> Result<Bid, ContractError> {
    let provider = speaks_for(deps, config, offer.provider, &info.sender)?;
    if offer.rate.is_zero() {
        return Err(ContractError::ZeroRate);
    }
    if !offer.unit.is_canonical() {
        return Err(ContractError::Volumes);
    }
    let mismatch = |mismatch| ContractError::Mismatch { mismatch };
    // A bid is for all units and in the order's asset, and stands as long as the auction.
    let view = OfferView {
        class: offer.class,
        rate: offer.rate,
        free: demand.units,
        unit: &offer.unit,
        takes_asset: true,
        expires_at: None,
    };
    judge_offer(demand, &view, now).map_err(mismatch)?;
    let tier = judge_provider(demand, offer.class, Some(&provider), now).map_err(mismatch)?;
    Ok(Bid {
        provider: offer.provider,
        class: offer.class,
        rate: offer.rate,
        tier,
        placed_at: now,
    })
}

/// Under `TenantChoice` a provider has one bid, and may only lower it.
fn replace_own(store: &mut dyn Storage, order: OrderId, bid: Bid) -> Result<(), ContractError> {
    let key = (order, bid.provider);
    match BIDS.may_load(store, &key)? {
        Some(own) if bid.rate >= own.rate => Err(ContractError::NotLower { rate: own.rate }),
        _ => {
            BIDS.save(store, &key, &bid);
            Ok(())
        }
    }
}
