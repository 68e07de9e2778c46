use cosmwasm_std::{Addr, DepsMut, Response};
use tender_guard::changed;
use tender_interfaces::attestation::Params;
use tender_interfaces::events::ParamsUpdated;

use crate::state::{Config, ADMIN, CONFIG};
use crate::{check, ContractError};

/// The owner changes the parameters. A new minimum touches nobody by itself, and a new unbonding time
/// nobody who is leaving already.
pub fn update_params(
    deps: DepsMut,
    sender: &Addr,
    config: Config,
    new: Params,
) -> Result<Response, ContractError> {
    ADMIN.only_owner(deps.storage, sender)?;
    check::params(&new)?;
    let Params {
        min_bond,
        unbonding,
    } = changed(&config.params(), new)?;
    let config = Config {
        min_bond,
        unbonding,
        ..config
    };
    CONFIG.save(deps.storage, &config);
    Ok(Response::new().add_event(ParamsUpdated {
        by: sender.to_string(),
    }))
}
