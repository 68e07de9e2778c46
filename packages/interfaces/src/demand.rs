//! What an order asks for: as a tenant writes it, and as contracts keep it.

use std::fmt;

use cosmwasm_schema::cw_serde;
use cosmwasm_std::HexBinary;
use tender_storage::{packed, packed_enum};
use tender_types::{
    names, AccountId, AssetIndex, AttributeId, AuditorId, ClassId, Payer, ProviderId, Rate,
    Seconds, Tier, VolumeClass,
};

/// Lines of a demand at most: Akash's groups have up to 20 kinds of replica, real files up to 13.
pub const MAX_LINES: usize = 16;

/// Classes that would do for one line at most: each is one range that a take merges.
pub const MAX_ALTERNATIVES: usize = 16;

/// Replicas of a line at most.
pub const MAX_REPLICAS: u32 = 1_200;

/// GPUs of a demand at most: 50 replicas of 24, Akash's largest group.
pub const MAX_GPUS: u32 = 1_200;

/// Thousandths of a CPU of one replica at most, Akash's limit; above it nothing is one machine.
pub const MAX_CPU_MILLI: u64 = 384_000;

/// MiB of memory of one replica at most: 2 TiB, Akash's limit.
pub const MAX_MEMORY_MIB: u64 = 2 * 1024 * 1024;

/// MiB of one disk at most: 32 TiB, Akash's limit.
pub const MAX_DISK_MIB: u64 = 32 * 1024 * 1024;

/// Volumes of a replica at most.
pub const MAX_VOLUMES: usize = 4;

/// Public addresses of a demand at most.
pub const MAX_PUBLIC_IPS: u32 = 64;

/// Quorums of auditors in a demand at most.
pub const MAX_QUORUMS: usize = 2;

/// Auditors in one quorum at most.
pub const MAX_QUORUM: usize = 4;

/// Providers that a demand excludes at most.
pub const MAX_EXCLUDED: usize = 8;

/// Times at most that an order is matched anew when nobody starts.
pub const MAX_REMATCHES: u8 = 3;

/// Models that a property names at most.
pub const MAX_MODELS: usize = 16;

