use cosmwasm_std::{ensure, Addr, DepsMut, Env, HexBinary, Response};
use tender_guard::within;
use tender_interfaces::auction::{Bidding, Sealer, Stage};
use tender_interfaces::events::ReserveOpened;
use tender_types::{OrderKey, Rate, Timestamp};

use crate::auction::Auction;
use crate::{seal, ContractError};

/// The tenant opens its reserve before the first bid is opened: it is what it was, whatever the bids
/// are. Never paused: time to open runs on.
pub fn open_reserve(
    deps: DepsMut,
    env: &Env,
    sender: &Addr,
    order: OrderKey,
    rate: Rate,
    salt: &HexBinary,
) -> Result<Response, ContractError> {
    let now = Timestamp::now(env);
    let mut auction = Auction::load(deps.storage, order)?;
    auction.only_tenant(deps.as_ref(), sender)?;
    let reserve = match &auction.rule().bidding {
        Bidding::Sealed { reserve, .. } => reserve.as_ref(),
        Bidding::Open { .. } | Bidding::Dutch { .. } => None,
    };
    let reserve = reserve.filter(|_| auction.top.reserve.is_none());
    let reserve = reserve.ok_or(ContractError::NoReserve { order })?;
    let clock = auction.clock();
    let (from, until) = (clock.bids_until, clock.reveals_until);
    let opening = matches!(auction.stage(now), Stage::Opening { .. });
    ensure!(
        opening,
        ContractError::NotOpening {
            order,
            from,
            until,
            now,
        }
    );
    let first = auction.top.bids.is_empty();
    ensure!(first, ContractError::ReserveLate { order });
    within("rate", rate, Rate(1), auction.terms.demand.max_rate)?;
    seal::check(env, order, Sealer::Tenant, rate, salt, reserve)?;

    auction.top.reserve = Some(rate);
    auction.save(deps.storage);
    Ok(Response::new().add_event(ReserveOpened { order, rate }))
}
