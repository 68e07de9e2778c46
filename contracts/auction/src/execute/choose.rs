use cosmwasm_std::{DepsMut, Env, MessageInfo, Response, Storage};
use tender_guard::active;
use tender_interfaces::auction::{Bid, Rule};
use tender_interfaces::roles::ActionClass;
use tender_types::{ClassId, OrderId, ProviderId, Rate, Timestamp};

use crate::outcome::Outcome;
use crate::state::{self, Terms, BIDS, CONFIG};
use crate::{award, registry, ContractError};

/// The tenant takes a bid as it saw it. If `escrow` refuses the lease, all of this is undone.
pub fn choose(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    key: (OrderId, ProviderId),
    seen: (ClassId, Rate),
) -> Result<Response, ContractError> {
    let (order, _) = key;
    let config = CONFIG.load(deps.storage)?;
    active(config.paused, ActionClass::Bid)?;
    let now = env.block.time.seconds();
    let terms = state::terms(deps.storage, order)?;
    registry::only_tenant(deps.as_ref(), &terms, &info.sender)?;
    open_to_choice(&terms, order, now)?;
    let bid = seen_bid(deps.storage, key, seen)?;
    let winner = award::judge(deps.as_ref(), &config, &terms.demand, bid, now)?
        .map_err(|mismatch| ContractError::Mismatch { mismatch })?;
    state::end(deps.storage, order, None);
    BIDS.remove(deps.storage, &key);
    let outcome = Outcome::Awarded {
        winner: bid.provider,
        rate: bid.rate,
    };
    let msg = award::open_lease(deps.api, &config, order, &terms, &winner)?;
    Ok(outcome.response(order)?.add_message(msg))
}

fn open_to_choice(terms: &Terms, order: OrderId, now: Timestamp) -> Result<(), ContractError> {
    if let Rule::OpenDescending { .. } = terms.rule {
        return Err(ContractError::WrongRule { order });
    }
    let closes_at = terms.clock(None).closes_at;
    match now < closes_at {
        true => Ok(()),
        false => Err(ContractError::ChoosingOver {
            order,
            closes_at,
            now,
        }),
    }
}

/// The bid, unless it became another one, or dearer, while the choice was on its way.
fn seen_bid(
    store: &dyn Storage,
    key: (OrderId, ProviderId),
    (class, max_rate): (ClassId, Rate),
) -> Result<Bid, ContractError> {
    let (order, provider) = key;
    let bid = BIDS
        .may_load(store, &key)?
        .ok_or(ContractError::NoBid { order, provider })?;
    match bid.class == class && bid.rate <= max_rate {
        true => Ok(bid),
        false => Err(ContractError::BidChanged {
            class: bid.class,
            rate: bid.rate,
        }),
    }
}
