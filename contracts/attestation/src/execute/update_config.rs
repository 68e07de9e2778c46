use cosmwasm_std::{DepsMut, MessageInfo, Response};
use tender_guard::address;
use tender_interfaces::attestation::Params;
use tender_interfaces::events::ConfigUpdated;

use crate::state::{CONFIG, ROLES};
use crate::{check, ContractError};

/// The owner changes what is given.
pub fn update_config(
    deps: DepsMut,
    info: &MessageInfo,
    escrow: Option<String>,
    params: Option<Params>,
) -> Result<Response, ContractError> {
    ROLES.only_owner(deps.storage, &info.sender)?;
    let mut config = CONFIG.load(deps.storage)?;
    if let Some(escrow) = escrow {
        config.escrow = Some(address(deps.api, &escrow)?.into());
    }
    if let Some(params) = params {
        check::params(&params)?;
        config.set_params(params);
    }
    CONFIG.save(deps.storage, &config);
    Ok(Response::new().add_event(ConfigUpdated {
        by: info.sender.to_string(),
    }))
}
