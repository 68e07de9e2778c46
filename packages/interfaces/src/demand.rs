//! What an order asks for: as a tenant writes it, and as contracts keep it.

use std::fmt;

use cosmwasm_schema::cw_serde;
use cosmwasm_std::HexBinary;
use tender_storage::packed;
use tender_types::{
    AccountId, AssetIndex, AttributeId, AuditorId, ClassId, Rate, Resources, Tier, VolumeClass,
};

/// Hardware alternatives of an order at most: each is one range that a take merges.
pub const MAX_ALTERNATIVES: usize = 8;

/// Auditors in each list of `signed_by` at most.
pub const MAX_SIGNED_BY: usize = 4;

/// Units of an order at most: 50 replicas of 24 GPUs, Akash's largest group.
pub const MAX_UNITS: u32 = 1_200;

/// What a tenant asks for.
#[cw_serde]
pub struct Demand {
    /// The escrow account that pays; it belongs to the sender.
    pub account: AccountId,
    /// The account's asset, as `escrow` numbers them; 0 is the compute credit.
    pub asset: AssetIndex,
    /// Units wanted, 1 to [`MAX_UNITS`].
    pub units: u32,
    /// All units from one provider and one ask (`true`), or from several.
    pub whole: bool,
    /// Any of these will do, 1 to [`MAX_ALTERNATIVES`], each class once.
    pub alternatives: Vec<Alternative>,
    /// What each unit must carry; zero where the class's own minimum is enough.
    pub unit: Resources,
    /// Attributes the provider must have, by name, at most [`super::attestation::MAX_ATTRIBUTES`].
    pub attributes: Vec<String>,
    /// Auditors who must vouch for it.
    pub signed_by: SignedBy,
    /// Lowest tier, attested for the class matched; 0 asks for none.
    pub min_tier: Tier,
    /// SHA-256 of the manifest, 32 bytes: the provider runs what hashes to this.
    pub manifest_hash: HexBinary,
}

/// One kind of hardware that would do.
#[cw_serde]
pub struct Alternative {
    /// Name from the catalog.
    pub class: String,
    /// Highest rate per unit, above zero.
    pub ceiling: Rate,
}

/// Auditors who must vouch for a provider: with every required attribute in what they attest.
#[cw_serde]
#[derive(Default)]
pub struct SignedBy {
    /// Each of these, by address, at most [`MAX_SIGNED_BY`].
    pub all_of: Vec<String>,
    /// At least one of these, by address, at most [`MAX_SIGNED_BY`].
    pub any_of: Vec<String>,
}

/// A [`Demand`] with names resolved to ids: what contracts keep, pass on and match.
#[cw_serde]
pub struct ResolvedDemand {
    /// The escrow account that pays.
    pub account: AccountId,
    /// The account's asset, by its index in `escrow`'s list.
    pub asset: AssetIndex,
    /// Units wanted and not filled yet.
    pub units: u32,
    /// All units from one ask.
    pub whole: bool,
    /// Classes that will do, with ceilings.
    pub alternatives: Vec<ResolvedAlternative>,
    /// What each unit must carry.
    pub unit: Resources,
    /// Required attributes, sorted.
    pub attributes: Vec<AttributeId>,
    /// Each of these auditors.
    pub all_of: Vec<AuditorId>,
    /// At least one of these auditors, if any are named.
    pub any_of: Vec<AuditorId>,
    /// Lowest tier the class must be attested at; 0 when none is needed.
    pub min_tier: Tier,
    /// SHA-256 of the manifest.
    pub manifest_hash: HexBinary,
}

/// One class that would do.
#[cw_serde]
#[derive(Copy)]
pub struct ResolvedAlternative {
    /// The class, by its id in the catalog.
    pub class: ClassId,
    /// Highest rate: pico-units per unit and second.
    pub ceiling: Rate,
}

packed!(ResolvedAlternative { class, ceiling });
packed!(ResolvedDemand {
    account,
    asset,
    units,
    whole,
    alternatives,
    unit,
    attributes,
    all_of,
    any_of,
    min_tier,
    manifest_hash,
});

impl ResolvedDemand {
    /// The ceiling for `class`; `None` when the class will not do.
    pub fn ceiling(&self, class: ClassId) -> Option<Rate> {
        let of_class = |alternative: &&ResolvedAlternative| alternative.class == class;
        self.alternatives
            .iter()
            .find(of_class)
            .map(|alternative| alternative.ceiling)
    }
}

