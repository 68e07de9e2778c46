//! Who may administer a contract, and what may be paused.

use cosmwasm_schema::cw_serde;
use tender_storage::{CodecError, Packed, Reader, Writer};

/// An administrative role. Each is handed over in two steps: proposed by the owner, accepted by the
/// new holder.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum Role {
    /// Governance: parameters, admissions, unpausing. There is always an owner.
    Owner,
    /// May pause action classes, and nothing else.
    Guardian,
}

/// Handing over a role.
#[cw_serde]
pub enum RoleMsg {
    /// The owner names who is to hold `role`. Replaces an earlier proposal.
    Propose {
        /// The role.
        role: Role,
        /// The address that is to accept it.
        to: String,
    },
    /// The proposed holder takes the role.
    Accept {
        /// The role.
        role: Role,
    },
    /// The owner withdraws a proposal.
    Cancel {
        /// The role.
        role: Role,
    },
}

/// Who holds the roles.
#[cw_serde]
pub struct RolesResponse {
    /// The owner.
    pub owner: String,
    /// Who may accept ownership.
    pub proposed_owner: Option<String>,
    /// The guardian, if there is one.
    pub guardian: Option<String>,
    /// Who may accept guardianship.
    pub proposed_guardian: Option<String>,
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
    /// `orderbook`: posting and repricing asks.
    Ask,
    /// `orderbook`: placing and taking orders.
    Order,
    /// `auction`: opening, bidding, choosing and closing with an award.
    Bid,
    /// `escrow`: opening accounts and depositing.
    Deposit,
    /// `escrow`: opening leases.
    OpenLease,
}

impl ActionClass {
    /// Every class.
    pub const ALL: [Self; 10] = [
        Self::Report,
        Self::Mint,
        Self::Spend,
        Self::Register,
        Self::Attest,
        Self::Ask,
        Self::Order,
        Self::Bid,
        Self::Deposit,
        Self::OpenLease,
    ];

    const fn bit(self) -> u16 {
        match self {
            Self::Report => 1,
            Self::Mint => 1 << 1,
            Self::Spend => 1 << 2,
            Self::Register => 1 << 3,
            Self::Attest => 1 << 4,
            Self::Ask => 1 << 5,
            Self::Order => 1 << 6,
            Self::Bid => 1 << 7,
            Self::Deposit => 1 << 8,
            Self::OpenLease => 1 << 9,
        }
    }
}

/// Which classes are paused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Paused(u16);

impl Paused {
    /// Whether `class` is paused.
    pub const fn contains(self, class: ActionClass) -> bool {
        self.0 & class.bit() != 0
    }

    /// With `class` paused.
    pub const fn with(self, class: ActionClass) -> Self {
        Self(self.0 | class.bit())
    }

    /// Without `class` paused.
    pub const fn without(self, class: ActionClass) -> Self {
        Self(self.0 & !class.bit())
    }

    /// The paused classes.
    pub fn classes(self) -> Vec<ActionClass> {
        ActionClass::ALL
            .into_iter()
            .filter(|class| self.contains(*class))
            .collect()
    }
}

impl Packed for Paused {
    fn pack(&self, out: &mut Writer) {
        out.put(&self.0);
    }

    fn unpack(from: &mut Reader<'_>) -> Result<Self, CodecError> {
        from.get().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_class_is_paused_alone() {
        for class in ActionClass::ALL {
            let paused = Paused::default().with(class);
            assert_eq!(paused.classes(), vec![class]);
            assert_eq!(paused.without(class), Paused::default());
        }
    }
}
