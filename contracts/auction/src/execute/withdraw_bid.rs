use cosmwasm_std::{DepsMut, MessageInfo, Response};
use tender_interfaces::auction::Rule;
use tender_interfaces::events::BidWithdrawn;
use tender_types::{OrderId, ProviderId};

use crate::registry::speaks_for;
use crate::state::{self, BIDS, CONFIG};
use crate::ContractError;

/// A provider takes back what the tenant has not chosen. Never paused.
pub fn withdraw_bid(
    deps: DepsMut,
    info: &MessageInfo,
    order: OrderId,
    provider: ProviderId,
) -> Result<Response, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    speaks_for(deps.as_ref(), &config, provider, &info.sender)?;
    if let Rule::OpenDescending { .. } = state::terms(deps.storage, order)?.rule {
        return Err(ContractError::WrongRule { order });
    }
    let key = (order, provider);
    if BIDS.may_load(deps.storage, &key)?.is_none() {
        return Err(ContractError::NoBid { order, provider });
    }
    BIDS.remove(deps.storage, &key);
    Ok(Response::new().add_event(BidWithdrawn { order, provider }))
}
