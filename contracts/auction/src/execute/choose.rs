use cosmwasm_std::{ensure, Addr, DepsMut, Env, Response, Storage};
use tender_interfaces::auction::{Bid, Rule};
use tender_market::matching::judge_provider;
use tender_types::{ClassId, OrderId, ProviderId, Rate, Timestamp};

use crate::award::Winner;
use crate::state::{self, Config, Terms, BIDS};
use crate::{outcome, registry, ContractError};

/// The tenant takes a bid as it saw it. If `escrow` refuses the lease, all of this is undone.
pub fn choose(
    deps: DepsMut,
    env: &Env,
    sender: &Addr,
    config: &Config,
    order: OrderId,
    provider: ProviderId,
    class: ClassId,
    max_rate: Rate,
) -> Result<Response, ContractError> {
    let now = Timestamp::now(env);
    let terms = state::terms(deps.storage, order)?;
    registry::only_tenant(deps.as_ref(), sender, &terms)?;
    open_to_choice(&terms, order, now)?;
    let bid = seen_bid(deps.storage, order, provider, class, max_rate)?;
    let row = registry::provider(deps.as_ref(), config, provider)?;
    let eligible = judge_provider(&terms.demand, class, row.as_ref(), now)
        .map_err(|mismatch| ContractError::Mismatch { mismatch })?;
    let winner = Winner { bid, eligible };
    let open_lease = winner.open_lease(deps.api, config, order, &terms)?;

    state::end(deps.storage, order, None);
    BIDS.remove(deps.storage, &(order, provider));
    let response = outcome::response(outcome::awarded(winner.award(order)))?;
    Ok(response.add_message(open_lease))
}

fn open_to_choice(terms: &Terms, order: OrderId, now: Timestamp) -> Result<(), ContractError> {
    if let Rule::OpenDescending { .. } = terms.rule {
        return Err(ContractError::WrongRule { order });
    }
    let closes_at = terms.clock(None).closes_at;
    ensure!(
        now < closes_at,
        ContractError::ChoosingOver {
            order,
            closes_at,
            now,
        }
    );
    Ok(())
}

/// The bid, unless it became another one, or dearer, while the choice was on its way.
fn seen_bid(
    store: &dyn Storage,
    order: OrderId,
    provider: ProviderId,
    class: ClassId,
    max_rate: Rate,
) -> Result<Bid, ContractError> {
    let bid = BIDS
        .may_load(store, &(order, provider))?
        .ok_or(ContractError::NoBid { order, provider })?;
    ensure!(
        bid.class == class && bid.rate <= max_rate,
        ContractError::BidChanged {
            class: bid.class,
            rate: bid.rate,
        }
    );
    Ok(bid)
}
