use cosmwasm_std::{DepsMut, Response};
use tender_interfaces::admin::Pauses;
use tender_interfaces::attestation::InstantiateMsg;

use crate::links::{ESCROW, TOKEN};
use crate::state::{Bonded, Config, Last, ADMIN, BONDED, CONFIG, LAST};
use crate::{params, ContractError};

/// Opens the registry, with an empty catalog and nobody in it. The other contracts may not be there
/// yet.
pub fn instantiate(deps: DepsMut, msg: &InstantiateMsg) -> Result<Response, ContractError> {
    let escrow = msg.escrow.as_deref();
    let escrow = escrow.map(|text| ESCROW.ahead(deps.as_ref(), text));
    let config = Config {
        token: TOKEN.ahead(deps.as_ref(), &msg.token)?,
        escrow: escrow.transpose()?,
        params: params::validate(msg.params)?,
        pauses: Pauses::default(),
    };
    CONFIG.save(deps.storage, &config);
    LAST.save(deps.storage, &Last::default());
    BONDED.save(deps.storage, &Bonded::default());
    let guardian = msg.guardian.as_deref();
    ADMIN.instantiate(deps.storage, deps.api, &msg.owner, guardian)?;
    Ok(Response::new())
}
