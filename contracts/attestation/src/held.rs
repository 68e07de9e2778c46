//! What AKT is held for, and how it moves. What comes in or changes hands is written down here before
//! any message leaves.

use cosmwasm_std::{Api, CanonicalAddr, Storage};
use tender_interfaces::events::ClaimBooked;
use tender_math::{Checked, MathError};
use tender_types::Akt;

use crate::state::{Booked, Held, BOOKED, HELD};
use crate::ContractError;

/// What is named when there is more AKT than there can be.
const ALL: &str = "the sum of all AKT held";

/// What some of the AKT is held for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purse {
    /// Bonds of providers.
    Bonds,
    /// Bonds of auditors.
    AuditorBonds,
    /// Bonds of open challenges.
    ChallengeBonds,
    /// What is booked for somebody.
    Claims,
    /// What was slashed and is nobody's.
    ToBurn,
}

impl Held {
    /// All of it together.
    pub fn total(&self) -> Result<Akt, MathError> {
        let rest = [
            self.auditor_bonds,
            self.challenge_bonds,
            self.claims,
            self.to_burn,
        ];
        let sum = rest
            .into_iter()
            .try_fold(self.bonds, |sum, part| sum.checked_add(part));
        sum.or_overflow(ALL)
    }

    /// AKT has come in.
    pub fn receive(&mut self, purse: Purse, amount: Akt) -> Result<(), MathError> {
        let part = self.part(purse);
        *part = part.checked_add(amount).or_overflow(ALL)?;
        // What fits as a whole fits in every part, however it is shifted.
        self.total().map(|_| ())
    }

    /// AKT goes out.
    pub fn pay(&mut self, purse: Purse, amount: Akt) -> Result<(), MathError> {
        let part = self.part(purse);
        *part = part.checked_sub(amount).or_underflow("AKT held")?;
        Ok(())
    }

    /// AKT that was held for one thing is held for another.
    pub fn shift(&mut self, from: Purse, to: Purse, amount: Akt) -> Result<(), MathError> {
        self.pay(from, amount)?;
        self.receive(to, amount)
    }

    fn part(&mut self, purse: Purse) -> &mut Akt {
        match purse {
            Purse::Bonds => &mut self.bonds,
            Purse::AuditorBonds => &mut self.auditor_bonds,
            Purse::ChallengeBonds => &mut self.challenge_bonds,
            Purse::Claims => &mut self.claims,
            Purse::ToBurn => &mut self.to_burn,
        }
    }
}

/// AKT has come in for `purse`.
pub fn receive(store: &mut dyn Storage, purse: Purse, amount: Akt) -> Result<(), ContractError> {
    let mut held = HELD.load(store)?;
    held.receive(purse, amount)?;
    HELD.save(store, &held);
    Ok(())
}

/// AKT goes out of `purse`.
pub fn pay(store: &mut dyn Storage, purse: Purse, amount: Akt) -> Result<(), ContractError> {
    let mut held = HELD.load(store)?;
    held.pay(purse, amount)?;
    HELD.save(store, &held);
    Ok(())
}

/// AKT that was held for `from` is nobody's.
pub fn burn_later(store: &mut dyn Storage, from: Purse, amount: Akt) -> Result<(), ContractError> {
    let mut held = HELD.load(store)?;
    held.shift(from, Purse::ToBurn, amount)?;
    HELD.save(store, &held);
    Ok(())
}

/// AKT that was held for `from` is somebody's, who may have it sent. Nothing is booked of nothing.
pub fn book(
    store: &mut dyn Storage,
    api: &dyn Api,
    from: Purse,
    amount: Akt,
    beneficiary: &CanonicalAddr,
) -> Result<Option<ClaimBooked>, ContractError> {
    if amount.is_zero() {
        return Ok(None);
    }
    let mut held = HELD.load(store)?;
    held.shift(from, Purse::Claims, amount)?;
    HELD.save(store, &held);
    let before = BOOKED.may_load(store, beneficiary)?;
    let before = before.map_or(Akt::ZERO, |booked| booked.amount);
    let claimable = before.checked_add(amount).or_overflow(ALL)?;
    BOOKED.save(store, beneficiary, &Booked { amount: claimable });
    Ok(Some(ClaimBooked {
        beneficiary: api.addr_humanize(beneficiary)?.into(),
        amount,
        claimable,
    }))
}
