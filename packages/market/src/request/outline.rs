//! A group in the market's terms: as it is written, before anything is priced or bounded.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{json, Value};
use tender_interfaces::demand::{LineVolume, MAX_ALTERNATIVES};

use super::disk::Disk;
use super::hardware::{self, Choice, MOST_MEANT};
use super::note::Note;
use crate::catalog::Catalog;
use crate::sdl::{GpuModel, Group, Resource};

const MIB: u128 = 1 << 20;

/// What a group asks for.
pub(super) struct Outline<'g> {
    /// One for each resource of the group that has replicas, in the group's order.
    pub(super) lines: Vec<LineOutline<'g>>,
    /// Leased addresses: each once, however many ports and services are open on it.
    pub(super) public_ips: usize,
    /// What was decided on the tenant's behalf.
    pub(super) notes: Vec<Note>,
}

/// What each replica of a resource has.
pub(super) struct LineOutline<'g> {
    pub(super) resource: &'g Resource,
    pub(super) memory_mib: u64,
    pub(super) disk_mib: u64,
    pub(super) volumes: Vec<LineVolume>,
    /// Names of classes that will do, at most [`MAX_ALTERNATIVES`]; none where the catalog has nothing
    /// like it.
    pub(super) alternatives: Vec<String>,
}

impl<'g> Outline<'g> {
    pub(super) fn of(group: &'g Group, catalog: &Catalog) -> Self {
        let mut notes = Notes::default();
        let mut lines = vec![];
        let mut addresses = BTreeSet::new();
        for resource in &group.resources {
            if resource.count == 0 {
                notes.idle.extend(resource.services.iter().cloned());
                continue;
            }
            // Endpoints of a resource are those of its services, not of each replica.
            addresses.extend(&resource.addresses);
            lines.push(LineOutline::of(resource, catalog, &mut notes));
        }
        Self {
            lines,
            public_ips: addresses.len(),
            notes: notes.list(catalog),
        }
    }

    /// As `tender sdl check --json` says it.
    pub(super) fn to_json(&self) -> Value {
        let lines: Vec<Value> = self.lines.iter().map(LineOutline::to_json).collect();
        let notes: Vec<String> = self.notes.iter().map(Note::to_string).collect();
        json!({"lines": lines, "public_ips": self.public_ips, "placement": "one_provider", "notes": notes})
    }
}

impl<'g> LineOutline<'g> {
    fn of(resource: &'g Resource, catalog: &Catalog, notes: &mut Notes<'g>) -> Self {
        let mut memory = u128::from(resource.memory_bytes);
        let mut disk = 0_u128;
        let mut volumes = vec![];
        for volume in &resource.storage {
            let bytes = u128::from(volume.bytes);
            match Disk::of(volume) {
                Disk::Memory => memory = memory.saturating_add(bytes),
                Disk::Ephemeral => disk = disk.saturating_add(bytes),
                Disk::Persistent(class) => {
                    let mib = mib(bytes);
                    volumes.push(LineVolume { class, mib });
                    if class.is_none() {
                        notes.unclassed.insert(volume.name.clone());
                    }
                }
            }
        }
        let Choice {
            named,
            dropped,
            unknown,
        } = hardware::choose(&resource.gpu.models, catalog, MAX_ALTERNATIVES);
        let unknown = unknown.into_iter();
        notes
            .unknown
            .extend(unknown.map(|model| (model.to_string(), model)));
        notes.dropped.extend(dropped);
        Self {
            resource,
            memory_mib: mib(memory),
            disk_mib: mib(disk),
            volumes,
            alternatives: named,
        }
    }

    fn to_json(&self) -> Value {
        let volumes: Vec<Value> = self
            .volumes
            .iter()
            .map(|volume| json!({"class": volume.class, "mib": volume.mib}))
            .collect();
        json!({
            "replicas": self.resource.count,
            "cpu_milli": self.resource.cpu_milli,
            "memory_mib": self.memory_mib,
            "disk_mib": self.disk_mib,
            "volumes": volumes,
            "gpus_per_replica": self.resource.gpu.units,
            "alternatives": self.alternatives,
        })
    }
}

/// What there is to be said of all lines together.
#[derive(Default)]
struct Notes<'g> {
    idle: Vec<String>,
    unclassed: BTreeSet<String>,
    unknown: BTreeMap<String, &'g GpuModel>,
    dropped: BTreeSet<String>,
}

impl Notes<'_> {
    fn list(self, catalog: &Catalog) -> Vec<Note> {
        let Self {
            idle,
            unclassed,
            unknown,
            dropped,
        } = self;
        let first = unknown.values().take(MOST_MEANT);
        let models = first.map(|model| hardware::with_meant(model, catalog));
        let unknown = (!unknown.is_empty()).then(|| Note::UnknownGpus {
            models: models.collect(),
            more: unknown.len().saturating_sub(MOST_MEANT),
        });
        let notes = [
            (!idle.is_empty()).then_some(Note::NoReplicas { services: idle }),
            (!unclassed.is_empty()).then_some(Note::AnyDisk { volumes: unclassed }),
            unknown,
            (!dropped.is_empty()).then_some(Note::Narrowed { classes: dropped }),
        ];
        notes.into_iter().flatten().collect()
    }
}

/// MiB that hold so many bytes.
fn mib(bytes: u128) -> u64 {
    u64::try_from(bytes.div_ceil(MIB)).unwrap_or(u64::MAX)
}
