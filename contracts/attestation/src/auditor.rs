//! An auditor as its handlers see it, and who may speak for it.

use cosmwasm_std::{Addr, CanonicalAddr, Deps, Event, Storage};
use tender_guard::{canonical, GuardError};
use tender_interfaces::attestation::IdRow;
use tender_interfaces::events::AttestationRevoked;
use tender_types::{AuditorId, ProviderId};

use crate::state::{AuditorDetails, ADMIN, ADMITTED, AUDITORS, AUDITOR_IDS};
use crate::ContractError;

/// An auditor whose statements are taken.
pub struct Auditor {
    /// Its id.
    pub id: AuditorId,
    /// Its address.
    pub canonical: CanonicalAddr,
    /// Its key.
    pub details: AuditorDetails,
}

/// The admitted auditor at `text`.
pub fn admitted(deps: Deps, text: &str) -> Result<Auditor, ContractError> {
    let canonical = canonical(deps.api, text)?;
    let row = ADMITTED.may_load(deps.storage, &canonical)?;
    let id = id_in(row, text)?;
    Ok(Auditor {
        id,
        canonical,
        details: AUDITORS.load(deps.storage, id.0)?,
    })
}

/// The id of the auditor at `text`, also of one that was removed.
pub fn known(deps: Deps, text: &str) -> Result<AuditorId, ContractError> {
    let row = AUDITOR_IDS.may_load(deps.storage, &canonical(deps.api, text)?)?;
    id_in(row, text)
}

/// The id in a row of the auditor at `text`, an address.
pub fn id_in(row: Option<IdRow>, text: &str) -> Result<AuditorId, ContractError> {
    row.and_then(|row| u16::try_from(row.id).ok())
        .map(AuditorId)
        .ok_or_else(|| ContractError::UnknownAuditor {
            address: text.to_string(),
        })
}

/// Refuses everybody but the auditor at `text`, an address, and the owner.
pub fn only_auditor_or_owner(
    store: &dyn Storage,
    sender: &Addr,
    text: &str,
) -> Result<(), ContractError> {
    if sender.as_str() == text {
        return Ok(());
    }
    ADMIN
        .only_owner(store, sender)
        .map_err(|refused| match refused {
            GuardError::NotAllowed { holder, .. } => GuardError::NotAllowed {
                role: "auditor or owner".to_string(),
                holder: format!("{text} or {holder}"),
            },
            other => other,
        })?;
    Ok(())
}

/// The event of an attestation that counts no longer.
pub fn revoked(provider: ProviderId, auditor: AuditorId, by: &Addr) -> Event {
    AttestationRevoked {
        provider,
        auditor,
        by: by.to_string(),
    }
    .into()
}
