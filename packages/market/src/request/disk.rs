//! Where a volume is kept.

use tender_types::VolumeClass;

use crate::sdl::Volume;

/// Where a volume is kept. What a check says of a file and what an order asks are both decided here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disk {
    /// In the replica's memory.
    Memory,
    /// On the replica's disk, until the container ends.
    Ephemeral,
    /// On a disk of this class that outlives it; of any class when absent.
    Persistent(Option<VolumeClass>),
}

impl Disk {
    /// Of a volume.
    pub fn of(volume: &Volume) -> Self {
        match (volume.class.as_deref(), volume.persistent) {
            (Some("ram"), _) => Self::Memory,
            (_, false) => Self::Ephemeral,
            (Some("beta1"), true) => Self::Persistent(Some(VolumeClass::Hdd)),
            (Some("beta2"), true) => Self::Persistent(Some(VolumeClass::Ssd)),
            (Some("beta3"), true) => Self::Persistent(Some(VolumeClass::Nvme)),
            _ => Self::Persistent(None),
        }
    }
}
