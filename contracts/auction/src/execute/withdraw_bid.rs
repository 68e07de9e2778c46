use cosmwasm_std::{ensure, Addr, DepsMut, Response};
use tender_interfaces::auction::Rule;
use tender_interfaces::events::BidWithdrawn;
use tender_types::{OrderId, ProviderId};

use crate::registry::speaks_for;
use crate::state::{self, Config, BIDS};
use crate::ContractError;

/// A provider takes back what the tenant has not chosen. Never paused.
pub fn withdraw_bid(
    deps: DepsMut,
    sender: &Addr,
    config: &Config,
    order: OrderId,
    provider: ProviderId,
) -> Result<Response, ContractError> {
    speaks_for(deps.as_ref(), sender, config, provider)?;
    if let Rule::OpenDescending { .. } = state::terms(deps.storage, order)?.rule {
        return Err(ContractError::WrongRule { order });
    }
    let key = (order, provider);
    ensure!(
        BIDS.may_load(deps.storage, &key)?.is_some(),
        ContractError::NoBid { order, provider }
    );
    BIDS.remove(deps.storage, &key);
    Ok(Response::new().add_event(BidWithdrawn { order, provider }))
}
