//! Whether a class is what a demand asks for by property.

use tender_interfaces::attestation::ClassRow;
use tender_interfaces::demand::Property;

/// Whether `class` has `property`: what is absent of it asks for nothing.
pub fn has(class: &ClassRow, property: &Property) -> bool {
    let vendor = property.vendor.as_ref();
    let models = &property.models;
    let interface = property.interface.as_ref();
    vendor.is_none_or(|vendor| *vendor == class.vendor)
        && (models.is_empty() || models.contains(&class.model))
        && class.memory_gib >= property.memory_gib
        && interface.is_none_or(|wanted| class.interface.as_ref() == Some(wanted))
}
