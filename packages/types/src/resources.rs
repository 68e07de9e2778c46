use std::fmt;
use std::str::FromStr;

use cosmwasm_schema::cw_serde;

use crate::UnknownName;

/// Amounts of everything but GPUs: of a unit, a replica, or a whole demand. What is nothing is left out
/// of the JSON.
#[cw_serde]
#[derive(Default, Eq)]
pub struct Resources {
    /// Thousandths of a CPU.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub cpu_milli: u64,
    /// MiB of memory.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub memory_mib: u64,
    /// MiB of ephemeral disk.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub disk_mib: u64,
    /// Persistent volumes, at most one per class, sorted by class.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub volumes: Vec<Volume>,
    /// How many public IP addresses.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub public_ips: u64,
}

// Serde asks for a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_zero(amount: &u64) -> bool {
    *amount == 0
}

/// Persistent storage of one class.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct Volume {
    /// What the disk is made of.
    pub class: VolumeClass,
    /// MiB of it.
    pub mib: u64,
}

/// What a persistent disk is made of. Akash calls these beta1, beta2 and beta3.
#[cw_serde]
#[derive(Copy, Eq, PartialOrd, Ord)]
pub enum VolumeClass {
    /// Spinning disks (`beta1`).
    Hdd,
    /// Solid state over SATA (`beta2`).
    Ssd,
    /// Solid state over NVMe (`beta3`).
    Nvme,
}

impl VolumeClass {
    /// Every class, in order.
    pub const ALL: [Self; 3] = [Self::Hdd, Self::Ssd, Self::Nvme];
}

crate::names!(VolumeClass { Hdd = "hdd", Ssd = "ssd", Nvme = "nvme" });

impl fmt::Display for Resources {
    /// What there is of it, such as `cpu_milli=16000,memory_mib=131072,nvme=100`; `none` when there is
    /// nothing. Reads back with `FromStr`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = vec![
            ("cpu_milli", self.cpu_milli),
            ("memory_mib", self.memory_mib),
            ("disk_mib", self.disk_mib),
            ("public_ips", self.public_ips),
        ];
        let volumes = self.volumes.iter();
        parts.extend(volumes.map(|volume| (volume.class.as_str(), volume.mib)));
        let mut separator = "";
        for (name, amount) in parts.into_iter().filter(|(_, amount)| *amount > 0) {
            write!(f, "{separator}{name}={amount}")?;
            separator = ",";
        }
        match separator {
            "" => f.write_str("none"),
            _ => Ok(()),
        }
    }
}

impl FromStr for Resources {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        let mut resources = Self::default();
        let parts = text.split(',').filter(|part| *part != "none");
        for part in parts {
            let (name, amount) = part.split_once('=').ok_or(UnknownName)?;
            let amount: u64 = amount.parse().map_err(|_| UnknownName)?;
            match name {
                "cpu_milli" => resources.cpu_milli = amount,
                "memory_mib" => resources.memory_mib = amount,
                "disk_mib" => resources.disk_mib = amount,
                "public_ips" => resources.public_ips = amount,
                class => resources.volumes.push(Volume {
                    class: class.parse()?,
                    mib: amount,
                }),
            }
        }
        Ok(resources)
    }
}

impl Resources {
    /// Whether there is nothing of anything.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// MiB of persistent storage of `class`; 0 when there is none.
    pub fn volume_mib(&self, class: VolumeClass) -> u64 {
        self.volumes
            .iter()
            .find(|volume| volume.class == class)
            .map_or(0, |volume| volume.mib)
    }

    /// These amounts `times` over, or `None` when one is more than there can be.
    pub fn checked_mul(&self, times: u64) -> Option<Self> {
        let volumes = self.volumes.iter().map(|volume| {
            let mib = volume.mib.checked_mul(times)?;
            Some(Volume { mib, ..*volume })
        });
        Some(Self {
            cpu_milli: self.cpu_milli.checked_mul(times)?,
            memory_mib: self.memory_mib.checked_mul(times)?,
            disk_mib: self.disk_mib.checked_mul(times)?,
            volumes: volumes.collect::<Option<_>>()?,
            public_ips: self.public_ips.checked_mul(times)?,
        })
    }

    /// Both together, or `None` when one amount is more than there can be.
    pub fn checked_add(&self, other: &Self) -> Option<Self> {
        self.zip(other, u64::checked_add)
    }

    /// What is left without `other`, or `None` when there is too little of something.
    pub fn checked_sub(&self, other: &Self) -> Option<Self> {
        self.zip(other, u64::checked_sub)
    }

    /// What is left without `other`; nothing of what there is too little of.
    pub fn saturating_sub(&self, other: &Self) -> Self {
        let left = self.zip(other, |one, other| Some(one.saturating_sub(other)));
        left.unwrap_or_default()
    }

