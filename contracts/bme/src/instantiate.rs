use cosmwasm_std::{DepsMut, Response};
use tender_guard::link_ahead;
use tender_interfaces::admin::Pauses;
use tender_interfaces::bme::InstantiateMsg;

use crate::state::{Config, Ledger, ADMIN, CONFIG, LEDGER};
use crate::{links, params, ContractError};

/// Opens the equilibrium, with nothing minted. The other contracts may not be there yet.
pub fn instantiate(deps: DepsMut, msg: &InstantiateMsg) -> Result<Response, ContractError> {
    params::validate(&msg.params)?;
    let config = Config {
        token: links::token(deps.as_ref(), &msg.token)?,
        oracle: links::oracle(deps.as_ref(), link_ahead, &msg.oracle)?,
        suite: links::suite(deps.as_ref(), link_ahead, &msg.suite)?,
        params: msg.params,
        pauses: Pauses::default(),
    };
    CONFIG.save(deps.storage, &config);
    LEDGER.save(deps.storage, &Ledger::default());
    let guardian = msg.guardian.as_deref();
    ADMIN.instantiate(deps.storage, deps.api, &msg.owner, guardian)?;
    Ok(Response::new())
}
