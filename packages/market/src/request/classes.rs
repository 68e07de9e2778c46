//! Which classes of the catalog will do, and how many units of them.

use tender_interfaces::attestation::Class;

use super::needs::Needs;
use super::note::Note;
use super::RequestError;
use crate::sdl::GpuModel;

/// The smallest number of units over all classes that will do, and the classes for which it is
/// enough, by name.
pub(super) fn fold(
    needs: &Needs,
    catalog: &[Class],
    notes: &mut Vec<Note>,
) -> Result<(u128, Vec<String>), RequestError> {
    let will_do = |class: &&Class| match needs.gpus {
        0 => class.name.starts_with("cpu/"),
        _ => needs.models.iter().any(|model| serves(&class.name, model)),
    };
    let fitting: Vec<(u128, &Class)> = catalog
        .iter()
        .filter(will_do)
        .filter_map(|class| Some((needs.units(&class.carries)?, class)))
        .collect();
    let smallest = fitting.iter().map(|(units, _)| *units).min();
    let units = smallest.ok_or_else(|| RequestError::NoClass {
        wanted: needs.hardware(),
    })?;
    let (fit, larger): (Vec<_>, Vec<_>) = fitting.into_iter().partition(|(one, _)| *one == units);
    let names = |list: Vec<(u128, &Class)>| -> Vec<String> {
        list.into_iter()
            .map(|(_, class)| class.name.clone())
            .collect()
    };
    if !larger.is_empty() {
        let classes = names(larger);
        notes.push(Note::Larger { classes, units });
    }
    Ok((units, names(fit)))
}

/// Whether a class called `vendor/model/ram/interface` is what `wanted` says; what it leaves open
/// is free.
fn serves(name: &str, wanted: &GpuModel) -> bool {
    let mut parts = name.split('/');
    let mut is = |asked: Option<&str>| match (parts.next(), asked) {
        (Some(part), Some(asked)) => part == asked,
        (part, None) => part.is_some(),
        (None, Some(_)) => false,
    };
    let ram = wanted.ram_gib.map(|gib| format!("{gib}Gi"));
    is(Some(&wanted.vendor))
        && is(wanted.model.as_deref())
        && is(ram.as_deref())
        && is(wanted.interface.as_deref())
}
