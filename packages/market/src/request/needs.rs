//! Everything a group needs, added up over services and counts.

use std::collections::BTreeSet;

use tender_interfaces::attestation::Class;
use tender_types::{Resources, Volume, VolumeClass};

use super::error::RequestError;
use super::note::Note;
use crate::sdl::{GpuModel, Group, Resource, Volume as SdlVolume};

const MIB: u128 = 1 << 20;
const GIB: u128 = 1 << 30;

/// What a group asks for in all, counts included.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// GPUs.
    pub gpus: u32,
    /// Thousandths of a core.
    pub cpu_milli: u128,
    /// Bytes of memory, volumes in memory included.
    pub memory_bytes: u128,
    /// Bytes of ephemeral disk.
    pub disk_bytes: u128,
    /// Persistent bytes by [`VolumeClass::ALL`].
    pub volume_bytes: [u128; 3],
    /// Leased addresses: each once, however many ports are open on it.
    pub addresses: u32,
}

/// Where a volume is kept. What a check says of a file and what an order asks are both decided here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disk {
    /// In the unit's memory.
    Memory,
    /// On the unit's disk, until the container ends.
    Ephemeral,
    /// On a disk of this class that outlives it.
    Persistent(VolumeClass),
    /// On one that outlives it, of a class that nobody named: an SSD is taken.
    Unnamed,
}

impl Disk {
    /// Of a volume.
    pub fn of(volume: &SdlVolume) -> Self {
        match (volume.class.as_deref(), volume.persistent) {
            (Some("ram"), _) => Self::Memory,
            (_, false) => Self::Ephemeral,
            (Some("beta1"), true) => Self::Persistent(VolumeClass::Hdd),
            (Some("beta2"), true) => Self::Persistent(VolumeClass::Ssd),
            (Some("beta3"), true) => Self::Persistent(VolumeClass::Nvme),
            _ => Self::Unnamed,
        }
    }
}

/// Totals of a group, and the GPUs that will do.
#[derive(Debug, Default)]
pub(super) struct Needs<'g> {
    pub(super) totals: Totals,
    /// Models that will do, by service with GPUs: units of one class serve them all.
    pub(super) models: Vec<&'g [GpuModel]>,
    addresses: BTreeSet<&'g str>,
    /// Persistent volumes that name no kind of disk.
    unclassed: BTreeSet<String>,
}

impl<'g> Needs<'g> {
    pub(super) fn of(group: &'g Group, notes: &mut Vec<Note>) -> Self {
        let mut needs = Self::default();
        let running = group.resources.iter().filter(|resource| resource.count > 0);
        running.for_each(|resource| needs.add(resource));
        let addresses = u32::try_from(needs.addresses.len());
        needs.totals.addresses = addresses.unwrap_or(u32::MAX);
        if !needs.unclassed.is_empty() {
            let volumes = std::mem::take(&mut needs.unclassed);
            notes.push(Note::DefaultStorage { volumes });
        }
        needs
    }

    fn add(&mut self, resource: &'g Resource) {
        let totals = &mut self.totals;
        let count = u128::from(resource.count);
        let times = |amount: u64| u128::from(amount).saturating_mul(count);
        grow(&mut totals.cpu_milli, times(resource.cpu_milli));
        grow(&mut totals.memory_bytes, times(resource.memory_bytes));
        for volume in &resource.storage {
            let bytes = times(volume.bytes);
            let [hdd, ssd, nvme] = &mut totals.volume_bytes;
            let place = match Disk::of(volume) {
                Disk::Memory => &mut totals.memory_bytes,
                Disk::Ephemeral => &mut totals.disk_bytes,
                Disk::Persistent(VolumeClass::Hdd) => hdd,
                Disk::Persistent(VolumeClass::Nvme) => nvme,
                Disk::Persistent(VolumeClass::Ssd) => ssd,
                Disk::Unnamed => {
                    self.unclassed.insert(volume.name.clone());
                    ssd
                }
            };
            grow(place, bytes);
        }
        if resource.gpu.units > 0 {
            let gpus = resource.gpu.units.saturating_mul(resource.count);
            totals.gpus = totals.gpus.saturating_add(gpus);
            self.models.push(&resource.gpu.models);
        }
        // Endpoints of a resource are those of its services, not of each replica.
        let names = resource.addresses.iter().map(String::as_str);
        self.addresses.extend(names);
    }