    fn zip(&self, other: &Self, of: fn(u64, u64) -> Option<u64>) -> Option<Self> {
        let mut volumes = vec![];
        for class in VolumeClass::ALL {
            match of(self.volume_mib(class), other.volume_mib(class))? {
                0 => {}
                mib => volumes.push(Volume { class, mib }),
            }
        }
        Some(Self {
            cpu_milli: of(self.cpu_milli, other.cpu_milli)?,
            memory_mib: of(self.memory_mib, other.memory_mib)?,
            disk_mib: of(self.disk_mib, other.disk_mib)?,
            volumes,
            public_ips: of(self.public_ips, other.public_ips)?,
        })
    }

    /// Whether volumes are sorted, without duplicates and none is empty.
    pub fn is_canonical(&self) -> bool {
        let sorted = self.volumes.windows(2).all(|pair| match pair {
            [first, second] => first.class < second.class,
            _ => true,
        });
        sorted && self.volumes.iter().all(|volume| volume.mib > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resources_read_back_from_their_text() {
        let everything = Resources {
            cpu_milli: 16_000,
            memory_mib: 131_072,
            disk_mib: 512_000,
            volumes: vec![
                Volume {
                    class: VolumeClass::Hdd,
                    mib: 1,
                },
                Volume {
                    class: VolumeClass::Nvme,
                    mib: 100,
                },
            ],
            public_ips: 2,
        };
        let text = "cpu_milli=16000,memory_mib=131072,disk_mib=512000,public_ips=2,hdd=1,nvme=100";
        assert_eq!(everything.to_string(), text);
        assert_eq!(text.parse(), Ok(everything));
        assert_eq!(Resources::default().to_string(), "none");
        assert_eq!("none".parse(), Ok(Resources::default()));
        for text in ["gpus=1", "hdd", "hdd=x", "public_ips=x", ""] {
            assert_eq!(text.parse::<Resources>(), Err(UnknownName), "{text}");
        }
    }

    #[test]
    fn volumes_are_canonical_when_sorted_unique_and_not_empty() {
        let of = |volumes: &[(VolumeClass, u64)]| Resources {
            volumes: volumes
                .iter()
                .map(|(class, mib)| Volume {
                    class: *class,
                    mib: *mib,
                })
                .collect(),
            ..Resources::default()
        };
        assert!(of(&[(VolumeClass::Hdd, 1), (VolumeClass::Nvme, 1)]).is_canonical());
        assert!(!of(&[(VolumeClass::Nvme, 1), (VolumeClass::Hdd, 1)]).is_canonical());
        assert!(!of(&[(VolumeClass::Ssd, 1), (VolumeClass::Ssd, 1)]).is_canonical());
        assert!(!of(&[(VolumeClass::Ssd, 0)]).is_canonical());
        assert!(of(&[]).is_canonical());
    }

    #[test]
    fn a_class_of_volumes_has_its_size() {
        let volume = |class, mib| Volume { class, mib };
        let volumes = vec![volume(VolumeClass::Hdd, 8), volume(VolumeClass::Ssd, 9)];
        let resources = Resources {
            volumes,
            ..Resources::default()
        };
        let sizes = VolumeClass::ALL.map(|class| resources.volume_mib(class));
        assert_eq!(sizes, [8, 9, 0]);
    }

    #[test]
    fn amounts_add_up_and_are_taken_away() {
        let of = |cpu_milli, ssd, hdd| Resources {
            cpu_milli,
            volumes: [(VolumeClass::Hdd, hdd), (VolumeClass::Ssd, ssd)]
                .into_iter()
                .filter(|(_, mib)| *mib > 0)
                .map(|(class, mib)| Volume { class, mib })
                .collect(),
            ..Resources::default()
        };
        let (one, other) = (of(5, 7, 0), of(3, 2, 4));
        let both = of(8, 9, 4);
        assert_eq!(one.checked_add(&other), Some(both.clone()));
        assert_eq!(both.checked_sub(&other), Some(one.clone()));
        assert_eq!(one.checked_sub(&other), None);
        assert_eq!(one.saturating_sub(&other), of(2, 5, 0));
        assert_eq!(one.checked_mul(3), Some(of(15, 21, 0)));
        assert_eq!(one.checked_mul(u64::MAX), None);
        assert_eq!(of(u64::MAX, 0, 0).checked_add(&one), None);
        assert!(Resources::default().is_empty() && !one.is_empty());
    }

    #[test]
    fn nothing_is_left_out_of_the_json() {
        let some = Resources {
            memory_mib: 4,
            ..Resources::default()
        };
        assert_eq!(
            cosmwasm_std::to_json_string(&some).unwrap(),
            r#"{"memory_mib":4}"#
        );
        assert_eq!(
            cosmwasm_std::from_json::<Resources>(b"{}").unwrap(),
            Resources::default()
        );
    }
}
