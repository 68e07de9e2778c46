use cosmwasm_std::{ensure, CanonicalAddr, Storage};
use tender_math::MathError;
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
    let amount = fits(balance(store, holder)?.checked_add(added), "balance")?;
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

/// A sum of `what`, which is not beyond any real money.
pub fn fits<A>(sum: Option<A>, what: &'static str) -> Result<A, MathError> {
    sum.ok_or(MathError::Overflow { what })
}

impl Ledger {
    /// ACT in existence: minted − redeemed − burned.
    pub fn supply(&self) -> Result<Act, MathError> {
        let what = "credit burned";
        let gone = fits(self.act_redeemed.checked_add(self.act_burned), what)?;
        let left = self.act_minted.checked_sub(gone);
        left.ok_or(MathError::Underflow { what })
    }

    /// AKT burned for good so far; zero when more was minted than burned.
    pub fn net_akt_burned(&self) -> Akt {
        self.akt_burned.saturating_sub(self.akt_minted)
    }

    /// AKT that could be minted again without inflation: burned − (minted − uncovered).
    pub fn akt_behind(&self) -> Result<Akt, MathError> {
        let ever = fits(
            self.akt_burned.checked_add(self.akt_uncovered),
            "AKT burned",
        )?;
        let behind = ever.checked_sub(self.akt_minted);
        behind.ok_or(MathError::Underflow { what: "AKT minted" })
    }

    /// After `akt` was burned for `act`.
    pub fn minted(self, akt: Akt, act: Act) -> Result<Self, MathError> {
        Ok(Self {
            act_minted: fits(self.act_minted.checked_add(act), "credit minted")?,
            ..self.backed(akt)?
        })
    }

    /// After `akt` was burned for nothing but to stand behind the credit.
    pub fn backed(self, akt: Akt) -> Result<Self, MathError> {
        Ok(Self {
            akt_burned: fits(self.akt_burned.checked_add(akt), "AKT burned")?,
            ..self
        })
    }

    /// After `act` was burned for `akt`. What the AKT behind does not cover is minted all the same:
    /// the loss is every AKT holder's at once, and is not carried against credit minted later.
    pub fn redeemed(self, act: Act, akt: Akt) -> Result<Self, MathError> {
        let uncovered = akt.saturating_sub(self.akt_behind()?);
        Ok(Self {
            act_redeemed: fits(self.act_redeemed.checked_add(act), "credit redeemed")?,
            akt_minted: fits(self.akt_minted.checked_add(akt), "AKT minted")?,
            akt_uncovered: fits(self.akt_uncovered.checked_add(uncovered), "AKT minted")?,
            ..self
        })
    }

    /// After `act` was burned for nothing.
    pub fn burned(self, act: Act) -> Result<Self, MathError> {
        Ok(Self {
            act_burned: fits(self.act_burned.checked_add(act), "credit burned")?,
            ..self
        })
    }
}
