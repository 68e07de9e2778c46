//! Everything a group needs, added up over services and counts.

use tender_types::{Resources, Volume, VolumeClass};

use super::note::Note;
use super::RequestError;
use crate::sdl::{GpuModel, Group, Resource};

const MIB: u128 = 1 << 20;
const GIB: u128 = 1 << 30;

/// Totals of a group.
#[derive(Debug, Default)]
pub(super) struct Needs {
    pub(super) gpus: u32,
    /// Models that will do; empty without GPUs.
    pub(super) models: Vec<GpuModel>,
    cpu_milli: u128,
    memory_bytes: u128,
    disk_bytes: u128,
    /// Persistent bytes by [`VolumeClass::ALL`].
    volume_bytes: [u128; 3],
    public_ips: u128,
}

impl Needs {
    pub(super) fn of(group: &Group, notes: &mut Vec<Note>) -> Result<Self, RequestError> {
        let mut needs = Self::default();
        for resource in &group.resources {
            needs.add(resource, notes)?;
        }
        Ok(needs)
    }

    fn add(&mut self, resource: &Resource, notes: &mut Vec<Note>) -> Result<(), RequestError> {
        let count = u128::from(resource.count);
        let times = |amount: u64| u128::from(amount).saturating_mul(count);
        grow(&mut self.cpu_milli, times(resource.cpu_milli));
        grow(&mut self.memory_bytes, times(resource.memory_bytes));
        for volume in &resource.storage {
            let bytes = times(volume.bytes);
            let place = match (volume.class.as_deref(), volume.persistent) {
                (Some("ram"), _) => &mut self.memory_bytes,
                (_, false) => &mut self.disk_bytes,
                (class, true) => {
                    if !matches!(class, Some("beta1" | "beta2" | "beta3")) {
                        let volume = volume.name.clone();
                        notes.push(Note::DefaultStorage { volume });
                    }
                    let [hdd, ssd, nvme] = &mut self.volume_bytes;
                    match class {
                        Some("beta1") => hdd,
                        Some("beta3") => nvme,
                        _ => ssd,
                    }
                }
            };
            grow(place, bytes);
        }
        // Endpoints of a resource are those of its services, not of each replica.
        let leased = u128::from(resource.endpoints.leased_ip);
        grow(&mut self.public_ips, leased);
        self.add_gpus(resource)
    }

    fn add_gpus(&mut self, resource: &Resource) -> Result<(), RequestError> {
        if resource.gpu.units == 0 {
            return Ok(());
        }
        if self.gpus > 0 && self.models != resource.gpu.models {
            return Err(RequestError::MixedGpus {
                first: list(&self.models),
                second: list(&resource.gpu.models),
            });
        }
        self.models.clone_from(&resource.gpu.models);
        let gpus = resource.gpu.units.saturating_mul(resource.count);
        self.gpus = self.gpus.saturating_add(gpus);
        Ok(())
    }

    /// Units of a class that carries `carries`: the scarcest dimension decides. `None` when the
    /// class lacks something altogether.
    pub(super) fn units(&self, carries: &Resources) -> Option<u128> {
        let quotient = |need: u128, carried: u128| match need {
            0 => Some(0),
            _ => Some(need.div_ceil(carried)).filter(|_| carried > 0),
        };
        let dimensions = [
            quotient(self.cpu_milli, u128::from(carries.cpu_milli)),
            quotient(self.memory_bytes, bytes(carries.memory_mib, MIB)),
            quotient(self.disk_bytes, bytes(carries.disk_gib, GIB)),
        ];
        dimensions
            .into_iter()
            .try_fold(u128::from(self.gpus).max(1), |units, one| {
                Some(units.max(one?))
            })
    }

    /// What each of `units` must bring beyond its class.
    pub(super) fn per_unit(&self, units: u32) -> Result<Resources, RequestError> {
        let mut volumes = Vec::new();
        for (class, total) in VolumeClass::ALL.into_iter().zip(self.volume_bytes) {
            let gib = total.div_ceil(bytes(units, GIB).max(1));
            if gib > 0 {
                let gib = u32::try_from(gib)
                    .map_err(|_| too_much("GiB of storage", gib, u128::from(u32::MAX)))?;
                volumes.push(Volume { class, gib });
            }
        }
        let ips = self.public_ips.div_ceil(u128::from(units).max(1));
        let public_ips = u16::try_from(ips)
            .map_err(|_| too_much("public addresses", ips, u128::from(u16::MAX)))?;
        Ok(Resources {
            volumes,
            public_ips,
            ..Resources::default()
        })
    }

    /// In words, for an error.
    pub(super) fn hardware(&self) -> String {
        match self.gpus {
            0 => "CPUs".to_string(),
            _ => format!("the GPU {}", list(&self.models)),
        }
    }
}

fn grow(total: &mut u128, by: u128) {
    *total = total.saturating_add(by);
}

fn bytes(amount: u32, unit: u128) -> u128 {
    u128::from(amount).saturating_mul(unit)
}

fn list(models: &[GpuModel]) -> String {
    let keys: Vec<String> = models.iter().map(GpuModel::to_string).collect();
    keys.join(" or ")
}

const fn too_much(what: &'static str, needed: u128, max: u128) -> RequestError {
    RequestError::TooMuchPerUnit { what, needed, max }
}
