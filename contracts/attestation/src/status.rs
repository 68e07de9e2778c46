//! The life of a provider, in one table.

use std::fmt;

use tender_interfaces::attestation::ProviderStatus::{self, Active, Jailed, Leaving, Left};

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
}

impl Step {
    /// Every step.
    pub const ALL: [Self; 6] = [
        Self::Register,
        Self::StartLeaving,
        Self::CancelLeaving,
        Self::WithdrawBond,
        Self::Jail,
        Self::Unjail,
    ];
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Register => "register",
            Self::StartLeaving => "start_leaving",
            Self::CancelLeaving => "cancel_leaving",
            Self::WithdrawBond => "withdraw_bond",
            Self::Jail => "jail",
            Self::Unjail => "unjail",
        })
    }
}

/// The status after `step`; `None` when it cannot be taken. Every pair is written out, so a new status
/// or step does not compile until each is decided.
pub const fn next_status(from: ProviderStatus, step: Step) -> Option<ProviderStatus> {
    match (from, step) {
        (Left, Step::Register) => Some(Active),
        (Active, Step::StartLeaving) => Some(Leaving),
        (Leaving, Step::CancelLeaving) => Some(Active),
        (Leaving, Step::WithdrawBond) => Some(Left),
        (Active | Leaving, Step::Jail) => Some(Jailed),
        (Jailed, Step::Unjail) => Some(Active),
        (Active | Leaving | Jailed, Step::Register)
        | (Leaving | Jailed | Left, Step::StartLeaving)
        | (Active | Jailed | Left, Step::CancelLeaving | Step::WithdrawBond)
        | (Jailed | Left, Step::Jail)
        | (Active | Leaving | Left, Step::Unjail) => None,
    }
}

/// A status as events and messages write it.
pub const fn status_name(status: ProviderStatus) -> &'static str {
    match status {
        Active => "active",
        Leaving => "leaving",
        Jailed => "jailed",
        Left => "left",
    }
}

/// The statuses from which `step` can be taken, for a person.
pub fn needed(step: Step) -> String {
    let from = [Active, Leaving, Jailed, Left]
        .into_iter()
        .filter(|status| next_status(*status, step).is_some());
    from.map(status_name).collect::<Vec<_>>().join(" or ")
}
