//! The standard catalog, read from `data/catalog.toml`, which says where each line comes from.

use std::collections::BTreeMap;

use serde::Deserialize;
use tender_types::Resources;

use super::class::{Class, Slice};

const MIB_PER_GIB: u64 = 1_024;

/// Its classes and its attributes. A file that cannot be read gives none: tests/catalog.rs sees it.
pub(super) fn read() -> (Vec<Class>, Vec<String>) {
    let file = toml::from_str(include_str!("../../data/catalog.toml"));
    file.map(File::lists).unwrap_or_default()
}

/// The file. Its sources are for its readers.
#[derive(Deserialize)]
struct File {
    share: Share,
    classes: Classes,
    /// By the source that lists them.
    attributes: BTreeMap<String, Vec<String>>,
}

/// The least that a unit carries for the memory of its GPU.
#[derive(Deserialize)]
struct Share {
    memory_gib_per_core: u64,
    memory_percent: u64,
    disk_percent: u64,
    least_cores: u64,
    least_memory_gib: u64,
    least_disk_gib: u64,
}

#[derive(Deserialize)]
struct Classes {
    gpus: Vec<Whole>,
    slices: Vec<Part>,
}

#[derive(Deserialize)]
struct Whole {
    vendor: String,
    model: String,
    memory_gib: u32,
    interface: Option<String>,
}

#[derive(Deserialize)]
struct Part {
    of: String,
    profile: String,
    memory_gib: u32,
    parts: u32,
}

impl File {
    fn lists(self) -> (Vec<Class>, Vec<String>) {
        let share = &self.share;
        let wholes = self.classes.gpus.into_iter();
        let wholes: Vec<Class> = wholes.map(|whole| whole.class(share)).collect();
        let parts = self.classes.slices.iter();
        let parts: Vec<Class> = parts
            .filter_map(|part| part.class(&wholes, share))
            .collect();
        let classes = wholes.into_iter().chain(parts).collect();
        (classes, self.attributes.into_values().flatten().collect())
    }
}

impl Whole {
    fn class(self, share: &Share) -> Class {
        Class {
            carries: share.of(self.memory_gib),
            vendor: self.vendor,
            model: self.model,
            memory_gib: self.memory_gib,
            interface: self.interface,
            slice_of: None,
        }
    }
}

impl Part {
    fn class(&self, wholes: &[Class], share: &Share) -> Option<Class> {
        let whole = wholes.iter().find(|whole| whole.name() == self.of)?;
        Some(Class {
            model: format!("{}-{}", whole.model, self.profile),
            memory_gib: self.memory_gib,
            slice_of: Some(Slice {
                class: self.of.clone(),
                parts: self.parts,
            }),
            carries: share.of(self.memory_gib),
            ..whole.clone()
        })
    }
}

impl Share {
    fn of(&self, memory_gib: u32) -> Resources {
        let gib = u64::from(memory_gib);
        let cores = gib.div_ceil(self.memory_gib_per_core.max(1));
        let percent = |percent: u64| gib.saturating_mul(percent).div_ceil(100);
        let mib = |gib: u64, least: u64| gib.max(least).saturating_mul(MIB_PER_GIB);
        Resources {
            cpu_milli: cores.max(self.least_cores).saturating_mul(1_000),
            memory_mib: mib(percent(self.memory_percent), self.least_memory_gib),
            disk_mib: mib(percent(self.disk_percent), self.least_disk_gib),
            ..Resources::default()
        }
    }
}
