//! A provider as its handlers see it, and what happens to the attestations in its row.

use cosmwasm_std::{ensure, Addr, Api, CanonicalAddr, Event, Storage};
use tender_guard::canonical;
use tender_interfaces::attestation::{
    AttestationRow, AttributeSet, ProviderRow, ProviderStatus, MAX_ATTESTATIONS, MAX_NAME,
};
use tender_interfaces::events::{BondChanged, ProviderStatusChanged};
use tender_math::Checked;
use tender_storage::{Row, RowMap};
use tender_types::{Akt, AttributeId, AuditorId, ClassId, Echo, ProviderId, Timestamp};

use crate::state::{
    Bonded, Details, ATTRIBUTES, BONDED, CLASSES, DETAILS, EVIDENCE, PROVIDERS, PROVIDER_IDS,
};
use crate::status::{needed, next_status, Step};
use crate::ContractError;

/// Both rows of a provider.
pub struct Provider {
    /// Its id.
    pub id: ProviderId,
    /// What a match needs to know.
    pub row: ProviderRow,
    /// The rest.
    pub details: Details,
}

impl Provider {
    /// The provider called `id`.
    pub fn load(store: &dyn Storage, id: ProviderId) -> Result<Self, ContractError> {
        Ok(Self {
            id,
            row: load_row(store, id)?,
            details: DETAILS.load(store, id.0)?,
        })
    }

    /// The provider that `sender` is.
    pub fn of(store: &dyn Storage, api: &dyn Api, sender: &Addr) -> Result<Self, ContractError> {
        let address = canonical(api, sender.as_str())?;
        let id = id_of(store, &address)?.ok_or_else(|| ContractError::NotRegistered {
            address: sender.to_string(),
        })?;
        Self::load(store, id)
    }

    /// Writes both rows.
    pub fn save(&self, store: &mut dyn Storage) -> Result<(), ContractError> {
        PROVIDERS.save(store, &self.id, &self.row);
        Ok(DETAILS.save(store, self.id.0, &self.details)?)
    }

    /// Takes a step in the provider's life, or refuses it.
    pub fn step(&mut self, step: Step) -> Result<(), ContractError> {
        let status = self.row.status;
        let refused = || ContractError::WrongStatus {
            provider: self.id,
            status,
            step,
            needed: needed(step),
        };
        self.row.status = next_status(status, step).ok_or_else(refused)?;
        Ok(())
    }

    /// Refuses a provider that has left.
    pub fn present(&self) -> Result<(), ContractError> {
        present(self.id, &self.row)
    }

    /// Adds to the bond, and to the sum of all bonds.
    pub fn add_bond(&mut self, store: &mut dyn Storage, added: Akt) -> Result<(), ContractError> {
        let all = "the sum of all bonds";
        let amount = BONDED.load(store)?.amount.checked_add(added);
        let amount = amount.or_overflow(all)?;
        self.details.bond = self.details.bond.checked_add(added).or_overflow(all)?;
        BONDED.save(store, &Bonded { amount });
        Ok(())
    }

    /// Takes the whole bond, also from the sum of all bonds: what is to be paid out.
    #[must_use = "the bond is the provider's"]
    pub fn take_bond(&mut self, store: &mut dyn Storage) -> Result<Akt, ContractError> {
        let taken = std::mem::take(&mut self.details.bond);
        let left = BONDED.load(store)?.amount.checked_sub(taken);
        let amount = left.or_underflow("a bond among all bonds")?;
        BONDED.save(store, &Bonded { amount });
        Ok(taken)
    }

    /// Compares the bond with the minimum; true when that changed whether the provider is matched.
    pub fn measure(&mut self, min_bond: Akt) -> bool {
        let before = self.row.bonded;
        self.row.bonded = self.details.bond >= min_bond;
        before != self.row.bonded
    }

    /// The event of a changed or newly measured bond.
    pub fn bond_changed(&self) -> Event {
        BondChanged {
            provider: self.id,
            bond: self.details.bond,
            bonded: self.row.bonded,
        }
        .into()
    }

