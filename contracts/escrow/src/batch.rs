//! Lists of which some entries cannot be worked on.
//!
//! Whoever sends a list cannot know what happens to its entries before it arrives: a lease may be closed
//! in the same block. So one that is gone, or is not for the sender, is passed over with the code of its
//! refusal, and the others are worked on. A message that can do nothing at all is refused.

use cosmwasm_std::Event;
use tender_interfaces::events::{AccountPassedOver, LeasePassedOver};
use tender_types::{AccountId, LeaseKey};

use crate::ContractError;

/// What can stand in a list.
pub trait Entry {
    /// The event that says that the entry was passed over, and the code of its refusal.
    fn passed_over(self, code: &str) -> Event;
}

impl Entry for LeaseKey {
    fn passed_over(self, code: &str) -> Event {
        LeasePassedOver {
            account: self.account,
            lease: self.lease,
            provider: self.provider,
            code: code.to_string(),
        }
        .into()
    }
}

impl Entry for AccountId {
    fn passed_over(self, code: &str) -> Event {
        AccountPassedOver {
            account: self,
            code: code.to_string(),
        }
        .into()
    }
}

/// A list at work.
#[derive(Default)]
#[must_use = "`finish` refuses a list of which nothing could be worked on"]
pub struct Batch {
    worked: bool,
    first: Option<ContractError>,
    events: Vec<Event>,
}

impl Batch {
    /// What was found out about an entry, or `None` when it is passed over. `outcome` comes of reading
    /// alone: nothing may have been written for the entry yet, or half of it would stay.
    ///
    /// # Errors
    /// Whatever is not about this entry alone: a row that cannot be read, arithmetic.
    pub fn sort<T>(
        &mut self,
        entry: impl Entry,
        outcome: Result<T, ContractError>,
    ) -> Result<Option<T>, ContractError> {
        let error = match outcome {
            Ok(found) => {
                self.worked = true;
                return Ok(Some(found));
            }
            Err(error) => error,
        };
        let Some(code) = error.code_of_entry() else {
            return Err(error);
        };
        self.events.push(entry.passed_over(code));
        self.first.get_or_insert(error);
        Ok(None)
    }

    /// The events of entries that were passed over, in the order of the list.
    ///
    /// # Errors
    /// When no entry could be worked on: the refusal of the first. An empty list is no such case.
    pub fn finish(self) -> Result<Vec<Event>, ContractError> {
        match self.first {
            Some(error) if !self.worked => Err(error),
            _ => Ok(self.events),
        }
    }
}
