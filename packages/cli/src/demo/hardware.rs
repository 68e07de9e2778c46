//! What GPUs cost in the demonstration, and what one carries.

use tender_testkit::Offer;
use tender_types::{Rate, Resources, Volume, VolumeClass};

use super::cast::{Cast, CAST, CORES, MEMORY_GIB};
use super::market::UNIT;

/// Units each provider has of a class.
pub const UNITS: u32 = 32;

/// Units in one machine.
const MACHINE: u32 = 8;

/// GiB of NVMe beside each GPU, where a provider has persistent disks.
const NVME_GIB: u64 = 500;

/// A class that is offered; its name is one of the standard catalog.
pub struct Hardware {
    /// Its name.
    pub name: &'static str,
    /// Cores beside a unit.
    cores: u64,
    /// GiB of memory beside a unit.
    memory_gib: u64,
    /// GiB of ephemeral disk beside a unit.
    disk_gib: u64,
    /// Hundredths of a cent per unit and hour around which providers ask.
    price: u64,
}

const fn hardware(
    name: &'static str,
    (cores, memory_gib, disk_gib): (u64, u64, u64),
    price: u64,
) -> Hardware {
    Hardware {
        name,
        cores,
        memory_gib,
        disk_gib,
        price,
    }
}

/// Every class that is offered. Prices are made up, near what such hardware costs on decentralised
/// markets.
pub const HARDWARE: [Hardware; 27] = [
    hardware("nvidia/h200/141Gi/sxm", (24, 256, 500), 32_000),
    hardware("nvidia/h100/80Gi/sxm", (16, 128, 200), 19_900),
    hardware("nvidia/h100/80Gi/pcie", (16, 128, 200), 18_500),
    hardware("nvidia/a100/80Gi/sxm", (12, 96, 200), 12_000),
    hardware("nvidia/a100/80Gi/pcie", (12, 96, 200), 11_000),
    hardware("nvidia/a100/40Gi/sxm", (12, 80, 200), 9_000),
    hardware("nvidia/l40s/48Gi/pcie", (8, 48, 200), 8_500),
    hardware("nvidia/l4/24Gi/pcie", (8, 32, 100), 4_200),
    hardware("nvidia/a10/24Gi/pcie", (8, 32, 100), 4_500),
    hardware("nvidia/a40/48Gi/pcie", (8, 48, 100), 4_000),
    hardware("nvidia/t4/16Gi/pcie", (4, 16, 100), 1_400),
    hardware("nvidia/v100/16Gi/sxm", (8, 60, 100), 3_000),
    hardware("nvidia/v100/32Gi/sxm", (8, 60, 100), 3_500),
    hardware("nvidia/rtx5090/32Gi/pcie", (8, 48, 100), 6_000),
    hardware("nvidia/rtx4090/24Gi/pcie", (8, 32, 100), 3_900),
    hardware("nvidia/rtx4080/16Gi/pcie", (8, 32, 100), 2_800),
    hardware("nvidia/rtx3090/24Gi/pcie", (8, 32, 100), 2_200),
    hardware("nvidia/rtx3090ti/24Gi/pcie", (8, 32, 100), 2_400),
    hardware("nvidia/rtxa6000/48Gi/pcie", (8, 48, 100), 4_800),
    hardware("nvidia/rtx8000/48Gi/pcie", (8, 48, 100), 3_300),
    hardware("nvidia/p40/24Gi/pcie", (4, 16, 100), 1_100),
    hardware("nvidia/p100/16Gi/pcie", (4, 16, 100), 1_200),
    hardware("nvidia/rtx3060/12Gi/pcie", (4, 16, 100), 1_000),
    hardware("nvidia/a4000/16Gi/pcie", (4, 16, 100), 1_500),
    hardware("nvidia/gtx1080ti/11Gi/pcie", (4, 16, 100), 800),
    hardware("amd/rx7900xtx/24Gi/pcie", (8, 32, 100), 2_600),
    hardware("amd/mi300x/192Gi/oam", (16, 200, 500), 21_000),
];