    /// The event of a changed status.
    pub fn status_changed(&self) -> Event {
        ProviderStatusChanged {
            provider: self.id,
            status: self.row.status,
            unbonds_at: self.details.unbonds_at,
        }
        .into()
    }
}

/// What a match knows of the provider called `id`.
pub fn load_row(store: &dyn Storage, id: ProviderId) -> Result<ProviderRow, ContractError> {
    PROVIDERS
        .may_load(store, &id)?
        .ok_or(ContractError::UnknownProvider { provider: id })
}

/// Refuses a provider that has left.
pub fn present(id: ProviderId, row: &ProviderRow) -> Result<(), ContractError> {
    let left = row.status == ProviderStatus::Left;
    ensure!(!left, ContractError::ProviderLeft { provider: id });
    Ok(())
}

/// The id of the provider at `address`, also of one that has left.
pub fn id_of(
    store: &dyn Storage,
    address: &CanonicalAddr,
) -> Result<Option<ProviderId>, ContractError> {
    let row = PROVIDER_IDS.may_load(store, address)?;
    Ok(row.map(|row| ProviderId(row.id)))
}

/// The row of a name in the catalog. A name longer than any is nobody's, and as a key it may be longer
/// than a chain takes.
fn named<R: Row>(
    store: &dyn Storage,
    rows: &RowMap<&'static str, R>,
    name: &str,
) -> Result<Option<R>, ContractError> {
    if name.len() > MAX_NAME {
        return Ok(None);
    }
    Ok(rows.may_load(store, &name)?)
}

/// The attributes called `names`, sorted by id.
pub fn attribute_ids(store: &dyn Storage, names: &[String]) -> Result<AttributeSet, ContractError> {
    let id = |name: &String| {
        let row = named(store, &ATTRIBUTES, name)?;
        row.and_then(|row| u16::try_from(row.id).ok())
            .map(AttributeId)
            .ok_or_else(|| ContractError::UnknownAttribute {
                name: Echo::of(name),
            })
    };
    let mut ids = names
        .iter()
        .map(id)
        .collect::<Result<Vec<_>, ContractError>>()?;
    ids.sort_unstable();
    Ok(AttributeSet(ids))
}

/// The classes called `names`, sorted by id.
pub fn class_ids(store: &dyn Storage, names: &[String]) -> Result<Vec<ClassId>, ContractError> {
    let id = |name: &String| {
        let row = named(store, &CLASSES, name)?;
        row.map(|row| row.class)
            .ok_or_else(|| ContractError::UnknownClass {
                name: Echo::of(name),
            })
    };
    let mut ids = names
        .iter()
        .map(id)
        .collect::<Result<Vec<_>, ContractError>>()?;
    ids.sort_unstable();
    Ok(ids)
}

/// Puts `entry` among a provider's attestations: in the place of the same auditor's earlier one, and
/// of those that have expired. `None` when the row is full. Gives the auditors whose attestations had
/// expired, whose evidence goes too.
pub fn place(
    attestations: &mut Vec<AttestationRow>,
    entry: AttestationRow,
    now: Timestamp,
) -> Option<Vec<AuditorId>> {
    attestations.retain(|one| one.auditor != entry.auditor);
    let expired = attestations.iter().filter(|one| one.expires_at <= now);
    let expired: Vec<AuditorId> = expired.map(|one| one.auditor).collect();
    attestations.retain(|one| now < one.expires_at);
    if attestations.len() >= MAX_ATTESTATIONS {
        return None;
    }
    attestations.push(entry);
    Some(expired)
}

/// Takes an auditor's attestation of a provider out of both rows; false when there is none.
pub fn detach(
    store: &mut dyn Storage,
    provider: ProviderId,
    auditor: AuditorId,
) -> Result<bool, ContractError> {
    let mut row = load_row(store, provider)?;
    let before = row.attestations.len();
    row.attestations.retain(|one| one.auditor != auditor);
    if row.attestations.len() == before {
        return Ok(false);
    }
    PROVIDERS.save(store, &provider, &row);
    EVIDENCE.remove(store, (auditor.0, provider.0));
    Ok(true)
}