/// What a tenant asks for: an SDL group, whole, as it is written. What is absent asks for nothing and
/// is left out of the JSON.
#[cw_serde]
pub struct Demand {
    /// The escrow account that pays, one of the sender's.
    pub account: Payer,
    /// The account's asset, as `escrow` numbers them; the compute credit when absent.
    #[serde(default, skip_serializing_if = "is_default")]
    pub asset: AssetIndex,
    /// Replicas of each shape, 1 to [`MAX_LINES`].
    pub lines: Vec<Line>,
    /// Public addresses for the whole demand, at most [`MAX_PUBLIC_IPS`]; one provider has them all.
    #[serde(default, skip_serializing_if = "is_default")]
    pub public_ips: u32,
    /// How replicas may be spread over providers.
    #[serde(default, skip_serializing_if = "is_default")]
    pub placement: Placement,
    /// Whether all leases begin together or none does; see [`Placement`].
    #[serde(default, skip_serializing_if = "is_default")]
    pub together: bool,
    /// The most that everything together may cost, in pico-units per second, above zero.
    pub max_rate: Rate,
    /// Attributes that each provider must have, by name, at most
    /// [`super::attestation::MAX_ATTRIBUTES`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<String>,
    /// Auditors who must vouch for each provider: every quorum of at most [`MAX_QUORUMS`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signed_by: Vec<Quorum<String>>,
    /// Lowest tier that everything leased must be attested at.
    #[serde(default, skip_serializing_if = "is_default")]
    pub min_tier: Tier,
    /// Providers that will not do, at most [`MAX_EXCLUDED`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exclude: Vec<ProviderId>,
    /// Shortest notice that a provider must give before it takes its hardware back, in seconds.
    #[serde(default, skip_serializing_if = "is_default")]
    pub notice_at_least: Seconds,
    /// Longest time until a lease begins, in seconds; as the offer says when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_within: Option<Seconds>,
    /// How often it is matched anew when a provider does not start, at most [`MAX_REMATCHES`].
    #[serde(default, skip_serializing_if = "is_default")]
    pub rematch: u8,
    /// SHA-256 of the manifest, 32 bytes: the provider runs what hashes to this.
    pub manifest_hash: HexBinary,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Replicas of one shape.
#[cw_serde]
pub struct Line {
    /// How many, 1 to [`MAX_REPLICAS`].
    pub replicas: u32,
    /// Thousandths of a CPU that each has, at most [`MAX_CPU_MILLI`].
    #[serde(default, skip_serializing_if = "is_default")]
    pub cpu_milli: u64,
    /// MiB of memory that each has, at most [`MAX_MEMORY_MIB`].
    #[serde(default, skip_serializing_if = "is_default")]
    pub memory_mib: u64,
    /// MiB of ephemeral disk that each has, at most [`MAX_DISK_MIB`].
    #[serde(default, skip_serializing_if = "is_default")]
    pub disk_mib: u64,
    /// Persistent volumes that each has, at most [`MAX_VOLUMES`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub volumes: Vec<LineVolume>,
    /// GPUs that each has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gpu: Option<Gpu>,
}

/// A persistent volume of a replica.
#[cw_serde]
#[derive(Copy)]
pub struct LineVolume {
    /// What the disk has to be made of; anything when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<VolumeClass>,
    /// MiB of it, above zero, at most [`MAX_DISK_MIB`].
    pub mib: u64,
}

/// GPUs of a replica: of one of the classes named, or, at an auction, of any class with a property.
#[cw_serde]
pub struct Gpu {
    /// How many each replica has, in one machine; above zero.
    pub per_replica: u32,
    /// Any of these classes will do, at most [`MAX_ALTERNATIVES`], each once. None where `property` is
    /// given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<Alternative>,
    /// Any class with this property will do; at auctions only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub property: Option<Property>,
}

/// One kind of GPU that would do.
#[cw_serde]
pub struct Alternative {
    /// Name from the catalog.
    pub class: String,
    /// Highest rate per GPU: pico-units per second, above zero.
    pub ceiling: Rate,
}

/// What a GPU must be, whatever its class. Absent: anything.
#[cw_serde]
#[derive(Default)]
pub struct Property {
    /// Who makes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vendor: Option<String>,
    /// One of these models, at most [`MAX_MODELS`]; any when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub models: Vec<String>,
    /// Least memory in GiB.
    #[serde(default, skip_serializing_if = "is_default")]
    pub memory_gib: u32,
    /// Its interface, such as `sxm`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interface: Option<String>,
}

/// How replicas may be spread over providers.
#[cw_serde]
#[derive(Copy, Default, Eq)]
pub enum Placement {
    /// One provider serves everything.
    #[default]
    OneProvider,
    /// Several providers with the same attribute `region`.
    SameRegion,
    /// Several providers, each with a bounded part.
    Spread {
        /// Replicas of one provider at most, above zero.
        max_per_provider: u32,
    },
    /// Any providers.
    Any,
}

/// Auditors of whom some must vouch, each with a live statement of its own that covers everything
/// leased, the tier, and all required attributes.
#[cw_serde]
pub struct Quorum<Auditor> {
    /// How many of them, 1 to as many as there are.
    pub k: u8,
    /// Which, 1 to [`MAX_QUORUM`], each once.
    pub of: Vec<Auditor>,
}

/// A [`Demand`] with names resolved to ids: what contracts keep, pass on, hash and match.
#[cw_serde]
pub struct ResolvedDemand {
    /// The escrow account that pays.
    pub account: AccountId,
    /// The account's asset, by its index in `escrow`'s list.
    pub asset: AssetIndex,
    /// Replicas of each shape.
    pub lines: Vec<ResolvedLine>,
    /// Public addresses for the whole demand.
    pub public_ips: u32,
    /// How replicas may be spread over providers.
    pub placement: Placement,
    /// Whether all leases begin together.
    pub together: bool,
    /// The most that everything together may cost.
    pub max_rate: Rate,
    /// Required attributes, sorted.
    pub attributes: Vec<AttributeId>,
    /// Auditors who must vouch.
    pub signed_by: Vec<Quorum<AuditorId>>,
    /// Lowest tier; 0 when none is needed.
    pub min_tier: Tier,
    /// Providers that will not do.
    pub exclude: Vec<ProviderId>,
    /// Shortest notice.
    pub notice_at_least: Seconds,
    /// Longest time until a lease begins.
    pub start_within: Option<Seconds>,
    /// How often it may still be matched anew.
    pub rematch: u8,
    /// SHA-256 of the manifest.
    pub manifest_hash: HexBinary,
}

/// Replicas of one shape, classes by id.
#[cw_serde]
pub struct ResolvedLine {
    /// How many.
    pub replicas: u32,
    /// Thousandths of a CPU that each has.
    pub cpu_milli: u64,
    /// MiB of memory that each has.
    pub memory_mib: u64,
    /// MiB of ephemeral disk that each has.
    pub disk_mib: u64,
    /// Persistent volumes that each has.
    pub volumes: Vec<LineVolume>,
    /// GPUs that each has.
    pub gpu: Option<ResolvedGpu>,
}

/// GPUs of a replica, classes by id.
#[cw_serde]
pub struct ResolvedGpu {
    /// How many each replica has.
    pub per_replica: u32,
    /// Classes that will do, with ceilings.
    pub alternatives: Vec<ResolvedAlternative>,
    /// What a class must be, at auctions.
    pub property: Option<Property>,
}

/// One class that would do.
#[cw_serde]
#[derive(Copy)]
pub struct ResolvedAlternative {
    /// The class, by its id in the catalog.
    pub class: ClassId,
    /// Highest rate per GPU: pico-units per second.
    pub ceiling: Rate,
}

packed!(ResolvedAlternative { class, ceiling });
packed!(Property {
    vendor,
    models,
    memory_gib,
    interface
});
packed!(ResolvedGpu {
    per_replica,
    alternatives,
    property
});
packed!(LineVolume { class, mib });
packed!(ResolvedLine {
    replicas,
    cpu_milli,
    memory_mib,
    disk_mib,
    volumes,
    gpu
});
packed!(Row 1 "demand": ResolvedDemand {
    account,
    asset,
    lines,
    public_ips,
    placement,
    together,
    max_rate,
    attributes,
    signed_by,
    min_tier,
    exclude,
    notice_at_least,
    start_within,
    rematch,
    manifest_hash
});

impl tender_storage::Packed for Quorum<AuditorId> {
    fn pack(&self, out: &mut tender_storage::Writer) {
        out.byte(self.k).put(&self.of);
    }