/// The first dimension in which an offer fails a demand, in the order they are looked at.
#[cw_serde]
pub enum Mismatch {
    /// The class is not among the alternatives.
    Class {},
    /// The rate is above the ceiling for the class.
    Price {
        /// What the offer asks: pico-units per unit and second.
        rate: Rate,
        /// The most the order pays, in the same unit.
        ceiling: Rate,
    },
    /// The ask has expired.
    Expired {},
    /// The ask does not take the account's asset.
    Asset {},
    /// Too few free units for an order that wants all from one ask, or none.
    Units {
        /// Units that are free.
        free: u32,
        /// Units that the order wants.
        wanted: u32,
    },
    /// A unit carries too little CPU.
    Cpu {
        /// Thousandths of a CPU that a unit carries.
        carried: u32,
        /// Thousandths of a CPU that are wanted.
        wanted: u32,
    },
    /// A unit carries too little memory.
    Memory {
        /// MiB that a unit carries.
        carried: u32,
        /// MiB that are wanted.
        wanted: u32,
    },
    /// A unit carries too little ephemeral disk.
    Disk {
        /// GiB that a unit carries.
        carried: u32,
        /// GiB that are wanted.
        wanted: u32,
    },
    /// A unit carries too little persistent storage of a class.
    Volume {
        /// What the disk has to be made of.
        class: VolumeClass,
        /// GiB that a unit carries.
        carried: u32,
        /// GiB that are wanted.
        wanted: u32,
    },
    /// A unit carries too few public addresses.
    PublicIps {
        /// Addresses that a unit carries.
        carried: u16,
        /// Addresses that are wanted.
        wanted: u16,
    },
    /// The provider is unknown, leaving, jailed or gone.
    ProviderStatus {},
    /// The provider's bond is below the minimum.
    Bond {},
    /// A required attribute is neither claimed nor attested.
    Attribute {
        /// The first attribute that is missing.
        attribute: AttributeId,
    },
    /// An auditor of `all_of` does not vouch for the required attributes.
    SignedByAll {
        /// The first auditor that does not vouch.
        auditor: AuditorId,
    },
    /// No auditor of `any_of` vouches for the required attributes.
    SignedByAny {},
    /// No live attestation of the class reaches the tier.
    Tier {
        /// Highest live tier for the class.
        tier: Tier,
        /// Lowest tier that the order takes.
        wanted: Tier,
    },
}

impl fmt::Display for Mismatch {
    /// The dimension in the words of the message, and by how much.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let short = |f: &mut fmt::Formatter<'_>, what: &str, carried: u32, wanted: u32| {
            write!(f, "{what}: a unit carries {carried}, {wanted} are wanted")
        };
        match *self {
            Self::Class {} => f.write_str("class: not among the alternatives"),
            Self::Price { rate, ceiling } => {
                write!(f, "price: {rate} is above the ceiling {ceiling}")
            }
            Self::Expired {} => f.write_str("expired"),
            Self::Asset {} => f.write_str("asset: the account's is not taken"),
            Self::Units { free, wanted } => {
                write!(f, "units: {free} are free, {wanted} are wanted")
            }
            Self::Cpu { carried, wanted } => short(f, "cpu_milli", carried, wanted),
            Self::Memory { carried, wanted } => short(f, "memory_mib", carried, wanted),
            Self::Disk { carried, wanted } => short(f, "disk_gib", carried, wanted),
            Self::Volume {
                class,
                carried,
                wanted,
            } => short(f, class.as_str(), carried, wanted),
            Self::PublicIps { carried, wanted } => {
                short(f, "public_ips", carried.into(), wanted.into())
            }
            Self::ProviderStatus {} => f.write_str("provider: unknown, leaving, jailed or gone"),
            Self::Bond {} => f.write_str("bond: below the minimum"),
            Self::Attribute { attribute } => {
                write!(f, "attribute {attribute}: neither claimed nor attested")
            }
            Self::SignedByAll { auditor } => {
                write!(f, "signed_by: auditor {auditor} does not vouch")
            }
            Self::SignedByAny {} => f.write_str("signed_by: no auditor of any_of vouches"),
            Self::Tier { tier, wanted } => {
                write!(f, "tier: {tier} is attested, {wanted} is wanted")
            }
        }
    }
}
