use cosmwasm_std::{ensure, CanonicalAddr, Storage};
use tender_math::{Checked, MathError};
use tender_types::{Act, Akt};

use crate::state::{Balance, Ledger, BALANCES};
use crate::ContractError;

/// What `holder` has.
pub fn balance(store: &dyn Storage, holder: &CanonicalAddr) -> Result<Act, ContractError> {
    let balance = BALANCES.may_load(store, holder)?;
    Ok(balance.map_or(Act::ZERO, |balance| balance.amount))
}

/// Adds to what `holder` has.
pub fn add_to(
    store: &mut dyn Storage,
    holder: &CanonicalAddr,
    added: Act,
) -> Result<(), ContractError> {
    let amount = balance(store, holder)?.checked_add(added);
    let amount = amount.or_overflow("balance")?;
    BALANCES.save(store, holder, &Balance { amount });
    Ok(())
}

/// Takes from what `holder`, the sender of the message, has. An emptied row is removed.
pub fn take_from(
    store: &mut dyn Storage,
    holder: &CanonicalAddr,
    needed: Act,
) -> Result<(), ContractError> {
    let balance = balance(store, holder)?;
    let amount = balance
        .checked_sub(needed)
        .ok_or(ContractError::InsufficientCredit { balance, needed })?;
    match amount.is_zero() {
        true => BALANCES.remove(store, holder),
        false => BALANCES.save(store, holder, &Balance { amount }),
    }
    Ok(())
}

/// Takes before it adds, each from the stored row, so that a move to oneself changes nothing.
pub fn move_between(
    store: &mut dyn Storage,
    from: &CanonicalAddr,
    to: &CanonicalAddr,
    amount: Act,
) -> Result<(), ContractError> {
    take_from(store, from, amount)?;
    add_to(store, to, amount)
}

/// `amount`, which is not zero.
pub fn positive(amount: Act) -> Result<Act, ContractError> {
    ensure!(!amount.is_zero(), ContractError::ZeroAmount);
    Ok(amount)
}

impl Ledger {
    /// ACT in existence: minted − redeemed − burned.
    pub fn supply(&self) -> Result<Act, MathError> {
        let what = "credit burned";
        let gone = self.act_redeemed.checked_add(self.act_burned);
        let gone = gone.or_overflow(what)?;
        let left = self.act_minted.checked_sub(gone);
        left.or_underflow(what)
    }

    /// AKT burned for good so far; zero when more was minted than burned.
    pub fn net_akt_burned(&self) -> Akt {
        self.akt_burned.saturating_sub(self.akt_minted)
    }

    /// AKT that could be minted again without inflation: burned − (minted − uncovered).
    pub fn akt_behind(&self) -> Result<Akt, MathError> {
        let ever = self.akt_burned.checked_add(self.akt_uncovered);
        let ever = ever.or_overflow("AKT burned")?;
        let behind = ever.checked_sub(self.akt_minted);
        behind.or_underflow("AKT minted")
    }

    /// After `akt` was burned for `act`.
    pub fn minted(self, akt: Akt, act: Act) -> Result<Self, MathError> {
        Ok(Self {
            act_minted: self
                .act_minted
                .checked_add(act)
                .or_overflow("credit minted")?,
            ..self.backed(akt)?
        })
    }

    /// After `akt` was burned for nothing but to stand behind the credit.
    pub fn backed(self, akt: Akt) -> Result<Self, MathError> {
        Ok(Self {
            akt_burned: self.akt_burned.checked_add(akt).or_overflow("AKT burned")?,
            ..self
        })
    }

    /// After `act` was burned for `akt`. What the AKT behind does not cover is minted all the same:
    /// the loss is every AKT holder's at once, and is not carried against credit minted later.
    pub fn redeemed(self, act: Act, akt: Akt) -> Result<Self, MathError> {
        let uncovered = akt.saturating_sub(self.akt_behind()?);
        Ok(Self {
            act_redeemed: self
                .act_redeemed
                .checked_add(act)
                .or_overflow("credit redeemed")?,
            akt_minted: self.akt_minted.checked_add(akt).or_overflow("AKT minted")?,
            akt_uncovered: self
                .akt_uncovered
                .checked_add(uncovered)
                .or_overflow("AKT minted")?,
            ..self
        })
    }

    /// After `act` was burned for nothing.
    pub fn burned(self, act: Act) -> Result<Self, MathError> {
        Ok(Self {
            act_burned: self
                .act_burned
                .checked_add(act)
                .or_overflow("credit burned")?,
            ..self
        })
    }
}