    fn unpack(from: &mut tender_storage::Reader<'_>) -> Result<Self, tender_storage::CodecError> {
        Ok(Self {
            k: from.byte()?,
            of: from.get()?,
        })
    }
}

impl tender_storage::Packed for Placement {
    fn pack(&self, out: &mut tender_storage::Writer) {
        match self {
            Self::OneProvider => out.byte(0),
            Self::SameRegion => out.byte(1),
            Self::Spread { max_per_provider } => out.byte(2).put(max_per_provider),
            Self::Any => out.byte(3),
        };
    }

    fn unpack(from: &mut tender_storage::Reader<'_>) -> Result<Self, tender_storage::CodecError> {
        match from.byte()? {
            0 => Ok(Self::OneProvider),
            1 => Ok(Self::SameRegion),
            2 => Ok(Self::Spread {
                max_per_provider: from.get()?,
            }),
            3 => Ok(Self::Any),
            _ => Err(tender_storage::CodecError::Value { kind: "placement" }),
        }
    }
}

impl ResolvedDemand {
    /// The only line, if it asks for GPUs: what the book serves.
    pub fn gpu_line(&self) -> Option<(&ResolvedLine, &ResolvedGpu)> {
        match self.lines.as_slice() {
            [line] => line.gpu.as_ref().map(|gpu| (line, gpu)),
            _ => None,
        }
    }

