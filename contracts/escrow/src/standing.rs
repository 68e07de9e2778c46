//! A lease and where it stands: what its rows say of it together with its account's.

use cosmwasm_std::Storage;
use tender_math::MathError;
use tender_storage::StorageError;
use tender_types::{AccountId, LeaseId, LeaseKey, Micro, Seconds};

use crate::account::SyncedAccount;
use crate::state::{load_lease, load_run, Gang, Lease, Leg, Run, GANGS};
use crate::ContractError;

/// A lease and where it stands.
#[derive(Clone)]
pub struct Standing {
    /// Which.
    pub key: LeaseKey,
    /// As it was opened.
    pub lease: Lease,
    /// How far it has come.
    pub phase: Phase,
}

/// How far a lease has come.
#[derive(Clone, Copy)]
pub enum Phase {
    /// Its provider has not started it.
    Pending,
    /// Its provider is ready, and others that begin with it are not.
    Ready,
    /// It has begun.
    Running(Run),
}

impl Standing {
    /// The lease of `account` as it stands.
    ///
    /// # Errors
    /// `escrow/lease_not_found`.
    pub fn load(
        store: &dyn Storage,
        account: &SyncedAccount,
        key: LeaseKey,
    ) -> Result<Self, ContractError> {
        let lease = load_lease(store, key)?;
        let phase = match (account.waits(key.lease), lease.gang) {
            (true, None) => Phase::Pending,
            (true, Some(first)) => {
                let gang = GANGS.load(store, &(key.account, first))?;
                let mut legs = gang.legs.iter();
                let leg = legs.find(|leg| leg.lease == key.lease);
                leg.ok_or(StorageError::NotFound { row: "leg" })?.phase()
            }
            (false, _) => Phase::Running(load_run(store, key)?),
        };
        Ok(Self { key, lease, phase })
    }

    /// The first of those that it waits to begin with, if it waits and is not alone.
    pub const fn gang(&self) -> Option<LeaseId> {
        match self.phase {
            Phase::Pending | Phase::Ready => self.lease.gang,
            Phase::Running(_) => None,
        }
    }

    /// Seconds that are billed when the account's clock stands at `clock`.
    pub fn seconds(&self, clock: Seconds) -> Seconds {
        match &self.phase {
            Phase::Pending | Phase::Ready => Seconds::ZERO,
            Phase::Running(run) => self.lease.seconds(run, clock),
        }
    }

    /// Micro-units that can be paid when the account's clock stands at `clock`.
    ///
    /// # Errors
    /// `math/underflow` for a lease that was paid more than it has earned.
    pub fn owed(&self, clock: Seconds) -> Result<Micro, MathError> {
        match &self.phase {
            Phase::Pending | Phase::Ready => Ok(Micro::ZERO),
            Phase::Running(run) => self.lease.owed(run, clock),
        }
    }

    /// Micro-units paid so far.
    pub const fn paid(&self) -> Micro {
        match &self.phase {
            Phase::Pending | Phase::Ready => Micro::ZERO,
            Phase::Running(run) => run.paid,
        }
    }
}

impl Leg {
    const fn phase(&self) -> Phase {
        match self.started_at {
            None => Phase::Pending,
            Some(_) => Phase::Ready,
        }
    }
}

impl Gang {
    /// Its leases as they stand.
    ///
    /// # Errors
    /// `escrow/lease_not_found` for a gang of leases that are not there.
    pub fn load(
        &self,
        store: &dyn Storage,
        account: AccountId,
    ) -> Result<Vec<Standing>, ContractError> {
        let standing = |leg: &Leg| {
            let key = LeaseKey {
                provider: leg.provider,
                account,
                lease: leg.lease,
            };
            let lease = load_lease(store, key)?;
            let phase = leg.phase();
            Ok(Standing { key, lease, phase })
        };
        self.legs.iter().map(standing).collect()
    }
}

/// All leases that end with `standing` when it ends before it has begun: itself, and its gang's.
///
/// # Errors
/// `storage/not_found` for a gang that is not there.
pub fn together(store: &dyn Storage, standing: &Standing) -> Result<Vec<Standing>, ContractError> {
    match standing.gang() {
        None => Ok(vec![standing.clone()]),
        Some(first) => {
            let account = standing.key.account;
            GANGS.load(store, &(account, first))?.load(store, account)
        }
    }
}
