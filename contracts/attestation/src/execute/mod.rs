//! One verb per file.

mod add_attribute;
mod add_class;
mod admit_auditor;
mod attest;
mod cancel_leaving;
mod jail;
mod pause;
mod receive;
mod refresh;
mod register;
mod remove_auditor;
mod revoke;
mod rotate_auditor_key;
mod start_leaving;
mod unjail;
mod update_config;
mod update_profile;
mod withdraw_bond;

pub use add_attribute::add_attribute;
pub use add_class::add_class;
pub use admit_auditor::admit_auditor;
pub use attest::attest;
pub use cancel_leaving::cancel_leaving;
pub use jail::jail;
pub use pause::{pause, unpause};
pub use receive::receive;
pub use refresh::refresh;
pub use register::register;
pub use remove_auditor::remove_auditor;
pub use revoke::revoke;
pub use rotate_auditor_key::rotate_auditor_key;
pub use start_leaving::start_leaving;
pub use unjail::unjail;
pub use update_config::update_config;
pub use update_profile::update_profile;
pub use withdraw_bond::withdraw_bond;

use cosmwasm_std::{Addr, CanonicalAddr, Deps, Event, Storage};
use tender_guard::{canonical, GuardError};
use tender_interfaces::attestation::IdRow;
use tender_interfaces::events::AttestationRevoked;
use tender_types::{AuditorId, ProviderId};

use crate::state::{AuditorDetails, ADMITTED, AUDITORS, AUDITOR_IDS, ROLES};
use crate::ContractError;

/// An auditor whose statements are taken.
struct Auditor {
    id: AuditorId,
    canonical: CanonicalAddr,
    details: AuditorDetails,
}

/// The admitted auditor at `text`.
fn admitted(deps: Deps<'_>, text: &str) -> Result<Auditor, ContractError> {
    let canonical = canonical(deps.api, text)?;
    let row = ADMITTED.may_load(deps.storage, &canonical)?;
    let id = auditor_id(row, text)?;
    Ok(Auditor {
        id,
        canonical,
        details: AUDITORS.load(deps.storage, id.0)?,
    })
}

/// The id of the auditor at `text`, also of one that was removed.
fn known_auditor(deps: Deps<'_>, text: &str) -> Result<AuditorId, ContractError> {
    let row = AUDITOR_IDS.may_load(deps.storage, &canonical(deps.api, text)?)?;
    auditor_id(row, text)
}

fn auditor_id(row: Option<IdRow>, text: &str) -> Result<AuditorId, ContractError> {
    row.and_then(|row| u16::try_from(row.id).ok())
        .map(AuditorId)
        .ok_or_else(|| ContractError::UnknownAuditor {
            address: text.to_string(),
        })
}

/// Refuses everybody but the auditor at `text` and the owner.
fn only_auditor_or_owner(
    store: &dyn Storage,
    sender: &Addr,
    text: &str,
) -> Result<(), ContractError> {
    if sender.as_str() == text || ROLES.is_owner(store, sender)? {
        return Ok(());
    }
    let owner = ROLES.query(store)?.owner;
    Err(ContractError::Guard(GuardError::NotAllowed {
        role: "auditor or owner".to_string(),
        holder: format!("{text} or {owner}"),
    }))
}

fn revoked(provider: ProviderId, auditor: AuditorId, by: &Addr) -> Event {
    AttestationRevoked {
        provider,
        auditor,
        by: by.to_string(),
    }
    .into()
}