    /// The lines that ask for GPUs, in order: each is served by one class of a provider's.
    pub fn gpu_lines(&self) -> impl Iterator<Item = (&ResolvedLine, &ResolvedGpu)> {
        let lines = self.lines.iter();
        lines.filter_map(|line| line.gpu.as_ref().map(|gpu| (line, gpu)))
    }

    /// Replicas of all lines.
    pub fn replicas(&self) -> u32 {
        let counts = self.lines.iter().map(|line| line.replicas);
        counts.fold(0, u32::saturating_add)
    }
}

impl ResolvedGpu {
    /// The ceiling for `class`, per GPU; `None` when the class will not do.
    pub fn ceiling(&self, class: ClassId) -> Option<Rate> {
        let of_class = |alternative: &&ResolvedAlternative| alternative.class == class;
        let found = self.alternatives.iter().find(of_class);
        found.map(|alternative| alternative.ceiling)
    }

    /// GPUs of `replicas`; as many as can be counted when there are more.
    pub const fn units(&self, replicas: u32) -> u32 {
        self.per_replica.saturating_mul(replicas)
    }
}

/// What a provider has or lacks in one quantity.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum Quantity {
    /// Thousandths of a CPU.
    Cpu,
    /// MiB of memory.
    Memory,
    /// MiB of ephemeral disk.
    Disk,
    /// MiB of spinning disk.
    Hdd,
    /// MiB of solid state over SATA.
    Ssd,
    /// MiB of solid state over NVMe.
    Nvme,
    /// MiB of persistent storage of any one class.
    AnyVolume,
    /// Public addresses.
    PublicIps,
}

names!(Quantity {
    Cpu = "cpu_milli",
    Memory = "memory_mib",
    Disk = "disk_mib",
    Hdd = "hdd_mib",
    Ssd = "ssd_mib",
    Nvme = "nvme_mib",
    AnyVolume = "volume_mib",
    PublicIps = "public_ips",
});
packed_enum!(Quantity {
    Cpu = 0,
    Memory = 1,
    Disk = 2,
    Hdd = 3,
    Ssd = 4,
    Nvme = 5,
    AnyVolume = 6,
    PublicIps = 7
});

impl From<VolumeClass> for Quantity {
    fn from(class: VolumeClass) -> Self {
        match class {
            VolumeClass::Hdd => Self::Hdd,
            VolumeClass::Ssd => Self::Ssd,
            VolumeClass::Nvme => Self::Nvme,
        }
    }
}

