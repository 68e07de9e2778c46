//! Who may end leases: where the lease stands, whether its account is overdue, and for which reasons.
//!
//! | the lease | its tenant says | its provider says | anyone says |
//! | --- | --- | --- | --- |
//! | waits, in time | `cancelled` | `declined` | nothing: may not |
//! | waits, late | `cancelled`, `not_started` | `declined`, `not_started` | `not_started` |
//! | is ready, others are not | `cancelled` | `declined` | nothing: may not |
//! | runs | `done`, `not_served`, `unspecified` | `unstable`, `decommission`, `unspecified` | nothing: may not |
//! | any, its account overdue | these, or `starved` | these, or `starved` | these, or `starved` |
//!
//! It is late once its seconds *and* its blocks have passed: a chain that stood still makes nobody late.
//! `unfunded` and `abandoned` are nobody's to say: they follow from a start, and from the end of another
//! lease of the gang.
//!
//! A whole account is closed by its tenant in every state, and by anyone once it is overdue. The state is
//! that before the message: the first lease of a list that closes may make the money last for the others.

use cosmwasm_std::{ensure, CanonicalAddr, Env};
use tender_interfaces::escrow::{CloseReason, ClosedBy, Funding, Params};
use tender_types::{AccountId, Timestamp};

use crate::account::SyncedAccount;
use crate::settle::Ending;
use crate::standing::{Phase, Standing};
use crate::ContractError;

/// What decides who may end a lease.
#[derive(Clone, Copy)]
enum Stage {
    InTime,
    Late,
    Ready,
    Running,
}

/// The reasons that `party` may give; without any, it may not close.
const fn reasons(party: ClosedBy, stage: Stage, overdue: bool) -> &'static [CloseReason] {
    use CloseReason::{
        Cancelled, Declined, Decommission, Done, NotServed, NotStarted, Starved, Unspecified,
        Unstable,
    };
    match (party, stage, overdue) {
        (ClosedBy::Tenant, Stage::InTime | Stage::Ready, false) => &[Cancelled],
        (ClosedBy::Tenant, Stage::InTime | Stage::Ready, true) => &[Cancelled, Starved],
        (ClosedBy::Tenant, Stage::Late, false) => &[Cancelled, NotStarted],
        (ClosedBy::Tenant, Stage::Late, true) => &[Cancelled, NotStarted, Starved],
        (ClosedBy::Tenant, Stage::Running, false) => &[Done, NotServed, Unspecified],
        (ClosedBy::Tenant, Stage::Running, true) => &[Done, NotServed, Unspecified, Starved],
        (ClosedBy::Provider, Stage::InTime | Stage::Ready, false) => &[Declined],
        (ClosedBy::Provider, Stage::InTime | Stage::Ready, true) => &[Declined, Starved],
        (ClosedBy::Provider, Stage::Late, false) => &[Declined, NotStarted],
        (ClosedBy::Provider, Stage::Late, true) => &[Declined, NotStarted, Starved],
        (ClosedBy::Provider, Stage::Running, false) => &[Unstable, Decommission, Unspecified],
        (ClosedBy::Provider, Stage::Running, true) => {
            &[Unstable, Decommission, Unspecified, Starved]
        }
        (ClosedBy::Anyone, Stage::InTime | Stage::Ready | Stage::Running, false) => &[],
        (ClosedBy::Anyone, Stage::InTime | Stage::Ready | Stage::Running, true) => &[Starved],
        (ClosedBy::Anyone, Stage::Late, false) => &[NotStarted],
        (ClosedBy::Anyone, Stage::Late, true) => &[NotStarted, Starved],
    }
}

/// The sender of a message that ends leases of one account.
pub struct Closer {
    sender: CanonicalAddr,
    is_tenant: bool,
    account: AccountId,
    overdue: bool,
    /// When anyone may, unless there is a deposit.
    closable_at: Option<Timestamp>,
    now: Timestamp,
    height: u64,
    start_blocks: u32,
}

impl Closer {
    /// `sender`, before anything is closed.
    pub fn new(
        env: &Env,
        params: &Params,
        sender: CanonicalAddr,
        account: AccountId,
        synced: &SyncedAccount,
    ) -> Self {
        let overdue = match synced.funding(params.grace) {
            Funding::Idle {} | Funding::Funded { .. } | Funding::Starved { .. } => false,
            Funding::Overdue { .. } => true,
        };
        Self {
            is_tenant: synced.row().owner == sender,
            sender,
            account,
            overdue,
            closable_at: synced.runs_out_at().map(|at| at.after(params.grace)),
            now: synced.now(),
            height: env.block.height,
            start_blocks: params.start_blocks,
        }
    }

