//! How other contracts read the registry.

use cosmwasm_std::{Addr, Binary, CanonicalAddr, QuerierWrapper, StdError, StdResult};
use tender_storage::{unpack, Row};
use tender_types::{AuditorId, ClassId, ProviderId};

use super::rows::{
    attribute_key, auditor_key, class_id_key, class_key, provider_id_key, provider_key,
};
use super::{AttributeRow, ClassRow, IdRow, ProviderRow, MAX_NAME};

/// Reads the registry, one raw read an answer. `None`: no such row.
#[derive(Clone, Copy)]
pub struct Registry<'a> {
    /// The address of the `attestation` contract.
    pub address: &'a Addr,
    /// What the reads go through.
    pub querier: QuerierWrapper<'a>,
}

impl Registry<'_> {
    /// All that a match needs to know of a provider.
    ///
    /// # Errors
    /// When the chain refuses to answer, or the row is none that this code can read (`StdError::ParseErr`).
    pub fn provider(&self, provider: ProviderId) -> StdResult<Option<ProviderRow>> {
        self.read(provider_key(provider))
    }

    /// The id of the provider at `address`.
    ///
    /// # Errors
    /// As [`Registry::provider`].
    pub fn provider_id(&self, address: &CanonicalAddr) -> StdResult<Option<ProviderId>> {
        let row: Option<IdRow> = self.read(provider_id_key(address))?;
        Ok(row.map(|row| ProviderId(row.id)))
    }

    /// The class called `name`.
    ///
    /// # Errors
    /// As [`Registry::provider`].
    pub fn class(&self, name: &str) -> StdResult<Option<ClassRow>> {
        self.named(name, class_key)
    }

    /// The class that `class` stands for.
    ///
    /// # Errors
    /// As [`Registry::provider`].
    pub fn class_by_id(&self, class: ClassId) -> StdResult<Option<ClassRow>> {
        self.read(class_id_key(class))
    }

    /// The ids of the attribute called `name` and of its key.
    ///
    /// # Errors
    /// As [`Registry::provider`].
    pub fn attribute(&self, name: &str) -> StdResult<Option<AttributeRow>> {
        self.named(name, attribute_key)
    }

    /// The id of the admitted auditor at `address`.
    ///
    /// # Errors
    /// As [`Registry::provider`].
    pub fn auditor(&self, address: &CanonicalAddr) -> StdResult<Option<AuditorId>> {
        let row: Option<IdRow> = self.read(auditor_key(address))?;
        Ok(row
            .and_then(|row| u16::try_from(row.id).ok())
            .map(AuditorId))
    }

    /// The row of a name in the catalog. A name longer than any is nobody's, and as a key it may be
    /// longer than a chain takes.
    fn named<R: Row>(&self, name: &str, key: fn(&str) -> Vec<u8>) -> StdResult<Option<R>> {
        if name.len() > MAX_NAME {
            return Ok(None);
        }
        self.read(key(name))
    }

    fn read<R: Row>(&self, key: Vec<u8>) -> StdResult<Option<R>> {
        let bytes = self
            .querier
            .query_wasm_raw(self.address, Binary::from(key))?;
        let read = |bytes: Vec<u8>| {
            unpack(&bytes).map_err(|error| StdError::parse_err(R::NAME, error.to_string()))
        };
        bytes.map(read).transpose()
    }
}
