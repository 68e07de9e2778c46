use cosmwasm_std::{DepsMut, Response};
use tender_guard::link_ahead;
use tender_interfaces::admin::Pauses;
use tender_interfaces::attestation::InstantiateMsg;

use crate::state::{Bonded, Config, Last, ADMIN, BONDED, CONFIG, LAST};
use crate::{check, links, ContractError};

/// Opens the registry, with an empty catalog and nobody in it. The other contracts may not be there
/// yet.
pub fn instantiate(deps: DepsMut, msg: &InstantiateMsg) -> Result<Response, ContractError> {
    check::params(&msg.params)?;
    let escrow = msg.escrow.as_deref();
    let escrow = escrow.map(|text| links::escrow(deps.as_ref(), link_ahead, text));
    let config = Config {
        token: links::token(deps.as_ref(), &msg.token)?,
        escrow: escrow.transpose()?,
        min_bond: msg.params.min_bond,
        unbonding: msg.params.unbonding,
        pauses: Pauses::default(),
    };
    CONFIG.save(deps.storage, &config);
    LAST.save(deps.storage, &Last::default());
    BONDED.save(deps.storage, &Bonded::default());
    let guardian = msg.guardian.as_deref();
    ADMIN.instantiate(deps.storage, deps.api, &msg.owner, guardian)?;
    Ok(Response::new())
}
