//! Who administers a contract, and what can be paused. The same messages for every contract.

use cosmwasm_schema::cw_serde;
use tender_storage::{packed, packed_enum, packed_newtype};
use tender_types::{names, Seconds, Timestamp};

/// How long a pause of the guardian's lasts unless the owner has said otherwise: an urgent vote that
/// mends the fault takes two days.
pub const DEFAULT_GUARDIAN_PAUSE: Seconds = Seconds::days(4);

/// The longest the owner can let a pause of the guardian's last.
pub const MAX_GUARDIAN_PAUSE: Seconds = Seconds::days(7);

/// The shortest: one that lapses within the hour stops nothing.
pub const MIN_GUARDIAN_PAUSE: Seconds = Seconds::hours(1);

/// An administrative role. Each is handed over in two steps: proposed by the owner, accepted by the
/// new holder.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum Role {
    /// Governance: parameters, links, admissions, pauses without an end. There is always an owner.
    Owner,
    /// May pause a class of actions once, for a time, and nothing else.
    Guardian,
}

names!(Role { Owner = "owner", Guardian = "guardian" });

/// Hands roles over and pauses actions; every contract takes it as `admin`.
#[cw_serde]
pub enum AdminMsg {
    /// The owner names who is to hold `role`. Replaces an earlier proposal.
    ProposeRole {
        /// The role to be handed over.
        role: Role,
        /// The address that is to accept it.
        to: String,
    },
    /// The proposed holder takes the role. A new owner finds no proposals of the former one; a new
    /// guardian may pause every class once.
    AcceptRole {
        /// The role that the sender was proposed for.
        role: Role,
    },
    /// The owner withdraws a proposal.
    CancelRole {
        /// The role whose proposal ends.
        role: Role,
    },
    /// Stops a class of actions. The owner's pause lasts until it resumes the class. The guardian's
    /// lapses by itself, and it has one for each class until the owner re-arms it.
    Pause {
        /// The class to stop; the contract has to have it.
        class: ActionClass,
    },
    /// The owner ends a pause, its own or the guardian's. The guardian's shot stays spent.
    Resume {
        /// The class to let go on; it has to be paused.
        class: ActionClass,
    },
    /// The owner lets the guardian pause a class once more.
    Rearm {
        /// The class, which the guardian has paused once.
        class: ActionClass,
    },
    /// The owner says how long the guardian's pauses last, [`MIN_GUARDIAN_PAUSE`] to
    /// [`MAX_GUARDIAN_PAUSE`]. One that is running keeps its end.
    SetGuardianPause {
        /// How long each lasts from now on, in seconds.
        lasts: Seconds,
    },
}

/// Who administers a contract, and what is paused.
#[cw_serde]
pub struct AdminResponse {
    /// The address that governs the contract.
    pub owner: String,
    /// Who may accept ownership.
    pub proposed_owner: Option<String>,
    /// The guardian, if there is one.
    pub guardian: Option<String>,
    /// Who may accept guardianship.
    pub proposed_guardian: Option<String>,
    /// How long the guardian's pauses last, in seconds.
    pub guardian_pause: Seconds,
    /// Classes the guardian has paused once and cannot pause again until they are re-armed.
    pub spent: Vec<ActionClass>,
    /// What is paused now; pauses that have lapsed are left out.
    pub pauses: Vec<Pause>,
}

/// A class of actions that can be paused. Taking out one's own money is in none of them.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum ActionClass {
    /// `oracle`: reporting prices.
    Report,
    /// `bme`: burning AKT for credit.
    Mint,
    /// `bme`: credit moved into the suite by its holder.
    Spend,
    /// `attestation`: registering, bonding and changing providers.
    Register,
    /// `attestation`: submitting attestations.
    Attest,
    /// `orderbook`: offering, and changing what is offered.
    Offer,
    /// `orderbook`: placing and matching orders.
    Order,
    /// `auction`: opening, bidding, choosing and closing with an award.
    Bid,
    /// `escrow`: opening accounts and depositing.
    Deposit,
    /// `escrow`: opening leases.
    OpenLease,
}

impl ActionClass {
    /// Every class, in the order of their bytes in rows.
    pub const ALL: [Self; 10] = [
        Self::Report,
        Self::Mint,
        Self::Spend,
        Self::Register,
        Self::Attest,
        Self::Offer,
        Self::Order,
        Self::Bid,
        Self::Deposit,
        Self::OpenLease,
    ];
}

names!(ActionClass {
    Report = "report",
    Mint = "mint",
    Spend = "spend",
    Register = "register",
    Attest = "attest",
    Offer = "offer",
    Order = "order",
    Bid = "bid",
    Deposit = "deposit",
    OpenLease = "open_lease",
});

packed_enum!(ActionClass {
    Report = 0,
    Mint = 1,
    Spend = 2,
    Register = 3,
    Attest = 4,
    Offer = 5,
    Order = 6,
    Bid = 7,
    Deposit = 8,
    OpenLease = 9,
});

/// A class that is paused.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct Pause {
    /// The class that is stopped.
    pub class: ActionClass,
    /// When the pause lapses: it holds while `now < until`. The guardian's pauses have an end; the
    /// owner's have none.
    pub until: Option<Timestamp>,
}

packed!(Pause { class, until });

impl Pause {
    /// Whether it holds at `now`.
    pub fn holds(&self, now: Timestamp) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}

/// Pauses of a contract, at most one a class, in the row that every message reads anyway: a byte while
/// nothing is paused. One that has lapsed may still stand there; it holds no longer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pauses(pub Vec<Pause>);

packed_newtype!(Pauses);

impl Pauses {
    /// The pause that stops `class` at `now`, if any.
    pub fn find(&self, class: ActionClass, now: Timestamp) -> Option<Pause> {
        let stops = |pause: &&Pause| pause.class == class && pause.holds(now);
        self.0.iter().find(stops).copied()
    }

    /// Those that hold at `now`.
    pub fn holding(&self, now: Timestamp) -> Vec<Pause> {
        let holds = |pause: &&Pause| pause.holds(now);
        self.0.iter().filter(holds).copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_000);

    fn pauses(until: Option<Timestamp>) -> Pauses {
        let class = ActionClass::Mint;
        Pauses(vec![Pause { class, until }])
    }

    #[test]
    fn a_pause_with_an_end_lapses_at_it() {
        let pauses = pauses(Some(NOW));
        assert!(pauses
            .find(ActionClass::Mint, NOW.before(Seconds(1)))
            .is_some());
        assert_eq!(pauses.find(ActionClass::Mint, NOW), None);
        assert_eq!(pauses.holding(NOW), vec![]);
    }

    #[test]
    fn a_pause_without_an_end_stays_and_stops_its_class_alone() {
        let pauses = pauses(None);
        assert!(pauses
            .find(ActionClass::Mint, Timestamp(u64::MAX))
            .is_some());
        assert_eq!(pauses.find(ActionClass::Spend, NOW), None);
    }

    #[test]
    fn nothing_paused_is_one_byte() {
        struct Config {
            pauses: Pauses,
        }
        packed!(Row 1 "config": Config { pauses });
        let pauses = Pauses::default();
        assert_eq!(tender_storage::pack(&Config { pauses }), [1, 0]);
    }
}
