//! The accounts of one message, each read once and written once.

use cosmwasm_std::Storage;
use tender_types::{AccountId, Timestamp};

use crate::account::SyncedAccount;
use crate::state::{load_account, ACCOUNTS};
use crate::ContractError;

/// Accounts that were read. Messages name few: a list is smaller and faster than a map.
pub struct Accounts {
    now: Timestamp,
    known: Vec<Known>,
}

struct Known {
    id: AccountId,
    account: SyncedAccount,
    changed: bool,
}

impl Accounts {
    /// None yet.
    pub const fn new(now: Timestamp) -> Self {
        let known = vec![];
        Self { now, known }
    }

    /// The account as of now.
    ///
    /// # Errors
    /// `escrow/account_not_found`.
    pub fn get(
        &mut self,
        store: &dyn Storage,
        id: AccountId,
    ) -> Result<&SyncedAccount, ContractError> {
        Ok(&self.known(store, id)?.account)
    }

    /// The account as of now, to be changed: [`Accounts::save`] writes it.
    ///
    /// # Errors
    /// `escrow/account_not_found`.
    pub fn change(
        &mut self,
        store: &dyn Storage,
        id: AccountId,
    ) -> Result<&mut SyncedAccount, ContractError> {
        let known = self.known(store, id)?;
        known.changed = true;
        Ok(&mut known.account)
    }

    /// Writes those that were changed.
    pub fn save(self, store: &mut dyn Storage) {
        for known in self.known.into_iter().filter(|known| known.changed) {
            ACCOUNTS.save(store, &known.id, &known.account.stored());
        }
    }

    fn known(&mut self, store: &dyn Storage, id: AccountId) -> Result<&mut Known, ContractError> {
        // Looked up by place: the borrow checker does not see that what was found is given away at once.
        let place = self.known.iter().position(|known| known.id == id);
        let place = match place {
            Some(place) => place,
            None => {
                let account = load_account(store, id, self.now)?;
                self.known.push(Known {
                    id,
                    account,
                    changed: false,
                });
                self.known.len().saturating_sub(1)
            }
        };
        let known = self.known.get_mut(place);
        known.ok_or(ContractError::AccountNotFound { account: id })
    }
}