    /// Units of a class that carries `carries`: the scarcest dimension decides. `None` when the
    /// class lacks something altogether.
    pub(super) fn units(&self, carries: &Resources) -> Option<u128> {
        let totals = &self.totals;
        let dimensions = [
            quotient(totals.cpu_milli, u128::from(carries.cpu_milli)),
            quotient(totals.memory_bytes, bytes(carries.memory_mib, MIB)),
            quotient(totals.disk_bytes, bytes(carries.disk_gib, GIB)),
        ];
        dimensions
            .into_iter()
            .try_fold(1, |units: u128, one| Some(units.max(one?)))
    }

    /// Units of a class that carries `carries` for the cores alone.
    pub(super) fn units_for_cores(&self, carries: &Resources) -> Option<u128> {
        quotient(self.totals.cpu_milli, u128::from(carries.cpu_milli))
    }

    /// What each of `units` must carry; zero where the least that `classes` carry is enough.
    pub(super) fn per_unit(
        &self,
        units: u32,
        classes: &[&Class],
    ) -> Result<Resources, RequestError> {
        let totals = &self.totals;
        let share =
            |what: &'static str, total: u128, unit: u128, carries: fn(&Resources) -> u32| {
                let each = total.div_ceil(bytes(units.max(1), unit));
                let enough = |class: &&Class| u128::from(carries(&class.carries)) >= each;
                if classes.iter().all(enough) {
                    Ok(0)
                } else {
                    fits(what, each)
                }
            };
        Ok(Resources {
            cpu_milli: share("thousandths of a core", totals.cpu_milli, 1, |unit| {
                unit.cpu_milli
            })?,
            memory_mib: share("MiB of memory", totals.memory_bytes, MIB, |unit| {
                unit.memory_mib
            })?,
            disk_gib: share("GiB of disk", totals.disk_bytes, GIB, |unit| unit.disk_gib)?,
            volumes: self.volumes(units)?,
            public_ips: self.public_ips(units)?,
        })
    }

    fn volumes(&self, units: u32) -> Result<Vec<Volume>, RequestError> {
        let mut volumes = Vec::new();
        for (class, total) in VolumeClass::ALL.into_iter().zip(self.totals.volume_bytes) {
            let gib = fits("GiB of storage", total.div_ceil(bytes(units.max(1), GIB)))?;
            if gib > 0 {
                volumes.push(Volume { class, gib });
            }
        }
        Ok(volumes)
    }

    fn public_ips(&self, units: u32) -> Result<u16, RequestError> {
        let each = self.totals.addresses.div_ceil(units.max(1));
        u16::try_from(each).map_err(|_| RequestError::TooMuchPerUnit {
            what: "public addresses",
            needed: u128::from(each),
            max: u128::from(u16::MAX),
        })
    }
}

fn quotient(need: u128, carried: u128) -> Option<u128> {
    match need {
        0 => Some(0),
        _ => need.checked_next_multiple_of(carried)?.checked_div(carried),
    }
}

fn grow(total: &mut u128, by: u128) {
    *total = total.saturating_add(by);
}

fn bytes(amount: u32, unit: u128) -> u128 {
    u128::from(amount).saturating_mul(unit)
}

fn fits(what: &'static str, needed: u128) -> Result<u32, RequestError> {
    u32::try_from(needed).map_err(|_| RequestError::TooMuchPerUnit {
        what,
        needed,
        max: u128::from(u32::MAX),
    })
}
