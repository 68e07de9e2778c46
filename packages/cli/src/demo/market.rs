//! The market of the demonstration: its hardware, its providers, its prices.

use tender_types::{Rate, Resources, Seconds, Volume, VolumeClass};

use crate::units::is_gpu;

/// USD per AKT, as the feeders of the demonstration report it.
pub const USD_PER_AKT: &str = "1.14";

/// Micro-units in a unit.
pub const UNIT: u128 = 1_000_000;

/// Seconds in an hour.
pub const HOUR: u64 = 3_600;

/// Seconds after which feeders report again.
pub const FEED_EVERY: Seconds = Seconds::minutes(30);

/// The demonstration's auditor.
pub const AUDITOR: &str = "audrey";

/// How thoroughly it looked, of four tiers.
pub const TIER: u8 = 2;

/// Attestations last 90 days; a long file (cheap leases run for days until their money is spent)
/// needs fresh ones.
pub const RENEW_AFTER: Seconds = Seconds::days(30);

/// A class of the demonstration's catalog.
pub struct Hardware {
    /// Name in the catalog.
    pub name: &'static str,
    /// Thousandths of a CPU a unit carries.
    pub cpu_milli: u32,
    /// GiB of memory.
    pub memory_gib: u32,
    /// GiB of ephemeral disk.
    pub disk_gib: u32,
    /// Hundredths of a cent per unit and hour around which providers ask.
    pub price: u64,
}

const fn hardware(
    name: &'static str,
    (cpus, memory_gib, disk_gib): (u32, u32, u32),
    price: u64,
) -> Hardware {
    Hardware {
        name,
        cpu_milli: cpus * 1_000,
        memory_gib,
        disk_gib,
        price,
    }
}

/// Every class. Prices are made up, near what such hardware costs on decentralised markets.
pub const HARDWARE: [Hardware; 19] = [
    hardware("nvidia/h200/141Gi/sxm", (24, 256, 500), 32_000),
    hardware("nvidia/h100/80Gi/sxm", (16, 128, 200), 19_900),
    hardware("nvidia/h100/80Gi/pcie", (16, 128, 200), 18_500),
    hardware("nvidia/a100/80Gi/sxm", (12, 96, 200), 12_000),
    hardware("nvidia/a100/40Gi/sxm", (12, 80, 200), 9_000),
    hardware("nvidia/l40s/48Gi/pcie", (8, 48, 200), 8_500),
    hardware("nvidia/l4/24Gi/pcie", (8, 32, 100), 4_200),
    hardware("nvidia/a10/24Gi/pcie", (8, 32, 100), 4_500),
    hardware("nvidia/t4/16Gi/pcie", (4, 16, 100), 1_400),
    hardware("nvidia/v100/16Gi/sxm", (8, 60, 100), 3_000),
    hardware("nvidia/rtx5090/32Gi/pcie", (8, 48, 100), 6_000),
    hardware("nvidia/rtx4090/24Gi/pcie", (8, 32, 100), 3_900),
    hardware("nvidia/rtx3090/24Gi/pcie", (8, 32, 100), 2_200),
    hardware("nvidia/rtxa6000/48Gi/pcie", (8, 48, 100), 4_800),
    hardware("nvidia/a40/48Gi/pcie", (8, 48, 100), 4_000),
    hardware("amd/mi300x/192Gi/oam", (16, 200, 500), 21_000),
    hardware("cpu/2Gi", (1, 2, 20), 90),
    hardware("cpu/4Gi", (1, 4, 20), 130),
    hardware("cpu/8Gi", (1, 8, 20), 200),
];

/// A provider of the demonstration.
pub struct Cast {
    /// Actor name.
    pub name: &'static str,
    /// What it says of itself and the auditor found true.
    pub attributes: &'static [&'static str],
    /// Whether its units carry persistent volumes.
    pub volumes: bool,
    /// Public addresses a unit carries.
    pub public_ips: u16,
}

/// Every provider.
pub const CAST: [Cast; 5] = [
    Cast {
        name: "ben",
        attributes: &[
            "host=akash",
            "region=eu-west",
            "ip-lease=true",
            "tee/type=cpu-gpu",
        ],
        volumes: true,
        public_ips: 2,
    },
    Cast {
        name: "bea",
        attributes: &[
            "host=akash",
            "region=us-west",
            "ip-lease=true",
            "tee/type=cpu-gpu",
        ],
        volumes: true,
        public_ips: 2,
    },
    Cast {
        name: "bob",
        attributes: &[
            "host=akash",
            "region=us-east",
            "ip-lease=true",
            "tee/type=cpu",
        ],
        volumes: true,
        public_ips: 2,
    },
    Cast {
        name: "bix",
        attributes: &["host=akash", "region=ap-south"],
        volumes: false,
        public_ips: 0,
    },
    Cast {
        name: "bru",
        attributes: &["host=akash", "region=us-west", "tee/type=cpu-gpu"],
        volumes: true,
        public_ips: 0,
    },
];

impl Hardware {
    /// What a unit carries at least.
    pub fn carries(&self) -> Resources {
        Resources {
            cpu_milli: self.cpu_milli,
            memory_mib: self.memory_gib * 1_024,
            disk_gib: self.disk_gib,
            ..Resources::default()
        }
    }

    /// Whether a unit is a GPU.
    pub fn is_gpu(&self) -> bool {
        is_gpu(self.name)
    }

    /// Whether the provider at `place` in [`CAST`] offers this class, which is the one at `index` in
    /// [`HARDWARE`]: each GPU at four of five, each CPU at all.
    pub fn is_at(&self, index: usize, place: usize) -> bool {
        !self.is_gpu() || !(index + place).is_multiple_of(CAST.len())
    }

    /// What the provider at `place` asks per unit: up to 18 % above the base price.
    pub fn rate(&self, index: usize, place: usize) -> Rate {
        let above = u64::try_from((index * 7 + place * 11) % 19).unwrap_or(0);
        // Hundredths of a cent an hour to pico-dollars a second.
        let pico_per_hour = u128::from(self.price * (100 + above)) * 1_000_000;
        Rate(pico_per_hour / 3_600)
    }

    /// What a unit of `cast` carries.
    pub fn unit(&self, cast: &Cast) -> Resources {
        let gib = if self.is_gpu() { 2_000 } else { 200 };
        let volume = |class| Volume { class, gib };
        Resources {
            volumes: if cast.volumes {
                VolumeClass::ALL.into_iter().map(volume).collect()
            } else {
                vec![]
            },
            public_ips: cast.public_ips,
            ..self.carries()
        }
    }

    /// Units each provider has of it.
    pub fn units(&self) -> u32 {
        if self.is_gpu() {
            16
        } else {
            512
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_is_at_three_providers_at_least() {
        for (index, hardware) in HARDWARE.iter().enumerate() {
            let providers = (0..CAST.len()).filter(|place| hardware.is_at(index, *place));
            assert!(providers.count() >= 3, "{}", hardware.name);
        }
    }

    #[test]
    fn asks_are_near_the_base_price() {
        let [h200, ..] = &HARDWARE;
        assert_eq!(crate::units::per_hour(h200.rate(0, 0)), "$3.2000");
    }
}