/// The first dimension in which a provider, an offer or a card fails a demand, in the order they are
/// looked at.
#[cw_serde]
pub enum Mismatch {
    /// The provider is among those excluded.
    Excluded {},
    /// The class is not among the alternatives, or has not the property.
    Class {},
    /// The rate per GPU is above the ceiling for the class.
    Price {
        /// What the offer asks: pico-units per GPU and second.
        rate: Rate,
        /// The most the order pays, in the same unit.
        ceiling: Rate,
    },
    /// The provider offers nothing of the class, or has no card.
    NotOffered {
        /// The class; 0 stands for the card.
        class: ClassId,
    },
    /// The offer or the card has expired.
    Expired {},
    /// The account's asset is not taken.
    Asset {},
    /// Too short a notice.
    Notice {
        /// Seconds that are offered.
        offered: Seconds,
        /// Seconds that are wanted.
        wanted: Seconds,
    },
    /// Too late a start.
    Start {
        /// Seconds in which it starts.
        offered: Seconds,
        /// Seconds that are allowed.
        wanted: Seconds,
    },
    /// No machine has so many GPUs free.
    Largest {
        /// The most that one replica can have.
        largest: u32,
        /// What one replica wants.
        wanted: u32,
    },
    /// Too few free GPUs.
    Units {
        /// GPUs that are free.
        free: u32,
        /// GPUs that are wanted.
        wanted: u32,
    },
    /// Too little of something, in one replica or on the whole card.
    Short {
        /// Of what.
        of: Quantity,
        /// How much there is.
        free: u64,
        /// How much is wanted.
        wanted: u64,
    },
    /// The provider is unknown, leaving, jailed, suspended or gone.
    ProviderStatus {},
    /// What the registry says of the provider was written by a later release than this contract's.
    Unreadable {},
    /// The provider's bond is below what is locked or the minimum.
    Bond {},
    /// The offer or the card is of an earlier registration.
    Epoch {},
    /// More is offered than live attestations count.
    Counted {
        /// What is counted: GPUs, cores or GiB.
        counted: u32,
        /// What is offered.
        offered: u32,
    },
    /// A required attribute is neither claimed nor attested, or is disputed.
    Attribute {
        /// The first attribute that is missing.
        attribute: AttributeId,
    },
    /// Where the provider is, is not known or disputed, or it is elsewhere than the others.
    Region {},
    /// Too few auditors of a quorum vouch for everything that would be leased.
    Quorum {
        /// Which quorum, from 0.
        quorum: u8,
        /// Auditors of it that vouch.
        vouching: u8,
        /// Auditors that are needed.
        wanted: u8,
    },
    /// No live attestation of everything leased reaches the tier.
    Tier {
        /// Highest live tier.
        tier: Tier,
        /// Lowest tier that the order takes.
        wanted: Tier,
    },
    /// Everything together costs too much.
    Total {
        /// What it costs: pico-units per second.
        rate: Rate,
        /// The most it may cost.
        most: Rate,
    },
}

impl fmt::Display for Mismatch {
    /// The dimension in the words of the message, and by how much.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Excluded {} => f.write_str("exclude: the provider is excluded"),
            Self::Class {} => f.write_str("class: not among what would do"),
            Self::Price { rate, ceiling } => {
                write!(f, "price: {rate} is above the ceiling {ceiling}")
            }
            Self::NotOffered {
                class: ClassId::CARD,
            } => f.write_str("card: the provider has none"),
            Self::NotOffered { class } => write!(f, "offer: the provider offers no class {class}"),
            Self::Expired {} => f.write_str("expired"),
            Self::Asset {} => f.write_str("asset: the account's is not taken"),
            Self::Notice { offered, wanted } => {
                write!(f, "notice: {offered} s are given, {wanted} s are wanted")
            }
            Self::Start { offered, wanted } => {
                write!(f, "start: within {offered} s, wanted within {wanted} s")
            }
            Self::Largest { largest, wanted } => {
                write!(
                    f,
                    "largest: one replica can have {largest}, {wanted} are wanted"
                )
            }
            Self::Units { free, wanted } => {
                write!(f, "units: {free} are free, {wanted} are wanted")
            }
            Self::Short { of, free, wanted } => {
                write!(f, "{of}: {free} can be had, {wanted} are wanted")
            }
            Self::ProviderStatus {} => {
                f.write_str("provider: unknown, leaving, jailed, suspended or gone")
            }
            Self::Unreadable {} => {
                f.write_str("provider: the registry is of a later release than the order book")
            }
            Self::Bond {} => f.write_str("bond: below what is locked or the minimum"),
            Self::Epoch {} => f.write_str("epoch: of an earlier registration"),
            Self::Counted { counted, offered } => {
                write!(f, "counted: {counted} are attested, {offered} are offered")
            }
            Self::Attribute { attribute } => {
                write!(
                    f,
                    "attribute {attribute}: neither claimed nor attested, or disputed"
                )
            }
            Self::Region {} => f.write_str("region: not known, disputed, or another"),
            Self::Quorum {
                quorum,
                vouching,
                wanted,
            } => write!(
                f,
                "signed_by: {vouching} auditors of quorum {quorum} vouch, {wanted} are wanted"
            ),
            Self::Tier { tier, wanted } => {
                write!(f, "tier: {tier} is attested, {wanted} is wanted")
            }
            Self::Total { rate, most } => write!(f, "total: {rate} is above {most}"),
        }
    }
}
