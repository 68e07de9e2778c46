//! Who may end leases: in which state of the account, and for which reasons.
//!
//! | the account is | its tenant says | a provider, of its own leases, says | anyone says |
//! | --- | --- | --- | --- |
//! | idle, funded or starved | `done`, `not_served`, `unspecified` | `unstable`, `decommission`, `no_manifest`, `unspecified` | nothing: may not |
//! | overdue | these, or `starved` | these, or `starved` | `starved` |
//!
//! A whole account is closed by its tenant (`done`) in every state, and by anyone (`starved`) once it is
//! overdue. The state is that before the message: the first lease of a list that closes may make the
//! money last for the others.

use cosmwasm_std::{ensure, CanonicalAddr};
use tender_interfaces::escrow::{CloseReason, ClosedBy, Funding};
use tender_types::{AccountId, LeaseId, Seconds, Timestamp};

use crate::account::SyncedAccount;
use crate::state::Lease;
use crate::ContractError;

/// The reasons that `party` may give; without any, it may not close.
const fn reasons(party: ClosedBy, funding: Funding) -> &'static [CloseReason] {
    use CloseReason::{Decommission, Done, NoManifest, NotServed, Starved, Unspecified, Unstable};
    let overdue = match funding {
        Funding::Idle {} | Funding::Funded { .. } | Funding::Starved { .. } => false,
        Funding::Overdue { .. } => true,
    };
    match (party, overdue) {
        (ClosedBy::Tenant, false) => &[Done, NotServed, Unspecified],
        (ClosedBy::Tenant, true) => &[Done, NotServed, Unspecified, Starved],
        (ClosedBy::Provider, false) => &[Unstable, Decommission, NoManifest, Unspecified],
        (ClosedBy::Provider, true) => &[Unstable, Decommission, NoManifest, Unspecified, Starved],
        (ClosedBy::Anyone, false) => &[],
        (ClosedBy::Anyone, true) => &[Starved],
    }
}

/// The sender of a message that ends leases of one account.
pub struct Closer {
    sender: CanonicalAddr,
    is_tenant: bool,
    account: AccountId,
    funding: Funding,
    /// When anyone may, unless there is a deposit.
    closable_at: Option<Timestamp>,
}

impl Closer {
    /// `sender`, before anything is closed.
    pub fn new(
        sender: CanonicalAddr,
        account: AccountId,
        synced: &SyncedAccount,
        grace: Seconds,
    ) -> Self {
        Self {
            is_tenant: synced.account().owner == sender,
            sender,
            account,
            funding: synced.funding(grace),
            closable_at: synced.runs_out_at().map(|at| at.after(grace)),
        }
    }

    /// As which party the sender ends `lease` for `reason`. One who is both tenant and provider is the
    /// one whose reason it gives, the provider first.
    ///
    /// # Errors
    /// `escrow/not_overdue` when the sender may not, or not yet for this reason;
    /// `escrow/wrong_reason` names the reasons it may give.
    pub fn of_lease(
        &self,
        id: LeaseId,
        lease: &Lease,
        reason: CloseReason,
    ) -> Result<ClosedBy, ContractError> {
        let parties = [
            (ClosedBy::Provider, self.sender == lease.payee),
            (ClosedBy::Tenant, self.is_tenant),
            (ClosedBy::Anyone, true),
        ];
        let mut parties = parties
            .iter()
            .filter(|(_, is)| *is)
            .map(|(party, _)| *party);
        let first = parties.clone().next().unwrap_or(ClosedBy::Anyone);
        let says = |party: &ClosedBy| reasons(*party, self.funding).contains(&reason);
        if let Some(party) = parties.find(says) {
            return Ok(party);
        }
        let allowed = reasons(first, self.funding);
        // That money ran out is anyone's to say once it is time.
        let early = allowed.is_empty() || reason == CloseReason::Starved;
        ensure!(!early, self.early());
        Err(ContractError::WrongReason {
            lease: id,
            reason,
            allowed,
        })
    }

    /// As which party the sender ends the whole account.
    ///
    /// # Errors
    /// `escrow/not_overdue` for anybody but the tenant before the grace is over.
    pub fn of_account(&self) -> Result<ClosedBy, ContractError> {
        let party = if self.is_tenant {
            ClosedBy::Tenant
        } else {
            ClosedBy::Anyone
        };
        ensure!(!reasons(party, self.funding).is_empty(), self.early());
        Ok(party)
    }

    fn early(&self) -> ContractError {
        ContractError::NotOverdue {
            account: self.account,
            closable_at: self.closable_at,
        }
    }
}
