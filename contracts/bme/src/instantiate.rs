use cosmwasm_std::{DepsMut, Response};
use tender_guard::Link;
use tender_interfaces::admin::Pauses;
use tender_interfaces::bme::InstantiateMsg;

use crate::links::{suite_of, ORACLE, TOKEN};
use crate::state::{Config, Ledger, ADMIN, CONFIG, LEDGER};
use crate::{params, ContractError};

/// Opens the equilibrium, with nothing minted. The other contracts may not be there yet.
pub fn instantiate(deps: DepsMut, msg: &InstantiateMsg) -> Result<Response, ContractError> {
    let config = Config {
        token: TOKEN.ahead(deps.as_ref(), &msg.token)?,
        oracle: ORACLE.ahead(deps.as_ref(), &msg.oracle)?,
        suite: suite_of(deps.as_ref(), Link::ahead, &msg.suite)?,
        params: params::validate(msg.params)?,
        pauses: Pauses::default(),
    };
    CONFIG.save(deps.storage, &config);
    LEDGER.save(deps.storage, &Ledger::default());
    let guardian = msg.guardian.as_deref();
    ADMIN.instantiate(deps.storage, deps.api, &msg.owner, guardian)?;
    Ok(Response::new())
}
