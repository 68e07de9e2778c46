use cosmwasm_std::{DepsMut, Response};
use tender_interfaces::events::PaymentClaimed;
use tender_types::AssetIndex;

use crate::pay::Payouts;
use crate::state::{CLAIMABLE, CONFIG};
use crate::{validate, ContractError};

/// Pays out money that could not be delivered. When it still cannot be, the message fails, says why,
/// and the money stays claimable.
pub fn claim(deps: DepsMut, payee: String, asset: AssetIndex) -> Result<Response, ContractError> {
    let who = validate::canonical(deps.api, &payee)?;
    let config = CONFIG.load(deps.storage)?;
    let key = (who.clone(), asset);
    let Some(held) = CLAIMABLE.may_load(deps.storage, &key)? else {
        return Err(ContractError::NothingToClaim { payee, asset });
    };
    CLAIMABLE.remove(deps.storage, &key);
    let payouts = Payouts::one(asset, &who, held.micro)?;
    let event = PaymentClaimed {
        payee,
        asset,
        amount: held.micro,
    };
    Ok(Response::new()
        .add_event(event)
        .add_messages(payouts.insist(deps.as_ref(), &config)?))
}
