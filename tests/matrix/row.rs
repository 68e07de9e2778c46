//! What is expected of one message.

use tender_interfaces::admin::{ActionClass, AdminMsg};
use tender_testkit::Contract;

use Actor::{Gov, Guard, Heir};

/// Everybody who tries to send a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Owns every contract.
    Gov,
    /// Guards every contract.
    Guard,
    /// Was proposed as owner of every contract.
    Heir,
    /// Feeds prices.
    Fay,
    /// A tenant.
    Ana,
    /// Sponsors the account of `Ana`.
    Ben,
    /// A provider with an offer, a card, bids and leases.
    Pia,
    /// A provider with nothing.
    Pit,
    /// A provider whose unbonding is over.
    Leo,
    /// A provider in jail.
    Jane,
    /// A provider that has failed, and may go on again.
    Sue,
    /// An auditor.
    Audrey,
    /// Another auditor.
    Auguste,
    /// An auditor that was removed, and whose unbonding is over.
    Ria,
    /// Nobody in particular.
    Mia,
    /// A contract of the suite.
    Suite(Contract),
}

impl Actor {
    /// Each of them.
    pub fn all() -> Vec<Self> {
        let people = [
            Gov,
            Guard,
            Heir,
            Self::Fay,
            Self::Ana,
            Self::Ben,
            Self::Pia,
            Self::Pit,
            Self::Leo,
            Self::Jane,
            Self::Sue,
            Self::Audrey,
            Self::Auguste,
            Self::Ria,
            Self::Mia,
        ];
        people
            .into_iter()
            .chain(Contract::ALL.map(Self::Suite))
            .collect()
    }
}

/// Who may send a message.
#[derive(Clone, Copy, Debug)]
pub enum Who {
    /// Anyone.
    Anyone,
    /// These and nobody else.
    Only(&'static [Actor]),
    /// Anyone but these.
    Except(&'static [Actor]),
}

/// What is expected of one message.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    who: Who,
    /// The codes with which everybody else is refused.
    pub refusals: &'static [&'static str],
    /// The pauses that stop it, of whichever contract.
    pub classes: &'static [ActionClass],
    /// Whether it takes a coin.
    pub takes_coin: bool,
}

impl Row {
    const fn new(who: Who, refusals: &'static [&'static str]) -> Self {
        Self {
            who,
            refusals,
            classes: &[],
            takes_coin: false,
        }
    }

    /// Anyone may.
    pub const fn anyone() -> Self {
        Self::new(Who::Anyone, &[])
    }

    /// Only these may; everybody else is refused with one of the codes.
    pub const fn only(who: &'static [Actor], refusals: &'static [&'static str]) -> Self {
        Self::new(Who::Only(who), refusals)
    }

    /// Anyone but these may.
    pub const fn except(who: &'static [Actor], refusals: &'static [&'static str]) -> Self {
        Self::new(Who::Except(who), refusals)
    }

    /// Governance only.
    pub const fn owner() -> Self {
        Self::only(&[Gov], &["guard/not_allowed"])
    }

    /// Administration, the same in every contract.
    pub const fn admin(msg: &AdminMsg) -> Self {
        match msg {
            AdminMsg::AcceptRole { .. } => Self::only(&[Heir], &["guard/not_proposed"]),
            // On the stage the guardian has spent its shots; what it may do is in `pauses.rs`.
            AdminMsg::Pause { .. } => Self::only(&[Gov], &["guard/not_allowed", "guard/spent"]),
            AdminMsg::ProposeRole { .. }
            | AdminMsg::CancelRole { .. }
            | AdminMsg::Resume { .. }
            | AdminMsg::Rearm { .. }
            | AdminMsg::SetGuardianPause { .. } => Self::owner(),
        }
    }

    /// Stopped by these pauses. What has none can never be stopped.
    pub const fn stopped_by(mut self, classes: &'static [ActionClass]) -> Self {
        self.classes = classes;
        self
    }

    /// Takes a coin.
    pub const fn with_coin(mut self) -> Self {
        self.takes_coin = true;
        self
    }

    /// Whether `actor` may send it.
    pub fn allows(&self, actor: Actor) -> bool {
        match self.who {
            Who::Anyone => true,
            Who::Only(who) => who.contains(&actor),
            Who::Except(who) => !who.contains(&actor),
        }
    }
}
