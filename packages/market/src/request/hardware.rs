//! GPUs by name: which classes of the catalog will do for what a file says, and what was meant by a name
//! that the catalog does not have.

use std::collections::{BTreeMap, BTreeSet};

use super::error::RequestError;
use crate::catalog::{Catalog, Class};
use crate::nearest::nearest;
use crate::sdl::GpuModel;
use crate::text::{listed, quoted};

/// Models for which it is looked up what may have been meant: a file can name thousands.
pub(super) const MOST_MEANT: usize = 8;

/// Classes for a list of models.
pub(super) struct Choice<'g> {
    /// Names of classes that an order names: in the order of the list, then of the catalog, each once.
    pub(super) named: Vec<String>,
    /// Those that would do too, but are more than an order can name.
    pub(super) dropped: Vec<String>,
    /// Models that the catalog does not have.
    pub(super) unknown: Vec<&'g GpuModel>,
}

/// The classes that will do, at most `most` of them. Where there are more, one class of each model comes
/// before a second one of any, and within a model, or among all models where none is named, the
/// catalog's order decides: nothing that a tenant named is lost to a variant of something else.
pub(super) fn choose<'g>(models: &'g [GpuModel], catalog: &Catalog, most: usize) -> Choice<'g> {
    let mut seen = BTreeSet::new();
    let mut fitting: Vec<&Class> = vec![];
    let mut unknown = vec![];
    for wanted in models {
        let mut is_known = false;
        for (place, class) in catalog.classes().iter().enumerate() {
            if serves(class, wanted) {
                is_known = true;
                if seen.insert(place) {
                    fitting.push(class);
                }
            }
        }
        if !is_known {
            unknown.push(wanted);
        }
    }
    let (named, dropped) = narrow(&fitting, most);
    Choice {
        named,
        dropped,
        unknown,
    }
}

/// Names of those that an order can name, in the order given, and of the others.
fn narrow(fitting: &[&Class], most: usize) -> (Vec<String>, Vec<String>) {
    let mut variants: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut turns: Vec<(usize, usize)> = vec![];
    for (place, class) in fitting.iter().enumerate() {
        let variant = variants.entry((&class.vendor, &class.model)).or_default();
        turns.push((*variant, place));
        *variant = variant.saturating_add(1);
    }
    turns.sort_unstable();
    let kept: BTreeSet<usize> = turns
        .into_iter()
        .take(most)
        .map(|(_, place)| place)
        .collect();
    let (named, dropped): (Vec<_>, Vec<_>) = fitting
        .iter()
        .enumerate()
        .partition(|(place, _)| kept.contains(place));
    let names =
        |classes: Vec<(usize, &&Class)>| classes.iter().map(|(_, class)| class.name()).collect();
    (names(named), names(dropped))
}

/// Whether `class` is what `wanted` says; what it leaves open is free, and a model may end in `*`, as
/// Akash's do. A part of a GPU serves only who names it.
fn serves(class: &Class, wanted: &GpuModel) -> bool {
    let whole = class.slice_of.is_none();
    let model = match wanted.model.as_deref() {
        None => whole,
        Some(model) => match model.strip_suffix('*') {
            Some(start) => whole && class.model.starts_with(start),
            None => class.model == model,
        },
    };
    let ram = wanted.ram_gib;
    let interface = wanted.interface.as_deref();
    model
        && class.vendor == wanted.vendor
        && ram.is_none_or(|gib| gib == u64::from(class.memory_gib))
        && interface.is_none_or(|asked| class.interface.as_deref() == Some(asked))
}

/// The catalog has none of `models`.
pub(super) fn missing(models: &[GpuModel], catalog: &Catalog) -> RequestError {
    let mut first = models.iter().take(MOST_MEANT);
    let meant = first.find_map(|model| meant(model, catalog));
    let instead = meant.or_else(|| Some(known(models.first()?, catalog)));
    let words: Vec<String> = models.iter().map(GpuModel::written).collect();
    RequestError::NoGpu {
        wanted: listed(words.iter().map(String::as_str)),
        instead: instead.unwrap_or_default(),
    }
}

/// A model as the file says it, and what may have been meant.
pub(super) fn with_meant(wanted: &GpuModel, catalog: &Catalog) -> String {
    let written = quoted(&wanted.written());
    match meant(wanted, catalog) {
        Some(meant) => format!("{written} ({meant})"),
        None => written,
    }
}

/// The name that is nearest to what was written.
fn meant(wanted: &GpuModel, catalog: &Catalog) -> Option<String> {
    let classes = catalog.classes();
    let of_vendor: Vec<&Class> = of_vendor(wanted, catalog).collect();
    if of_vendor.is_empty() {
        let near = nearest(
            &wanted.vendor,
            classes.iter().map(|class| class.vendor.as_str()),
        )?;
        return Some(format!("did you mean the vendor {}?", quoted(near)));
    }
    let model = wanted.model.as_deref()?;
    if of_vendor.iter().any(|class| class.model == model) {
        return None;
    }
    let near = nearest(model, of_vendor.iter().map(|class| class.model.as_str()))?;
    Some(format!(
        "did you mean {}?",
        quoted(&format!("model: {near}"))
    ))
}

/// What the catalog has instead.
fn known(wanted: &GpuModel, catalog: &Catalog) -> String {
    let distinct = |names: BTreeSet<String>| listed(names.iter().map(String::as_str));
    let models: BTreeSet<String> = of_vendor(wanted, catalog)
        .map(|class| class.model.clone())
        .collect();
    if models.is_empty() {
        let vendors = catalog.classes().iter().map(|class| class.vendor.clone());
        return format!("its vendors are {}.", distinct(vendors.collect()));
    }
    let same =
        of_vendor(wanted, catalog).filter(|class| Some(&class.model) == wanted.model.as_ref());
    let variants: BTreeSet<String> = same.map(written).collect();
    if variants.is_empty() {
        let vendor = quoted(&wanted.vendor);
        format!("its models of {vendor} are {}.", distinct(models))
    } else {
        format!("it has {}.", distinct(variants))
    }
}

fn of_vendor<'c>(wanted: &'c GpuModel, catalog: &'c Catalog) -> impl Iterator<Item = &'c Class> {
    let classes = catalog.classes().iter();
    classes.filter(|class| class.vendor == wanted.vendor)
}

/// A class the way a file says it.
fn written(class: &Class) -> String {
    let model = GpuModel {
        vendor: class.vendor.clone(),
        model: Some(class.model.clone()),
        ram_gib: Some(u64::from(class.memory_gib)),
        interface: class.interface.clone(),
    };
    model.written()
}
