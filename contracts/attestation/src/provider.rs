//! A provider as its handlers see it.

use cosmwasm_std::{ensure, Addr, Api, CanonicalAddr, Event, Storage};
use tender_guard::canonical;
use tender_interfaces::attestation::{AttributeSet, Params, ProviderRow, ProviderStatus, REGION};
use tender_interfaces::events::{BondChanged, ProviderStatusChanged};
use tender_math::Checked;
use tender_types::{Akt, ProviderId, Timestamp};

use crate::held::{self, Purse};
use crate::host;
use crate::state::{Details, DETAILS, PROVIDERS, PROVIDER_IDS};
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
            details: DETAILS.load(store, &id)?,
        })
    }

    /// The provider that `sender` is.
    pub fn of(store: &dyn Storage, api: &dyn Api, sender: &Addr) -> Result<Self, ContractError> {
        Self::load(store, sender_id(store, api, sender)?)
    }

    /// Writes both rows.
    pub fn save(&self, store: &mut dyn Storage) {
        PROVIDERS.save(store, &self.id, &self.row);
        DETAILS.save(store, &self.id, &self.details);
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

    /// Ends the outage that is open, if there is one, or refuses to while its suspension lasts.
    pub fn end_outage(&mut self, now: Timestamp, params: &Params) -> Result<(), ContractError> {
        if let Some(until) = self.details.faults.resumes_at(params) {
            let provider = self.id;
            let over = until <= now;
            ensure!(
                over,
                ContractError::Suspended {
                    provider,
                    until,
                    now
                }
            );
        }
        self.details.faults.open = None;
        Ok(())
    }

    /// What it claims from now on.
    pub fn claim(&mut self, attributes: AttributeSet) {
        self.row.region = attributes.value_of(REGION);
        self.row.attributes = attributes;
    }

    /// Adds to the bond what has come in.
    pub fn add_bond(&mut self, store: &mut dyn Storage, added: Akt) -> Result<(), ContractError> {
        held::receive(store, Purse::Bonds, added)?;
        let bond = self.row.bond.checked_add(added);
        self.row.bond = bond.or_overflow("a bond")?;
        Ok(())
    }

    /// Takes the whole bond: what is to be paid out.
    #[must_use = "the bond is the provider's"]
    pub fn take_bond(&mut self, store: &mut dyn Storage) -> Result<Akt, ContractError> {
        let taken = std::mem::take(&mut self.row.bond);
        held::pay(store, Purse::Bonds, taken)?;
        Ok(taken)
    }

    /// Compares the bond with the minimum and with what is locked, and takes the host once it is
    /// enough; true when that changed whether the provider is bonded.
    pub fn measure(
        &mut self,
        store: &mut dyn Storage,
        min_bond: Akt,
    ) -> Result<bool, ContractError> {
        let before = self.row.bonded;
        let enough = self.row.bond >= min_bond.max(self.details.required);
        let host = &self.details.profile.host;
        self.row.bonded = enough && host::take(store, host, self.id)?;
        Ok(before != self.row.bonded)
    }

    /// The event of a changed or newly measured bond.
    pub fn bond_changed(&self) -> Event {
        BondChanged {
            provider: self.id,
            bond: self.row.bond,
            required: self.details.required,
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

/// The id of the provider that `sender` is.
pub fn sender_id(
    store: &dyn Storage,
    api: &dyn Api,
    sender: &Addr,
) -> Result<ProviderId, ContractError> {
    let address = canonical(api, sender.as_str())?;
    id_of(store, &address)?.ok_or_else(|| ContractError::NotRegistered {
        address: sender.to_string(),
    })
}

/// Whether a provider that has not left is at `address`.
pub fn is_present_at(store: &dyn Storage, address: &CanonicalAddr) -> Result<bool, ContractError> {
    let Some(id) = id_of(store, address)? else {
        return Ok(false);
    };
    Ok(load_row(store, id)?.status != ProviderStatus::Left)
}
