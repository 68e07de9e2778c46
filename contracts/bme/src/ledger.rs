use cosmwasm_std::{CanonicalAddr, Storage, Uint128};
use tender_math::MathError;

use crate::state::{Balance, Ledger, BALANCES};
use crate::ContractError;

/// What `holder` has, in micro-ACT.
pub fn balance(store: &dyn Storage, holder: &CanonicalAddr) -> Result<Uint128, ContractError> {
    let balance = BALANCES.may_load(store, holder)?;
    Ok(balance.map_or(Uint128::zero(), |balance| balance.amount))
}

/// Adds to what `holder` has.
pub fn credit(
    store: &mut dyn Storage,
    holder: &CanonicalAddr,
    added: Uint128,
) -> Result<(), ContractError> {
    let amount = add(balance(store, holder)?, added, "balance")?;
    BALANCES.save(store, holder, &Balance { amount });
    Ok(())
}

/// Takes from what `holder`, the sender of the message, has. An emptied row is removed.
pub fn debit(
    store: &mut dyn Storage,
    holder: &CanonicalAddr,
    needed: Uint128,
) -> Result<(), ContractError> {
    let balance = balance(store, holder)?;
    let amount = balance
        .checked_sub(needed)
        .map_err(|_| ContractError::InsufficientCredit { balance, needed })?;
    match amount.is_zero() {
        true => BALANCES.remove(store, holder),
        false => BALANCES.save(store, holder, &Balance { amount }),
    }
    Ok(())
}

/// `amount`, which is not zero.
pub fn positive(amount: Uint128) -> Result<Uint128, ContractError> {
    match amount.is_zero() {
        true => Err(ContractError::ZeroAmount),
        false => Ok(amount),
    }
}

/// The sum of two amounts of `what`.
pub fn add(a: Uint128, b: Uint128, what: &'static str) -> Result<Uint128, MathError> {
    a.checked_add(b).map_err(|_| MathError::Overflow { what })
}

impl Ledger {
    /// Micro-ACT in existence: minted − redeemed − burned.
    pub fn supply(&self) -> Result<Uint128, MathError> {
        let gone = add(self.act_redeemed, self.act_burned, "credit burned")?;
        self.act_minted
            .checked_sub(gone)
            .map_err(|_| MathError::Underflow {
                what: "credit burned",
            })
    }

    /// Micro-AKT burned for good so far; zero when more was minted than burned.
    pub fn net_akt_burned(&self) -> Uint128 {
        self.akt_burned.saturating_sub(self.akt_minted)
    }

    /// Micro-AKT that could be minted again without inflation: burned − (minted − uncovered).
    pub fn akt_behind(&self) -> Result<Uint128, MathError> {
        add(self.akt_burned, self.akt_uncovered, "AKT burned")?
            .checked_sub(self.akt_minted)
            .map_err(|_| MathError::Underflow { what: "AKT minted" })
    }

    /// After `akt` was burned for `act`.
    pub fn minted(self, akt: Uint128, act: Uint128) -> Result<Self, MathError> {
        Ok(Self {
            act_minted: add(self.act_minted, act, "credit minted")?,
            ..self.backed(akt)?
        })
    }

    /// After `akt` was burned for nothing but to stand behind the credit.
    pub fn backed(self, akt: Uint128) -> Result<Self, MathError> {
        Ok(Self {
            akt_burned: add(self.akt_burned, akt, "AKT burned")?,
            ..self
        })
    }

    /// After `act` was burned for `akt`. What the AKT behind does not cover is minted all the same:
    /// the loss is every AKT holder's at once, and is not carried against credit minted later.
    pub fn redeemed(self, act: Uint128, akt: Uint128) -> Result<Self, MathError> {
        let uncovered = akt.saturating_sub(self.akt_behind()?);
        Ok(Self {
            act_redeemed: add(self.act_redeemed, act, "credit redeemed")?,
            akt_minted: add(self.akt_minted, akt, "AKT minted")?,
            akt_uncovered: add(self.akt_uncovered, uncovered, "AKT minted")?,
            ..self
        })
    }

    /// After `act` was burned for nothing.
    pub fn burned(self, act: Uint128) -> Result<Self, MathError> {
        Ok(Self {
            act_burned: add(self.act_burned, act, "credit burned")?,
            ..self
        })
    }
}