    /// As which party the sender ends a lease for `reason`. One who is both tenant and provider is the
    /// one whose reason it gives, the provider first.
    ///
    /// # Errors
    /// `escrow/not_overdue` and `escrow/not_late` when the sender may not, or not yet for this reason;
    /// `escrow/wrong_reason` names the reasons it may give.
    pub fn of_lease(
        &self,
        standing: &Standing,
        reason: CloseReason,
    ) -> Result<Ending, ContractError> {
        let stage = self.stage(standing);
        let parties = [
            (ClosedBy::Provider, self.sender == standing.lease.payee),
            (ClosedBy::Tenant, self.is_tenant),
            (ClosedBy::Anyone, true),
        ];
        let mut parties = parties
            .iter()
            .filter(|(_, is)| *is)
            .map(|(party, _)| *party);
        let first = parties.clone().next().unwrap_or(ClosedBy::Anyone);
        let says = |party: &ClosedBy| reasons(*party, stage, self.overdue).contains(&reason);
        if let Some(by) = parties.find(says) {
            return Ok(Ending { by, reason });
        }
        let allowed = reasons(first, stage, self.overdue);
        let waits = matches!(stage, Stage::InTime) && reason == CloseReason::NotStarted;
        ensure!(!waits, self.in_time(standing));
        // That money ran out is anyone's to say once it is time.
        let early = allowed.is_empty() || reason == CloseReason::Starved;
        ensure!(!early, self.early());
        Err(ContractError::WrongReason {
            lease: standing.key,
            reason,
            allowed,
        })
    }

    /// As which party the sender ends the whole account.
    ///
    /// # Errors
    /// `escrow/not_overdue` for anybody but the tenant before the grace is over.
    pub fn of_account(&self) -> Result<ClosedBy, ContractError> {
        if self.is_tenant {
            return Ok(ClosedBy::Tenant);
        }
        ensure!(self.overdue, self.early());
        Ok(ClosedBy::Anyone)
    }

    /// What is said of leases that have not begun when `by` closes their account: a tenant that waited
    /// for one that is late has waited long enough.
    pub fn of_waiting(&self, legs: &[Standing], by: ClosedBy) -> CloseReason {
        let late = legs.iter().any(|leg| self.is_late(leg));
        match (by, late) {
            (ClosedBy::Provider | ClosedBy::Anyone, _) => CloseReason::Starved,
            (ClosedBy::Tenant, true) => CloseReason::NotStarted,
            (ClosedBy::Tenant, false) => CloseReason::Cancelled,
        }
    }

    /// How one of several leases that were to begin together ends when they end as `given`; whether the
    /// message has named it.
    pub fn of_leg(&self, leg: &Standing, given: Ending, named: bool) -> Ending {
        let by = match given.by {
            ClosedBy::Tenant => ClosedBy::Tenant,
            by if named => by,
            ClosedBy::Provider | ClosedBy::Anyone => ClosedBy::Anyone,
        };
        let reason = match given.reason {
            CloseReason::Declined if named => CloseReason::Declined,
            CloseReason::Declined | CloseReason::NotStarted => match self.is_late(leg) {
                true => CloseReason::NotStarted,
                false => CloseReason::Abandoned,
            },
            said_of_all => said_of_all,
        };
        Ending { by, reason }
    }

    fn is_late(&self, standing: &Standing) -> bool {
        matches!(self.stage(standing), Stage::Late)
    }

    fn stage(&self, standing: &Standing) -> Stage {
        match standing.phase {
            Phase::Running(_) => Stage::Running,
            Phase::Ready => Stage::Ready,
            Phase::Pending => {
                let seconds = self.now >= standing.lease.start_until();
                let blocks = self.height >= self.start_height(standing);
                if seconds && blocks {
                    Stage::Late
                } else {
                    Stage::InTime
                }
            }
        }
    }

    fn start_height(&self, standing: &Standing) -> u64 {
        let opened = standing.lease.opened_height;
        opened.saturating_add(self.start_blocks.into())
    }

    fn in_time(&self, standing: &Standing) -> ContractError {
        ContractError::NotLate {
            lease: standing.key,
            start_until: standing.lease.start_until(),
            start_height: self.start_height(standing),
        }
    }

    fn early(&self) -> ContractError {
        ContractError::NotOverdue {
            account: self.account,
            closable_at: self.closable_at,
        }
    }
}
