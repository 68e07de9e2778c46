//! A provider that changes what it offers.

use cosmwasm_std::{Addr, Deps, WasmMsg};
use tender_guard::within;
use tender_interfaces::attestation::{Attestation, ProviderRow, Registry};
use tender_interfaces::demand::Mismatch;
use tender_interfaces::orderbook::{
    Terms, TermsRow, MAX_ASSETS, MAX_HOLD, MAX_MIN_RUN, MAX_NOTICE, MAX_START_WITHIN,
    MIN_START_WITHIN,
};
use tender_market::matching::provider::can_serve;
use tender_types::{ProviderId, Seconds, Timestamp};

use crate::locks::Locked;
use crate::registry::provider_of;
use crate::state::Config;
use crate::ContractError;

/// Who changes what it offers, as the registry knows it.
pub struct Seller {
    pub provider: ProviderId,
    pub row: ProviderRow,
    attestation: Addr,
}

impl Seller {
    /// The provider that `sender` is.
    ///
    /// # Errors
    /// `orderbook/not_a_provider`.
    pub fn load(deps: Deps, config: &Config, sender: &Addr) -> Result<Self, ContractError> {
        let attestation = config.attestation(deps.api)?;
        let registry = Registry {
            address: &attestation,
            querier: deps.querier,
        };
        let provider = provider_of(deps.api, registry, sender)?;
        let row = registry.provider(provider)?;
        let row = row.ok_or_else(|| ContractError::NotAProvider {
            sender: sender.to_string(),
        })?;
        Ok(Self {
            provider,
            row,
            attestation,
        })
    }

    /// Reads the registry.
    pub const fn registry<'a>(&'a self, deps: &Deps<'a>) -> Registry<'a> {
        Registry {
            address: &self.attestation,
            querier: deps.querier,
        }
    }

    /// Refuses one that could not be matched: what it offers would only slow others.
    ///
    /// # Errors
    /// `orderbook/cannot_serve`.
    pub fn can_serve(&self) -> Result<(), ContractError> {
        can_serve(Some(&self.row)).map_err(|mismatch| self.cannot(mismatch))?;
        Ok(())
    }

    /// Refuses to change what an earlier registration left behind: it has to be offered anew.
    ///
    /// # Errors
    /// `orderbook/cannot_serve`.
    pub fn same_epoch(&self, epoch: u32) -> Result<(), ContractError> {
        match self.row.epoch == epoch {
            true => Ok(()),
            false => Err(self.cannot(Mismatch::Epoch {})),
        }
    }

    /// Tells the registry what is locked, when that has changed and the bond did not cover it before: what is
    /// offered now may do.
    ///
    /// # Errors
    /// Only when the message cannot be written.
    pub fn relock(&self, locked: &Locked) -> Result<Option<WasmMsg>, ContractError> {
        if self.row.bonded || !locked.is_changed() {
            return Ok(None);
        }
        let attestation = Attestation(self.attestation.clone());
        Ok(Some(attestation.set_locked(self.provider, locked.amount)?))
    }

    /// The refusal of what cannot be matched.
    pub fn cannot(&self, mismatch: Mismatch) -> ContractError {
        ContractError::CannotServe {
            provider: self.provider,
            mismatch,
        }
    }
}

/// Terms as rows keep them, if each is within its bounds.
///
/// # Errors
/// `guard/out_of_range`, `guard/duplicate`, `orderbook/already_over`.
pub fn terms(terms: &Terms, now: Timestamp) -> Result<TermsRow, ContractError> {
    let bounds = tender_guard::Bounds {
        min: 0,
        max: MAX_ASSETS.saturating_sub(1),
    };
    tender_guard::distinct("assets", &terms.assets, bounds)?;
    for asset in &terms.assets {
        within("assets", usize::from(asset.0), 1, bounds.max)?;
    }
    within(
        "start_within",
        terms.start_within,
        MIN_START_WITHIN,
        MAX_START_WITHIN,
    )?;
    within("min_run", terms.min_run, Seconds::ZERO, MAX_MIN_RUN)?;
    let held = terms.start_within.saturating_add(terms.min_run);
    within("start_within and min_run", held, Seconds::ZERO, MAX_HOLD)?;
    within("notice", terms.notice, Seconds::ZERO, MAX_NOTICE)?;
    match terms.expires_at {
        Some(expires_at) if expires_at <= now => {
            Err(ContractError::AlreadyOver { expires_at, now })
        }
        _ => Ok(terms.into()),
    }
}
