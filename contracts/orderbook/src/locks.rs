//! What of a provider's bond is locked by what it offers and has on lease.

use cosmwasm_std::{ensure, Storage};
use tender_interfaces::events::BondLocked;
use tender_interfaces::orderbook::{CardRow, LockedRow};
use tender_types::{Akt, ProviderId, Resources};

use crate::listing::Listing;
use crate::state::LOCKED;
use crate::ContractError;

/// What is locked of one provider's bond, while a message changes it.
#[must_use = "what is locked has to be saved"]
pub struct Locked {
    provider: ProviderId,
    before: Akt,
    pub amount: Akt,
}

impl Locked {
    /// What is locked now.
    pub fn load(store: &dyn Storage, provider: ProviderId) -> Result<Self, ContractError> {
        let row = LOCKED.may_load(store, &provider)?.unwrap_or_default();
        Ok(Self {
            provider,
            before: row.amount,
            amount: row.amount,
        })
    }

    /// Locks `after` in the place of `before`, within `bond`. Less may always be locked.
    ///
    /// # Errors
    /// `orderbook/bond_too_small` says what is missing.
    pub fn replace(&mut self, before: Akt, after: Akt, bond: Akt) -> Result<(), ContractError> {
        let rest = self.amount.saturating_sub(before);
        let needed = rest.checked_add(after);
        let needed = needed.ok_or(ContractError::TooMuch { what: "bond" })?;
        ensure!(
            after <= before || needed <= bond,
            ContractError::BondTooSmall { needed, bond }
        );
        self.amount = needed;
        Ok(())
    }

    /// Frees what something locked that is gone.
    pub fn free(&mut self, amount: Akt) {
        self.amount = self.amount.saturating_sub(amount);
    }

    /// Whether another amount is locked than before.
    pub fn is_changed(&self) -> bool {
        self.amount != self.before
    }

    /// Writes what is locked, and says so, if it changed.
    pub fn save(self, store: &mut dyn Storage) -> Option<BondLocked> {
        if !self.is_changed() {
            return None;
        }
        let row = LockedRow {
            amount: self.amount,
        };
        match row.amount.is_zero() {
            true => LOCKED.remove(store, &self.provider),
            false => LOCKED.save(store, &self.provider, &row),
        }
        Some(BondLocked {
            provider: self.provider,
            locked: self.amount,
        })
    }
}

/// What `units` of an offer lock.
///
/// # Errors
/// `orderbook/too_much` beyond any real money.
pub fn of_units(bond_per_unit: Akt, units: u32) -> Result<Akt, ContractError> {
    times(bond_per_unit, units.into())
}

/// What a listing locks.
///
/// # Errors
/// As [`of_units`].
pub fn of_listing(listing: &Listing) -> Result<Akt, ContractError> {
    of_units(listing.bond_per_unit, listing.locking())
}

/// What amounts of a card lock: whole cores and GiB, rounded up.
///
/// # Errors
/// As [`of_units`].
pub fn of_amounts(card: &CardRow, amounts: &Resources) -> Result<Akt, ContractError> {
    let cores = times(card.bond_per_core, amounts.cpu_milli.div_ceil(1_000))?;
    let gib = times(card.bond_per_gib, amounts.memory_mib.div_ceil(1_024))?;
    cores
        .checked_add(gib)
        .ok_or(ContractError::TooMuch { what: "bond" })
}

/// What a card locks: its capacity, or what is still on lease of one that is withdrawn.
///
/// # Errors
/// As [`of_units`].
pub fn of_card(card: &CardRow, out: &Resources) -> Result<Akt, ContractError> {
    match card.terms {
        Some(_) => of_amounts(card, &card.capacity),
        None => of_amounts(card, out),
    }
}

fn times(bond: Akt, amount: u64) -> Result<Akt, ContractError> {
    let product = bond.0.checked_mul(amount.into());
    product
        .map(Akt)
        .ok_or(ContractError::TooMuch { what: "bond" })
}
