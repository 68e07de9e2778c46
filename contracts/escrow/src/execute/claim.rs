use cosmwasm_std::{DepsMut, Response};
use tender_guard::canonical;
use tender_interfaces::events::PaymentClaimed;
use tender_types::{AssetIndex, Echo};

use crate::pay::Payouts;
use crate::state::{Config, CLAIMABLE};
use crate::ContractError;

/// Pays out money that could not be delivered. When it still cannot be, the message fails, says why,
/// and the money stays claimable.
pub fn claim(
    deps: DepsMut,
    config: &Config,
    payee: &str,
    asset: AssetIndex,
) -> Result<Response, ContractError> {
    let key = (canonical(deps.api, payee)?, asset);
    let held = CLAIMABLE.may_load(deps.storage, &key)?;
    let amount = held
        .ok_or_else(|| ContractError::NothingToClaim {
            payee: Echo::of(payee),
            asset,
        })?
        .micro;
    CLAIMABLE.remove(deps.storage, &key);
    let payouts = Payouts::one(asset, &key.0, amount);
    let event = PaymentClaimed {
        payee: payee.to_string(),
        asset,
        amount,
    };
    Ok(Response::new()
        .add_event(event)
        .add_messages(payouts.deliver_or_fail(deps.as_ref(), config)?))
}
