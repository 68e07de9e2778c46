use cosmwasm_schema::cw_serde;

/// What one unit carries (an ask, a class) or needs (an order).
#[cw_serde]
#[derive(Default, Eq)]
pub struct Resources {
    /// Thousandths of a CPU.
    pub cpu_milli: u32,
    /// Memory in MiB.
    pub memory_mib: u32,
    /// Ephemeral disk in GiB.
    pub disk_gib: u32,
    /// Persistent volumes, at most one per class, sorted by class.
    pub volumes: Vec<Volume>,
    /// Public IP addresses.
    pub public_ips: u16,
}

/// Persistent storage of one class.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct Volume {
    /// What the disk is made of.
    pub class: VolumeClass,
    /// Size in GiB.
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
    /// NVMe (`beta3`).
    Nvme,
}

impl VolumeClass {
    /// Every class, in order.
    pub const ALL: [Self; 3] = [Self::Hdd, Self::Ssd, Self::Nvme];
}

crate::names!(VolumeClass { Hdd = "hdd", Ssd = "ssd", Nvme = "nvme" });

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
        assert_eq!(of(&[(VolumeClass::Ssd, 9)]).volume_gib(VolumeClass::Ssd), 9);
    }
}
