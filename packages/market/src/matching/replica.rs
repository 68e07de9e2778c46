//! What a replica needs beyond what its GPUs carry.

use tender_interfaces::demand::{Quantity, ResolvedLine};
use tender_types::{Resources, Volume, VolumeClass};

/// What is left to be found on a card.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Excess {
    /// Of everything whose kind is fixed.
    pub fixed: Resources,
    /// MiB of each volume that may be of any class.
    pub any_volumes: Vec<u64>,
}

impl Excess {
    /// Whether nothing is left to be found.
    pub fn is_empty(&self) -> bool {
        self.fixed.is_empty() && self.any_volumes.is_empty()
    }
}

/// What one replica of `line` needs beyond `carried`, which all its GPUs carry together. A volume of any
/// class is put where there is room for it, the slowest first.
pub fn excess(line: &ResolvedLine, carried: &Resources) -> Excess {
    let needed = fixed(line);
    let left = carried.saturating_sub(&needed);
    let mut room = VolumeClass::ALL.map(|class| left.volume_mib(class));
    let mut any_volumes = vec![];
    let any = line.volumes.iter().filter(|volume| volume.class.is_none());
    for volume in any {
        match room.iter_mut().find(|room| **room >= volume.mib) {
            Some(room) => *room = room.saturating_sub(volume.mib),
            None => any_volumes.push(volume.mib),
        }
    }
    Excess {
        fixed: needed.saturating_sub(carried),
        any_volumes,
    }
}

/// What one replica needs of everything whose kind is fixed.
fn fixed(line: &ResolvedLine) -> Resources {
    let of_class = |class: VolumeClass| {
        let volumes = line.volumes.iter();
        let volumes = volumes.filter(|volume| volume.class == Some(class));
        let mib = volumes.fold(0u64, |sum, volume| sum.saturating_add(volume.mib));
        (mib > 0).then_some(Volume { class, mib })
    };
    Resources {
        cpu_milli: line.cpu_milli,
        memory_mib: line.memory_mib,
        disk_mib: line.disk_mib,
        volumes: VolumeClass::ALL.into_iter().filter_map(of_class).collect(),
        public_ips: 0,
    }
}

/// Each quantity and how much of it there is.
pub fn quantities(resources: &Resources) -> impl Iterator<Item = (Quantity, u64)> {
    let volume = |class: VolumeClass| (class.into(), resources.volume_mib(class));
    [
        (Quantity::Cpu, resources.cpu_milli),
        (Quantity::Memory, resources.memory_mib),
        (Quantity::Disk, resources.disk_mib),
        volume(VolumeClass::Hdd),
        volume(VolumeClass::Ssd),
        volume(VolumeClass::Nvme),
        (Quantity::PublicIps, resources.public_ips),
    ]
    .into_iter()
}
