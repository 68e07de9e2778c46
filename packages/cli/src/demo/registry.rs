//! What the registry of providers learns: attributes of the catalog, and what the auditor signs.

use tender_types::ProviderId;

use super::deeds::{self, code};
use super::error::DemoError;
use super::market::{Cast, Hardware, AUDITOR, CAST, HARDWARE, RENEW_AFTER, TIER};
use super::stage::Stage;

/// Adds those names that the catalog does not have.
pub fn add_attributes(stage: &mut Stage<'_>, names: &[&str]) -> Result<(), DemoError> {
    let unknown: Vec<String> = names
        .iter()
        .map(|name| (*name).to_string())
        .filter(|name| !stage.attributes.contains(name))
        .collect();
    if unknown.is_empty() {
        return Ok(());
    }
    for name in &unknown {
        deeds::add_attribute(&mut stage.world, name)?;
    }
    let text = format!("gov adds attributes to the catalog: {}", unknown.join(", "));
    stage.attributes.extend(unknown);
    stage.step(&text, code::ADD_ATTRIBUTE)
}

/// The auditor signs what a provider is and has: the number of classes.
pub fn attest(stage: &mut Stage<'_>, cast: &Cast, id: ProviderId) -> Result<usize, DemoError> {
    let place = CAST.iter().position(|other| other.name == cast.name);
    let at = |(index, hardware): &(usize, &Hardware)| {
        place.is_some_and(|place| hardware.is_at(*index, place))
    };
    let offered = HARDWARE.iter().enumerate().filter(at);
    let classes: Vec<&str> = offered.map(|(_, hardware)| hardware.name).collect();
    let signed = (classes.as_slice(), cast.attributes);
    deeds::attest(&mut stage.world, AUDITOR, id, TIER, signed)?;
    stage.attested_at = stage.world.now();
    Ok(classes.len())
}

/// Attests everybody anew when the last time was long ago.
pub fn renew(stage: &mut Stage<'_>) -> Result<(), DemoError> {
    if stage.world.now() < stage.attested_at.after(RENEW_AFTER) {
        return Ok(());
    }
    let providers: Vec<_> = stage
        .suppliers
        .iter()
        .map(|one| (one.cast, one.id))
        .collect();
    for (cast, id) in providers {
        attest(stage, cast, id)?;
    }
    stage.step(
        &format!("weeks have passed; {AUDITOR} looks at the providers again and signs anew"),
        code::ATTEST,
    )
}
