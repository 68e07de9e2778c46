//! How much of everything: of a demand, or of what a lease holds.

use serde_json::{json, Value};
use tender_interfaces::demand::{Demand, Line, LineVolume};
use tender_types::{Resources, VolumeClass};

use crate::units::{bytes, cpus};

/// Sums over all replicas.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// GPUs.
    pub gpus: u64,
    /// Thousandths of a CPU.
    pub cpu_milli: u64,
    /// MiB of memory.
    pub memory_mib: u64,
    /// MiB of ephemeral disk.
    pub disk_mib: u64,
    /// MiB of persistent disk of each class, in the order of [`VolumeClass::ALL`].
    pub volumes_mib: [u64; 3],
    /// MiB of persistent disk of which the class does not matter.
    pub any_volumes_mib: u64,
    /// Public addresses.
    pub public_ips: u64,
}

impl Totals {
    /// What a demand asks for.
    pub fn asked(demand: &Demand) -> Self {
        Self {
            public_ips: demand.public_ips.into(),
            ..Self::lines(&demand.lines)
        }
    }

    /// What several lines ask for.
    pub fn lines(lines: &[Line]) -> Self {
        let lines = lines.iter();
        lines.fold(Self::default(), |totals, line| totals.with(&Self::of(line)))
    }

    /// What a line asks for.
    pub fn of(line: &Line) -> Self {
        let volumes = |class: Option<VolumeClass>| {
            let of_class = |volume: &&LineVolume| volume.class == class;
            let mib = line.volumes.iter().filter(of_class).map(|one| one.mib);
            mib.fold(0, u64::saturating_add)
        };
        let one = Self {
            gpus: line.gpu.as_ref().map_or(0, |gpu| gpu.per_replica.into()),
            cpu_milli: line.cpu_milli,
            memory_mib: line.memory_mib,
            disk_mib: line.disk_mib,
            volumes_mib: VolumeClass::ALL.map(|class| volumes(Some(class))),
            any_volumes_mib: volumes(None),
            public_ips: 0,
        };
        one.times(line.replicas)
    }

    /// So many GPUs that each carry `unit`.
    pub fn units(number: u32, unit: &Resources) -> Self {
        let one = Self {
            gpus: 1,
            ..Self::from(unit)
        };
        one.times(number)
    }

    /// Both together.
    #[must_use]
    pub fn with(&self, other: &Self) -> Self {
        self.zip(other, u64::saturating_add)
    }

    fn times(&self, number: u32) -> Self {
        let number = u64::from(number);
        self.zip(self, |amount, _| amount.saturating_mul(number))
    }

    fn zip(&self, other: &Self, of: impl Fn(u64, u64) -> u64) -> Self {
        let [hdd, ssd, nvme] = self.volumes_mib;
        let [other_hdd, other_ssd, other_nvme] = other.volumes_mib;
        Self {
            gpus: of(self.gpus, other.gpus),
            cpu_milli: of(self.cpu_milli, other.cpu_milli),
            memory_mib: of(self.memory_mib, other.memory_mib),
            disk_mib: of(self.disk_mib, other.disk_mib),
            volumes_mib: [of(hdd, other_hdd), of(ssd, other_ssd), of(nvme, other_nvme)],
            any_volumes_mib: of(self.any_volumes_mib, other.any_volumes_mib),
            public_ips: of(self.public_ips, other.public_ips),
        }
    }

    /// GPUs, cores and memory, in a few words.
    pub fn summary(&self) -> String {
        let main = Self {
            gpus: self.gpus,
            cpu_milli: self.cpu_milli,
            memory_mib: self.memory_mib,
            ..Self::default()
        };
        main.words()
    }

    /// Everything, in a few words.
    pub fn words(&self) -> String {
        let words =
            self.rows()
                .into_iter()
                .map(|(what, amount)| match (what.as_str(), amount.as_str()) {
                    ("GPUs", "1") => "1 GPU".to_string(),
                    ("cores", _) => amount,
                    ("GPUs" | "public addresses", _) => format!("{amount} {what}"),
                    ("persistent, any", _) => format!("{amount} of any persistent disk"),
                    _ => format!("{amount} of {what}"),
                });
        words.collect::<Vec<_>>().join(", ")
    }

    /// Each quantity with its name and its amount in words; of what there is nothing, nothing.
    pub fn rows(&self) -> Vec<(String, String)> {
        let count = |what: &str, number: u64| (what.to_string(), number, number.to_string());
        let size = |what: String, amount: u64| (what, amount, mib(amount));
        let mut rows = vec![
            count("GPUs", self.gpus),
            ("cores".to_string(), self.cpu_milli, cpus(self.cpu_milli)),
            size("memory".to_string(), self.memory_mib),
            size("disk".to_string(), self.disk_mib),
        ];
        for (class, amount) in VolumeClass::ALL.into_iter().zip(self.volumes_mib) {
            rows.push(size(format!("persistent {class}"), amount));
        }
        rows.push(size("persistent, any".to_string(), self.any_volumes_mib));
        rows.push(count("public addresses", self.public_ips));
        let some = rows.into_iter().filter(|(_, amount, _)| *amount > 0);
        some.map(|(what, _, words)| (what, words)).collect()
    }

    /// As JSON.
    pub fn json(&self) -> Value {
        let [hdd, ssd, nvme] = self.volumes_mib;
        json!({"gpus": self.gpus, "cpu_milli": self.cpu_milli, "memory_mib": self.memory_mib,
            "disk_mib": self.disk_mib, "volumes_mib": {"hdd": hdd, "ssd": ssd, "nvme": nvme,
            "any": self.any_volumes_mib}, "public_ips": self.public_ips})
    }
}

impl From<&Resources> for Totals {
    fn from(resources: &Resources) -> Self {
        Self {
            gpus: 0,
            cpu_milli: resources.cpu_milli,
            memory_mib: resources.memory_mib,
            disk_mib: resources.disk_mib,
            volumes_mib: VolumeClass::ALL.map(|class| resources.volume_mib(class)),
            any_volumes_mib: 0,
            public_ips: resources.public_ips,
        }
    }
}

/// MiB in words.
pub fn mib(amount: u64) -> String {
    bytes(amount.saturating_mul(1 << 20))
}