/// What the provider at `place` in [`CAST`] offers, with its place in [`HARDWARE`].
pub fn offered(place: usize) -> impl Iterator<Item = (usize, &'static Hardware)> {
    let all = HARDWARE.iter().enumerate();
    all.filter(move |(index, _)| !(index + place).is_multiple_of(CAST.len() - 1))
}

/// Bond beyond what is locked, in AKT: a provider that was slashed goes on without topping up.
const SPARE_BOND: u128 = 2_000;

/// Micro-AKT that the provider at `place` bonds: what all that it offers locks, and something to spare.
/// A unit of a class locks `per_unit` of its name, a core and a GiB of a card what is given.
pub fn bond(place: usize, per_unit: impl Fn(&str) -> u128, core: u128, gib: u128) -> u128 {
    let units = offered(place).map(|(_, hardware)| per_unit(hardware.name) * u128::from(UNITS));
    let card = core * u128::from(CORES) + gib * u128::from(MEMORY_GIB);
    units.sum::<u128>() + card + SPARE_BOND * UNIT
}

impl Hardware {
    /// What a unit of `cast` carries.
    fn unit(&self, cast: &Cast) -> Resources {
        let nvme = Volume {
            class: VolumeClass::Nvme,
            mib: NVME_GIB << 10,
        };
        Resources {
            cpu_milli: self.cores * 1_000,
            memory_mib: self.memory_gib << 10,
            disk_mib: self.disk_gib << 10,
            volumes: cast.volumes.then_some(nvme).into_iter().collect(),
            public_ips: 0,
        }
    }

    /// What the provider at `place` asks per unit: up to 18 % above the base price, or, when it does not
    /// mean to serve, less than anybody.
    fn rate(&self, index: usize, place: usize, cast: &Cast) -> Rate {
        let above = u64::try_from((index * 7 + place * 11) % 19).unwrap_or(0);
        let percent = if cast.sham { 88 } else { 100 + above };
        // Hundredths of a cent an hour to pico-dollars a second.
        let pico_per_hour = u128::from(self.price * percent) * 1_000_000;
        Rate(pico_per_hour / 3_600)
    }

    /// The offer of `cast`, which is at `place` in [`CAST`].
    pub fn offer(&self, index: usize, place: usize, cast: &Cast) -> Offer {
        let rate = self.rate(index, place, cast);
        let offer = Offer::at(self.name, UNITS, rate).in_machines_of(MACHINE);
        offer.each(self.unit(cast)).terms(cast.terms())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tender_interfaces::attestation::MAX_CLASSES;
    use tender_market::catalog::Catalog;

    #[test]
    fn every_class_is_standard_and_carries_what_it_must() {
        for hardware in &HARDWARE {
            let class = Catalog::standard().class(hardware.name);
            let class = class.unwrap_or_else(|| panic!("{}", hardware.name));
            let unit = hardware.unit(&CAST[0]);
            assert!(unit.checked_sub(&class.carries).is_some(), "{class}");
        }
    }

    #[test]
    fn every_class_is_at_three_honest_providers_at_least() {
        for (index, hardware) in HARDWARE.iter().enumerate() {
            let has = |place: &usize| offered(*place).any(|(other, _)| other == index);
            let honest = (0..CAST.len()).filter(|place| !CAST[*place].sham);
            assert!(honest.filter(has).count() >= 3, "{}", hardware.name);
        }
        for place in 0..CAST.len() {
            assert!(offered(place).count() <= MAX_CLASSES);
        }
    }

    #[test]
    fn offers_are_near_the_base_price() {
        let [h200, ..] = &HARDWARE;
        let shown = |place: usize| crate::units::per_hour(h200.rate(0, place, &CAST[place]));
        assert_eq!(
            (shown(0).as_str(), shown(5).as_str()),
            ("$3.2000", "$2.8160")
        );
    }
}
