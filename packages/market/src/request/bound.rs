//! How much one order can ask for.

use std::fmt;

use tender_interfaces::attestation::MAX_ATTRIBUTES;
use tender_interfaces::demand::{
    MAX_CPU_MILLI, MAX_DISK_MIB, MAX_GPUS, MAX_LINES, MAX_MEMORY_MIB, MAX_PUBLIC_IPS, MAX_QUORUM,
    MAX_REPLICAS, MAX_VOLUMES,
};

/// What an order can ask for only so much of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// Shapes of replicas.
    Lines,
    /// Replicas of one shape.
    Replicas,
    /// GPUs of all replicas.
    Gpus,
    /// Thousandths of a CPU of one replica.
    CpuMilli,
    /// MiB of memory of one replica, volumes in memory included.
    MemoryMib,
    /// MiB of ephemeral disk of one replica.
    DiskMib,
    /// MiB of one persistent volume.
    VolumeMib,
    /// Persistent volumes of one replica.
    Volumes,
    /// Public addresses.
    PublicIps,
    /// Required attributes.
    Attributes,
    /// Auditors in `allOf`.
    AllOf,
    /// Auditors in `anyOf`.
    AnyOf,
}

impl Bound {
    /// The most.
    pub fn most(self) -> u64 {
        let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        match self {
            Self::Lines => count(MAX_LINES),
            Self::Replicas => u64::from(MAX_REPLICAS),
            Self::Gpus => u64::from(MAX_GPUS),
            Self::CpuMilli => MAX_CPU_MILLI,
            Self::MemoryMib => MAX_MEMORY_MIB,
            Self::DiskMib | Self::VolumeMib => MAX_DISK_MIB,
            Self::Volumes => count(MAX_VOLUMES),
            Self::PublicIps => u64::from(MAX_PUBLIC_IPS),
            Self::Attributes => count(MAX_ATTRIBUTES),
            Self::AllOf | Self::AnyOf => count(MAX_QUORUM),
        }
    }

    /// What to write instead.
    pub const fn advice(self) -> &'static str {
        match self {
            Self::Lines | Self::Gpus => "split the services over several placements",
            Self::Replicas => "lower `count`, or split the service over several placements",
            Self::CpuMilli => "lower `units` of `cpu`, and raise `count`",
            Self::MemoryMib => {
                "lower `size` of `memory` or of its `ram` volumes, and raise `count`"
            }
            Self::DiskMib => "lower `size` of its volumes that are not persistent",
            Self::VolumeMib => "lower its `size`, or write two volumes",
            Self::Volumes => "join some of its persistent volumes",
            Self::PublicIps => "open more ports on one `ip`",
            Self::Attributes | Self::AllOf | Self::AnyOf => "remove some",
        }
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Lines => "kinds of replica",
            Self::Replicas => "replicas",
            Self::Gpus => "GPUs",
            Self::CpuMilli => "thousandths of a core per replica",
            Self::MemoryMib => "MiB of memory per replica",
            Self::DiskMib => "MiB of ephemeral disk per replica",
            Self::VolumeMib => "MiB in one volume",
            Self::Volumes => "persistent volumes per replica",
            Self::PublicIps => "public addresses",
            Self::Attributes => "attributes",
            Self::AllOf => "auditors in allOf",
            Self::AnyOf => "auditors in anyOf",
        })
    }
}
