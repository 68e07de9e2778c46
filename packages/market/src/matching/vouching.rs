//! What auditors attest of what would be leased.

use cosmwasm_std::ensure;
use tender_interfaces::attestation::{AttestationRow, ProviderRow};
use tender_interfaces::demand::{Mismatch, Quorum, ResolvedDemand};
use tender_interfaces::orderbook::AllowanceRow;
use tender_types::{AuditorId, ClassId, Tier, Timestamp};

/// All that a provider offers of a kind: what an auditor must have counted to vouch for any of it. Were
/// it less, nobody could say which of what is offered was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offered {
    /// Whole devices of a class, its slices among them.
    Devices {
        /// The class that is counted.
        device: ClassId,
        /// How many.
        count: u32,
    },
    /// A rate card.
    Card {
        /// Its cores, rounded up.
        cores: u32,
        /// GiB of its memory, rounded up.
        gib: u32,
    },
}

/// Who vouches, and how thoroughly they looked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vouched {
    /// The highest tier at which one of them covers everything; 0 when nobody does.
    pub tier: Tier,
    /// Who covers everything; of those that the demand names, if it names any.
    pub auditors: Vec<AuditorId>,
}

/// Refuses what is offered above what anybody counts, or what may be offered without.
///
/// # Errors
/// [`Mismatch::Counted`].
pub fn judge_counts(
    row: &ProviderRow,
    offered: &[Offered],
    allowance: AllowanceRow,
    now: Timestamp,
) -> Result<(), Mismatch> {
    let judge = |counted: u32, allowed: u32, offered: u32| {
        let counted = counted.max(allowed);
        ensure!(offered <= counted, Mismatch::Counted { counted, offered });
        Ok(())
    };
    for one in offered {
        match *one {
            Offered::Devices { device, count } => {
                judge(row.counted(device, now), allowance.units, count)?;
            }
            Offered::Card { cores, gib } => {
                let (counted_cores, counted_gib) = row.attested_card(now);
                judge(counted_cores, allowance.cores, cores)?;
                judge(counted_gib, allowance.gib, gib)?;
            }
        }
    }
    Ok(())
}

/// Who vouches for everything that is offered, with every attribute wanted, as the demand asks.
///
/// # Errors
/// [`Mismatch::Attribute`] when no auditors are named and the provider has not what is wanted;
/// [`Mismatch::Quorum`] when too few of a quorum vouch; [`Mismatch::Tier`] when nobody looked thoroughly
/// enough.
pub fn judge_vouching(
    demand: &ResolvedDemand,
    row: &ProviderRow,
    offered: &[Offered],
    now: Timestamp,
) -> Result<Vouched, Mismatch> {
    let covering = row.live(now).filter(|one| covers(one, offered));
    if demand.signed_by.is_empty() {
        super::provider::judge_attributes(demand, row, now)?;
        let vouched = Vouched::by(covering);
        return vouched.at_least(demand.min_tier);
    }
    let attested = |id: AuditorId| {
        let mut attributes = demand.attributes.iter();
        attributes.all(|attribute| row.vouched(id, *attribute, now))
    };
    let vouching: Vec<&AttestationRow> = covering
        .filter(|one| one.tier >= demand.min_tier && attested(one.auditor))
        .collect();
    for (place, quorum) in demand.signed_by.iter().enumerate() {
        judge_quorum(place, quorum, &vouching)?;
    }
    let named = |one: &&AttestationRow| {
        let mut quorums = demand.signed_by.iter();
        quorums.any(|quorum| quorum.of.contains(&one.auditor))
    };
    Ok(Vouched::by(vouching.into_iter().filter(named)))
}

fn judge_quorum(
    place: usize,
    quorum: &Quorum<AuditorId>,
    vouching: &[&AttestationRow],
) -> Result<(), Mismatch> {
    // By auditor, each of whom is named once: nobody vouches twice.
    let vouches = |id: &&AuditorId| vouching.iter().any(|one| one.auditor == **id);
    let of = quorum.of.iter().filter(vouches);
    let vouching = u8::try_from(of.count()).unwrap_or(u8::MAX);
    let wanted = quorum.k;
    ensure!(
        vouching >= wanted,
        Mismatch::Quorum {
            quorum: u8::try_from(place).unwrap_or(u8::MAX),
            vouching,
            wanted,
        }
    );
    Ok(())
}

/// Whether an auditor has seen all that is offered.
fn covers(attestation: &AttestationRow, offered: &[Offered]) -> bool {
    offered.iter().all(|one| match *one {
        Offered::Devices { device, count } => attestation.count(device) >= count,
        Offered::Card { cores, gib } => attestation.cores >= cores && attestation.memory_gib >= gib,
    })
}

impl Vouched {
    fn by<'a>(attestations: impl Iterator<Item = &'a AttestationRow>) -> Self {
        let mut vouched = Self::default();
        for one in attestations {
            vouched.tier = vouched.tier.max(one.tier);
            vouched.auditors.push(one.auditor);
        }
        vouched
    }

    fn at_least(self, wanted: Tier) -> Result<Self, Mismatch> {
        let tier = self.tier;
        ensure!(tier >= wanted, Mismatch::Tier { tier, wanted });
        Ok(self)
    }
}
