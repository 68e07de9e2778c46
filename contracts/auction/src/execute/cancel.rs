use cosmwasm_std::{ensure, Addr, DepsMut, Env, Response, Storage};
use tender_interfaces::auction::{Outcome, Pick, Stage};
use tender_types::{OrderKey, Timestamp};

use crate::auction::Auction;
use crate::state::{slot, COMMITMENTS};
use crate::{outcome, ContractError};

/// The tenant ends an auction that nobody relies on: before the first bid, or where it need not take
/// any; one that is awarded has done its work. Never paused.
pub fn cancel(
    deps: DepsMut,
    env: &Env,
    sender: &Addr,
    order: OrderKey,
) -> Result<Response, ContractError> {
    let now = Timestamp::now(env);
    let auction = Auction::load(deps.storage, order)?;
    auction.only_tenant(deps.as_ref(), sender)?;
    let stage = auction.stage(now);
    if !matches!(stage, Stage::Awarded { .. }) {
        let free = matches!(auction.rule().pick, Pick::Tenant { .. });
        let none = auction.top.bids.is_empty();
        ensure!(free || none, ContractError::HasBids { order });
        all_opened(deps.storage, &auction, now)?;
    }
    auction.end(deps.storage);
    let cancelled = outcome::unawarded(order, Outcome::Cancelled);
    outcome::tell(Response::new(), cancelled)
}

/// Refuses while commitments wait to be opened: without the auction nobody could, and all would be
/// no-shows.
fn all_opened(store: &dyn Storage, auction: &Auction, now: Timestamp) -> Result<(), ContractError> {
    let order = auction.order;
    let until = auction.clock().reveals_until;
    if now >= until {
        return Ok(());
    }
    let round = (slot(order), auction.top.round);
    let waiting = COMMITMENTS.scan(store, &round, None).next();
    ensure!(
        waiting.is_none(),
        ContractError::HasCommitments { order, until }
    );
    Ok(())
}
