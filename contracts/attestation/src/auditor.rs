//! An auditor as its handlers see it, and who may speak for it.

use cosmwasm_std::{ensure, Addr, Api, CanonicalAddr, Deps, Event, Storage};
use tender_guard::{canonical, GuardError};
use tender_interfaces::attestation::{AuditorKey, IdRow};
use tender_interfaces::events::{AuditorAdmitted, AuditorBondChanged};
use tender_types::{Akt, AuditorId};

use crate::held::{self, Purse};
use crate::provider::is_present_at;
use crate::state::{AuditorDetails, ADMIN, ADMITTED, AUDITORS, AUDITOR_IDS};
use crate::ContractError;

/// An auditor.
pub struct Auditor {
    /// Its id.
    pub id: AuditorId,
    /// Its address.
    pub canonical: CanonicalAddr,
    /// Its key and its bond.
    pub details: AuditorDetails,
}

impl Auditor {
    /// Writes what may have changed.
    pub fn save(&self, store: &mut dyn Storage) {
        AUDITORS.save(store, &self.id, &self.details);
    }

    /// It signs with another key from now on, and what was signed with an earlier one is void.
    pub fn give_key(&mut self, key: AuditorKey) -> Result<(), ContractError> {
        let epoch = self.details.epoch.checked_add(1);
        self.details.epoch = epoch.ok_or(ContractError::IdsUsedUp { what: "key" })?;
        self.details.key = key;
        Ok(())
    }

    /// The event of an admission or another key.
    pub fn admitted_event(&self) -> Event {
        AuditorAdmitted {
            auditor: self.id,
            address: self.details.address.clone(),
            key: self.details.key.clone(),
            epoch: self.details.epoch,
        }
        .into()
    }

    /// The event of a changed bond.
    pub fn bond_changed(&self) -> Event {
        AuditorBondChanged {
            auditor: self.id,
            bond: self.details.bond,
        }
        .into()
    }
}

/// The admitted auditor at `text`.
pub fn admitted(deps: Deps, text: &str) -> Result<Auditor, ContractError> {
    let canonical = canonical(deps.api, text)?;
    let row = ADMITTED.may_load(deps.storage, &canonical)?;
    of_row(deps.storage, canonical, row, text)
}

/// The auditor at `text`, also one that was removed.
pub fn known(deps: Deps, text: &str) -> Result<Auditor, ContractError> {
    let canonical = canonical(deps.api, text)?;
    let row = AUDITOR_IDS.may_load(deps.storage, &canonical)?;
    of_row(deps.storage, canonical, row, text)
}

fn of_row(
    store: &dyn Storage,
    canonical: CanonicalAddr,
    row: Option<IdRow>,
    text: &str,
) -> Result<Auditor, ContractError> {
    let id = row.and_then(|row| u16::try_from(row.id).ok());
    let id = id.map(AuditorId);
    let id = id.ok_or_else(|| ContractError::UnknownAuditor {
        address: text.to_string(),
    })?;
    Ok(Auditor {
        id,
        canonical,
        details: details(store, id)?,
    })
}

/// Address, key and bond of an auditor.
pub fn details(store: &dyn Storage, id: AuditorId) -> Result<AuditorDetails, ContractError> {
    Ok(AUDITORS.load(store, &id)?)
}

/// Takes up to `amount` of an auditor's bond, to be burned: how much it was.
pub fn lose_bond(
    store: &mut dyn Storage,
    id: AuditorId,
    details: &mut AuditorDetails,
    amount: Akt,
) -> Result<Akt, ContractError> {
    let lost = amount.min(details.bond);
    details.bond = details.bond.saturating_sub(lost);
    held::burn_later(store, Purse::AuditorBonds, lost)?;
    AUDITORS.save(store, &id, details);
    Ok(lost)
}

/// Refuses the address of a provider: nobody vouches for itself, or for its rivals.
pub fn no_provider(store: &dyn Storage, address: &CanonicalAddr) -> Result<(), ContractError> {
    let provider = is_present_at(store, address)?;
    ensure!(!provider, ContractError::Conflict);
    Ok(())
}

/// Refuses the address of an auditor, for the same reason.
pub fn no_auditor(store: &dyn Storage, address: &CanonicalAddr) -> Result<(), ContractError> {
    let auditor = ADMITTED.may_load(store, address)?.is_some();
    ensure!(!auditor, ContractError::Conflict);
    Ok(())
}

/// Refuses everybody but the auditor at `text`, which has to be an address, and the owner.
pub fn only_auditor_or_owner(
    store: &dyn Storage,
    api: &dyn Api,
    sender: &Addr,
    text: &str,
) -> Result<(), ContractError> {
    tender_guard::address(api, text)?;
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
