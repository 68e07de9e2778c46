use cosmwasm_std::{ensure, DepsMut, Env, Response};
use tender_interfaces::events::BidUnopened;
use tender_interfaces::orderbook::Bidder;
use tender_types::{OrderKey, ProviderId, Timestamp};

use crate::award::fault;
use crate::state::{slot, Config, COMMITMENTS};
use crate::ContractError;

/// A commitment that was not opened is a no-show, whether its auction is still there or not. Never
/// paused.
pub fn report_unopened(
    deps: DepsMut,
    env: &Env,
    config: &Config,
    order: OrderKey,
    round: u64,
    provider: ProviderId,
) -> Result<Response, ContractError> {
    let now = Timestamp::now(env);
    let key = (slot(order), round, provider);
    let commitment = COMMITMENTS.may_load(deps.storage, &key)?;
    let commitment = commitment.ok_or(ContractError::NoCommitment { order, provider })?;
    let until = commitment.open_until;
    ensure!(now >= until, ContractError::StillOpening { until, now });

    COMMITMENTS.remove(deps.storage, &key);
    let draw = commitment.draw;
    let bidder = Bidder { provider, draw };
    let message = fault(deps.as_ref(), config, vec![bidder])?;
    let unopened = BidUnopened {
        order,
        round,
        provider,
    };
    Ok(Response::new().add_messages(message).add_event(unopened))
}
