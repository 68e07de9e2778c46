use cosmwasm_std::{DepsMut, Response};
use tender_guard::{canonical, set_version};
use tender_interfaces::bme::InstantiateMsg;
use tender_interfaces::roles::Paused;

use crate::config;
use crate::contract::{NAME, VERSION};
use crate::state::{Config, Ledger, CONFIG, LEDGER, ROLES};
use crate::ContractError;

/// Opens the equilibrium, with nothing minted.
pub fn instantiate(deps: DepsMut, msg: &InstantiateMsg) -> Result<Response, ContractError> {
    config::validate(&msg.params)?;
    let config = Config {
        token: canonical(deps.api, &msg.token)?,
        oracle: canonical(deps.api, &msg.oracle)?,
        suite: config::suite(deps.api, &msg.suite)?,
        params: msg.params,
        paused: Paused::default(),
    };
    CONFIG.save(deps.storage, &config);
    LEDGER.save(deps.storage, &Ledger::default());
    let guardian = msg.guardian.as_deref();
    ROLES.instantiate(deps.storage, deps.api, &msg.owner, guardian)?;
    set_version(deps.storage, NAME, VERSION)?;
    Ok(Response::new())
}
