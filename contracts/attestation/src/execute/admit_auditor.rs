use cosmwasm_std::{ensure, to_json_binary, Addr, CanonicalAddr, Deps, DepsMut, Response, Storage};
use tender_guard::canonical;
use tender_interfaces::attestation::{AuditorKey, IdRow};
use tender_types::{Akt, AuditorId};

use crate::auditor::{known, no_provider, Auditor};
use crate::state::{AuditorDetails, ADMIN, ADMITTED, AUDITOR_IDS, EVIDENCE, LAST};
use crate::{signature, ContractError};

/// The owner admits an auditor, or admits it again.
pub fn admit_auditor(
    deps: DepsMut,
    sender: &Addr,
    address: String,
    key: AuditorKey,
) -> Result<Response, ContractError> {
    ADMIN.only_owner(deps.storage, sender)?;
    let canonical = canonical(deps.api, &address)?;
    signature::key(deps.api, &key)?;
    no_provider(deps.storage, &canonical)?;
    let auditor = match AUDITOR_IDS.may_load(deps.storage, &canonical)? {
        Some(_) => former(deps.as_ref(), &address, key)?,
        None => enter(deps.storage, canonical, address, key)?,
    };
    auditor.save(deps.storage);
    ADMITTED.save(deps.storage, &auditor.canonical, &id_row(auditor.id));
    Ok(Response::new()
        .add_event(auditor.admitted_event())
        .set_data(to_json_binary(&auditor.id)?))
}

/// A removed auditor keeps its id and what is left of its bond. Nothing it attested or signed before may
/// come back with it: its removal has to be complete, and its key has a new number.
fn former(deps: Deps, address: &str, key: AuditorKey) -> Result<Auditor, ContractError> {
    let mut auditor = known(deps, address)?;
    let id = auditor.id;
    ensure!(
        !auditor.details.admitted,
        ContractError::AlreadyAdmitted {
            address: address.to_string(),
            auditor: id,
        }
    );
    removal_complete(deps.storage, id)?;
    auditor.give_key(key)?;
    auditor.details.admitted = true;
    auditor.details.unbonds_at = None;
    Ok(auditor)
}

/// Refuses while attestations of a removed auditor are left.
pub fn removal_complete(store: &dyn Storage, auditor: AuditorId) -> Result<(), ContractError> {
    let left = EVIDENCE.scan(store, &auditor, None).next();
    ensure!(left.is_none(), ContractError::RemovalIncomplete { auditor });
    Ok(())
}

fn enter(
    store: &mut dyn Storage,
    canonical: CanonicalAddr,
    address: String,
    key: AuditorKey,
) -> Result<Auditor, ContractError> {
    let mut last = LAST.load(store)?;
    let id = last
        .auditor
        .next()
        .ok_or(ContractError::IdsUsedUp { what: "auditor" })?;
    last.auditor = id;
    LAST.save(store, &last);
    AUDITOR_IDS.save(store, &canonical, &id_row(id));
    Ok(Auditor {
        id,
        canonical,
        details: AuditorDetails {
            address,
            key,
            epoch: 1,
            admitted: true,
            bond: Akt::ZERO,
            unbonds_at: None,
        },
    })
}

fn id_row(id: AuditorId) -> IdRow {
    IdRow {
        id: u32::from(id.0),
    }
}
