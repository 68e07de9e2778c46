//! The life of a provider, in one table.

use tender_interfaces::attestation::ProviderStatus::{
    self, Active, Jailed, Leaving, Left, Suspended,
};
use tender_types::names;

/// What can change a provider's status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// It registers again.
    Register,
    /// It starts leaving.
    StartLeaving,
    /// It stays after all.
    CancelLeaving,
    /// It takes its bond.
    WithdrawBond,
    /// Governance stops it.
    Jail,
    /// Governance lets it go on.
    Unjail,
    /// It has failed.
    Suspend,
    /// It goes on.
    Resume,
}

impl Step {
    /// Every step.
    pub const ALL: [Self; 8] = [
        Self::Register,
        Self::StartLeaving,
        Self::CancelLeaving,
        Self::WithdrawBond,
        Self::Jail,
        Self::Unjail,
        Self::Suspend,
        Self::Resume,
    ];
}

names!(Step {
    Register = "register",
    StartLeaving = "start_leaving",
    CancelLeaving = "cancel_leaving",
    WithdrawBond = "withdraw_bond",
    Jail = "jail",
    Unjail = "unjail",
    Suspend = "suspend",
    Resume = "resume",
});

/// The status after `step`; `None` when it cannot be taken. Every pair is written out, so a new status
/// or step does not compile until each is decided.
pub const fn next_status(from: ProviderStatus, step: Step) -> Option<ProviderStatus> {
    match (from, step) {
        (Left, Step::Register) => Some(Active),
        (Active | Suspended, Step::StartLeaving) => Some(Leaving),
        (Leaving, Step::CancelLeaving) => Some(Active),
        (Leaving, Step::WithdrawBond) => Some(Left),
        (Active | Leaving | Suspended, Step::Jail) => Some(Jailed),
        (Jailed, Step::Unjail) => Some(Active),
        (Active, Step::Suspend) => Some(Suspended),
        (Suspended, Step::Resume) => Some(Active),
        (Active | Leaving | Jailed | Suspended, Step::Register)
        | (Leaving | Jailed | Left, Step::StartLeaving | Step::Suspend)
        | (Active | Jailed | Left | Suspended, Step::CancelLeaving | Step::WithdrawBond)
        | (Jailed | Left, Step::Jail)
        | (Active | Leaving | Left | Suspended, Step::Unjail)
        | (Suspended, Step::Suspend)
        | (Active | Leaving | Jailed | Left, Step::Resume) => None,
    }
}

/// The statuses from which `step` can be taken, for a person.
pub fn needed(step: Step) -> String {
    let from = ProviderStatus::ALL
        .into_iter()
        .filter(|status| next_status(*status, step).is_some());
    from.map(ProviderStatus::as_str)
        .collect::<Vec<_>>()
        .join(" or ")
}
