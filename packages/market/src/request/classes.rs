//! Which classes of the catalog will do, and how many units of them.

use tender_interfaces::attestation::Class;

use super::error::RequestError;
use super::hardware::{self, Kind};
use super::needs::Needs;
use super::note::Note;
use crate::sdl::GpuModel;

/// Units, and the classes for which so many are enough.
pub(super) struct Fold<'c> {
    pub(super) units: u128,
    pub(super) classes: Vec<&'c Class>,
}

pub(super) fn fold<'c>(
    needs: &Needs<'_>,
    catalog: &'c [Class],
    notes: &mut Vec<Note>,
) -> Result<Fold<'c>, RequestError> {
    if needs.models.is_empty() {
        fold_cores(needs, catalog, notes)
    } else {
        fold_gpus(needs, catalog)
    }
}

/// As many units as there are GPUs, never more: what a class does not carry for certain, each unit
/// has to. One class has to be in the list of every service.
fn fold_gpus<'c>(needs: &Needs<'_>, catalog: &'c [Class]) -> Result<Fold<'c>, RequestError> {
    let mut classes: Vec<&Class> = catalog.iter().collect();
    let mut first: Option<&[GpuModel]> = None;
    for models in &needs.models {
        let will_do = |class: &&Class| models.iter().any(|model| serves(&class.name, model));
        if !catalog.iter().any(|class| will_do(&class)) {
            return Err(hardware::missing(models, catalog));
        }
        classes.retain(will_do);
        if classes.is_empty() {
            return Err(RequestError::MixedGpus {
                first: hardware::written(first.unwrap_or_default()),
                second: hardware::written(models),
            });
        }
        first = first.or(Some(models));
    }
    Ok(Fold {
        units: u128::from(needs.totals.gpus),
        classes,
    })
}

/// The smallest number of units over all classes of CPUs, as many as the scarcest dimension needs.
fn fold_cores<'c>(
    needs: &Needs<'_>,
    catalog: &'c [Class],
    notes: &mut Vec<Note>,
) -> Result<Fold<'c>, RequestError> {
    let cores = catalog.iter().filter(|class| hardware::is_cpu(&class.name));
    let fitting: Vec<(u128, &Class)> = cores
        .filter_map(|class| Some((needs.units(&class.carries)?, class)))
        .collect();
    let smallest = fitting.iter().map(|(units, _)| *units).min();
    let units = smallest.ok_or(RequestError::NoCpu)?;
    let (fit, larger): (Vec<_>, Vec<_>) = fitting.into_iter().partition(|(one, _)| *one == units);
    let classes: Vec<&Class> = fit.into_iter().map(|(_, class)| class).collect();
    let for_cores = classes
        .iter()
        .filter_map(|class| needs.units_for_cores(&class.carries))
        .max();
    if for_cores.is_some_and(|cores| cores < units) {
        notes.push(Note::MoreCores { units });
    }
    if !larger.is_empty() {
        let names = larger.into_iter().map(|(_, class)| class.name.clone());
        let classes = names.collect();
        notes.push(Note::Larger { classes, units });
    }
    Ok(Fold { units, classes })
}

/// Whether the class called `name` is what `wanted` says; what it leaves open is free, and a model
/// may end in `*`, as Akash's do.
fn serves(name: &str, wanted: &GpuModel) -> bool {
    let Some(kind) = Kind::of(name) else {
        return false;
    };
    let model = match wanted.model.as_deref() {
        None => true,
        Some(model) => match model.strip_suffix('*') {
            Some(start) => kind.model.starts_with(start),
            None => kind.model == model,
        },
    };
    let ram = wanted.ram_gib.map(|gib| format!("{gib}Gi"));
    let is = |part: &str, asked: Option<&str>| asked.is_none_or(|asked| part == asked);
    kind.vendor == wanted.vendor
        && model
        && is(kind.ram, ram.as_deref())
        && is(kind.interface, wanted.interface.as_deref())
}
