use std::fmt;
use std::str::FromStr;

use cosmwasm_schema::cw_serde;

use crate::UnknownName;

/// What one unit carries (an ask, a class) or needs (an order).
#[cw_serde]
#[derive(Default, Eq)]
pub struct Resources {
    /// Thousandths of a CPU.
    pub cpu_milli: u32,
    /// MiB of memory.
    pub memory_mib: u32,
    /// GiB of ephemeral disk.
    pub disk_gib: u32,
    /// Persistent volumes, at most one per class, sorted by class.
    pub volumes: Vec<Volume>,
    /// How many public IP addresses.
    pub public_ips: u16,
}

/// Persistent storage of one class.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct Volume {
    /// What the disk is made of.
    pub class: VolumeClass,
    /// GiB of it.
    pub gib: u32,
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
            ("disk_gib", self.disk_gib),
            ("public_ips", self.public_ips.into()),
        ];
        let volumes = self.volumes.iter();
        parts.extend(volumes.map(|volume| (volume.class.as_str(), volume.gib)));
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
            let amount: u32 = amount.parse().map_err(|_| UnknownName)?;
            match name {
                "cpu_milli" => resources.cpu_milli = amount,
                "memory_mib" => resources.memory_mib = amount,
                "disk_gib" => resources.disk_gib = amount,
                "public_ips" => {
                    resources.public_ips = amount.try_into().map_err(|_| UnknownName)?;
                }
                class => resources.volumes.push(Volume {
                    class: class.parse()?,
                    gib: amount,
                }),
            }
        }
        Ok(resources)
    }
}

impl Resources {
    /// GiB of persistent storage of `class`; 0 when there is none.
    pub fn volume_gib(&self, class: VolumeClass) -> u32 {
        self.volumes
            .iter()
            .find(|volume| volume.class == class)
            .map_or(0, |volume| volume.gib)
    }

    /// Whether volumes are sorted, without duplicates and none is empty.
    pub fn is_canonical(&self) -> bool {
        let sorted = self.volumes.windows(2).all(|pair| match pair {
            [first, second] => first.class < second.class,
            _ => true,
        });
        sorted && self.volumes.iter().all(|volume| volume.gib > 0)
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
            disk_gib: 500,
            volumes: vec![
                Volume {
                    class: VolumeClass::Hdd,
                    gib: 1,
                },
                Volume {
                    class: VolumeClass::Nvme,
                    gib: 100,
                },
            ],
            public_ips: 2,
        };
        let text = "cpu_milli=16000,memory_mib=131072,disk_gib=500,public_ips=2,hdd=1,nvme=100";
        assert_eq!(everything.to_string(), text);
        assert_eq!(text.parse(), Ok(everything));
        assert_eq!(Resources::default().to_string(), "none");
        assert_eq!("none".parse(), Ok(Resources::default()));
        for text in ["gpus=1", "hdd", "hdd=x", "public_ips=65536", ""] {
            assert_eq!(text.parse::<Resources>(), Err(UnknownName), "{text}");
        }
    }

    #[test]
    fn volumes_are_canonical_when_sorted_unique_and_not_empty() {
        let of = |volumes: &[(VolumeClass, u32)]| Resources {
            volumes: volumes
                .iter()
                .map(|(class, gib)| Volume {
                    class: *class,
                    gib: *gib,
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
        let volume = |class, gib| Volume { class, gib };
        let volumes = vec![volume(VolumeClass::Hdd, 8), volume(VolumeClass::Ssd, 9)];
        let resources = Resources {
            volumes,
            ..Resources::default()
        };
        let sizes = VolumeClass::ALL.map(|class| resources.volume_gib(class));
        assert_eq!(sizes, [8, 9, 0]);
    }
}
