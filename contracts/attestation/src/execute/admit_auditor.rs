use cosmwasm_std::{
    ensure, to_json_binary, Addr, CanonicalAddr, DepsMut, HexBinary, Order, Response, Storage,
};
use tender_guard::canonical;
use tender_interfaces::attestation::IdRow;
use tender_interfaces::events::AuditorAdmitted;
use tender_types::AuditorId;

use crate::auditor::id_in;
use crate::state::{AuditorDetails, ADMIN, ADMITTED, AUDITORS, AUDITOR_IDS, EVIDENCE, LAST};
use crate::{check, ContractError};

/// The owner admits an auditor, or admits it again.
pub fn admit_auditor(
    deps: DepsMut,
    sender: &Addr,
    auditor: String,
    public_key: HexBinary,
) -> Result<Response, ContractError> {
    ADMIN.only_owner(deps.storage, sender)?;
    let address = canonical(deps.api, &auditor)?;
    check::public_key(deps.api, &public_key)?;
    let id = match AUDITOR_IDS.may_load(deps.storage, &address)? {
        Some(row) => former(deps.storage, id_in(Some(row), &auditor)?, &auditor)?,
        None => enter(deps.storage, &address)?,
    };
    let event = AuditorAdmitted {
        auditor: id,
        address: auditor.clone(),
        public_key: public_key.to_hex(),
    };
    let details = AuditorDetails {
        address: auditor,
        public_key,
        admitted: true,
    };
    AUDITORS.save(deps.storage, id.0, &details)?;
    ADMITTED.save(deps.storage, &address, &id_row(id));
    Ok(Response::new()
        .add_event(event)
        .set_data(to_json_binary(&id)?))
}

/// A removed auditor keeps its id, so that its used nonces stay used. Nothing it attested before may
/// come back with it.
fn former(store: &dyn Storage, id: AuditorId, address: &str) -> Result<AuditorId, ContractError> {
    ensure!(
        !AUDITORS.load(store, id.0)?.admitted,
        ContractError::AlreadyAdmitted {
            address: address.to_string(),
            auditor: id,
        }
    );
    let attested = EVIDENCE.prefix(id.0);
    let left = attested.keys(store, None, None, Order::Ascending).next();
    ensure!(
        left.is_none(),
        ContractError::RemovalIncomplete { auditor: id }
    );
    Ok(id)
}

fn enter(store: &mut dyn Storage, address: &CanonicalAddr) -> Result<AuditorId, ContractError> {
    let mut last = LAST.load(store)?;
    let id = last
        .auditor
        .next()
        .ok_or(ContractError::IdsUsedUp { what: "auditor" })?;
    last.auditor = id;
    LAST.save(store, &last);
    AUDITOR_IDS.save(store, address, &id_row(id));
    Ok(id)
}

fn id_row(id: AuditorId) -> IdRow {
    IdRow {
        id: u32::from(id.0),
    }
}
