//! GPUs by name: as the catalog writes them and as a file does, and what was meant by a name that
//! the catalog does not have.

use std::collections::BTreeSet;

use tender_interfaces::attestation::Class;

use super::error::RequestError;
use crate::nearest::nearest;
use crate::sdl::GpuModel;
use crate::text::{listed, quoted};

/// The parts of a GPU class's name, `vendor/model/ram/interface`.
#[derive(Clone, Copy)]
pub(super) struct Kind<'c> {
    pub(super) vendor: &'c str,
    pub(super) model: &'c str,
    pub(super) ram: &'c str,
    pub(super) interface: &'c str,
}

impl<'c> Kind<'c> {
    /// Nothing for a class of another form, such as `cpu/4Gi`.
    pub(super) fn of(name: &'c str) -> Option<Self> {
        let mut parts = name.split('/');
        let mut part = || parts.next();
        let kind = Self {
            vendor: part()?,
            model: part()?,
            ram: part()?,
            interface: part()?,
        };
        Some(kind)
    }

    /// The way a file says it.
    fn written(&self) -> String {
        let Self {
            vendor,
            model,
            ram,
            interface,
        } = self;
        format!("{vendor}: {{model: {model}, ram: {ram}, interface: {interface}}}")
    }
}

pub(super) fn is_cpu(name: &str) -> bool {
    name.starts_with("cpu/")
}

/// Alternatives as a file says them.
pub(super) fn written(models: &[GpuModel]) -> String {
    let words: Vec<String> = models.iter().map(GpuModel::written).collect();
    listed(words.iter().map(String::as_str))
}

/// The catalog has none of `models`.
pub(super) fn missing(models: &[GpuModel], catalog: &[Class]) -> RequestError {
    let kinds: Vec<Kind<'_>> = catalog
        .iter()
        .filter_map(|class| Kind::of(&class.name))
        .collect();
    let meant = models.iter().find_map(|model| meant(model, &kinds));
    let instead = meant.or_else(|| Some(known(models.first()?, &kinds)));
    RequestError::NoGpu {
        wanted: written(models),
        instead: instead.unwrap_or_default(),
    }
}

/// The name that is nearest to what was written.
fn meant(wanted: &GpuModel, kinds: &[Kind<'_>]) -> Option<String> {
    let of_vendor: Vec<&Kind<'_>> = kinds
        .iter()
        .filter(|kind| kind.vendor == wanted.vendor)
        .collect();
    if of_vendor.is_empty() {
        let near = nearest(&wanted.vendor, kinds.iter().map(|kind| kind.vendor))?;
        return Some(format!("did you mean the vendor {}?", quoted(near)));
    }
    let model = wanted.model.as_deref()?;
    if of_vendor.iter().any(|kind| kind.model == model) {
        return None;
    }
    let near = nearest(model, of_vendor.iter().map(|kind| kind.model))?;
    Some(format!(
        "did you mean {}?",
        quoted(&format!("model: {near}"))
    ))
}

/// What the catalog has instead.
fn known(wanted: &GpuModel, kinds: &[Kind<'_>]) -> String {
    let distinct = |names: BTreeSet<String>| listed(names.iter().map(String::as_str));
    let of_vendor = kinds.iter().filter(|kind| kind.vendor == wanted.vendor);
    let models: BTreeSet<String> = of_vendor
        .clone()
        .map(|kind| kind.model.to_owned())
        .collect();
    if models.is_empty() {
        let vendors = kinds.iter().map(|kind| kind.vendor.to_owned());
        return format!("its vendors are {}.", distinct(vendors.collect()));
    }
    let same = of_vendor.filter(|kind| Some(kind.model) == wanted.model.as_deref());
    let variants: BTreeSet<String> = same.map(Kind::written).collect();
    if variants.is_empty() {
        format!(
            "its models of {} are {}.",
            quoted(&wanted.vendor),
            distinct(models)
        )
    } else {
        format!("it has {}.", distinct(variants))
    }
}
