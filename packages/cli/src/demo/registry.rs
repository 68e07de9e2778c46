//! What the registry of providers learns: attributes of the catalog, and what auditors sign.

use tender_interfaces::attestation::ClassCount;
use tender_types::ProviderId;

use super::cast::Cast;
use super::deeds::{code, registry as deeds};
use super::error::DemoError;
use super::hardware::{offered, UNITS};
use super::market::{AUDITORS, RENEW_AFTER, TIER};
use super::stage::Stage;

/// Adds those names that the catalog does not have.
pub fn add_attributes(stage: &mut Stage<'_>, names: &[String]) -> Result<(), DemoError> {
    let unknown: Vec<String> = names
        .iter()
        .filter(|name| !stage.attributes.contains(*name))
        .cloned()
        .collect();
    if unknown.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = unknown.iter().map(String::as_str).collect();
    deeds::add_attributes(&mut stage.world, &names)?;
    let text = format!("gov adds attributes to the catalog: {}", unknown.join(", "));
    stage.attributes.extend(unknown);
    stage.step(&text, code::ADD_ATTRIBUTES)
}

/// The first `number` of all auditors are admitted, and have looked at every provider.
pub fn have_auditors(stage: &mut Stage<'_>, number: usize) -> Result<(), DemoError> {
    let missing: Vec<&'static str> = AUDITORS
        .into_iter()
        .take(number)
        .skip(stage.auditors.len())
        .collect();
    for name in &missing {
        let addr = stage.world.addr(name);
        stage.teller.follow_also(&stage.world, name, addr);
        deeds::admit_auditor(&mut stage.world, name)?;
        stage.auditors.push(name);
        for (cast, place, id) in everybody(stage) {
            attest(stage, name, (cast, place, id))?;
        }
    }
    match missing.is_empty() {
        true => Ok(()),
        false => stage.step(
            &format!(
                "gov admits {}; each bonds, looks at every provider, and signs",
                missing.join(", ")
            ),
            code::ADMIT_AUDITOR,
        ),
    }
}

fn everybody(stage: &Stage<'_>) -> Vec<(&'static Cast, usize, ProviderId)> {
    let all = stage.suppliers.iter();
    all.map(|one| (one.cast, one.place, one.id)).collect()
}

/// An auditor counts what a provider has, and signs it.
pub fn attest(
    stage: &mut Stage<'_>,
    auditor: &str,
    (cast, place, id): (&Cast, usize, ProviderId),
) -> Result<(), DemoError> {
    let counted = offered(place).map(|(_, hardware)| ClassCount {
        class: hardware.name.to_string(),
        count: UNITS,
    });
    deeds::attest(
        &mut stage.world,
        auditor,
        (id, cast),
        counted.collect(),
        TIER,
    )
}

/// Attests everybody anew when the last time was long ago.
pub fn renew(stage: &mut Stage<'_>) -> Result<(), DemoError> {
    if stage.world.now() < stage.attested_at.after(RENEW_AFTER) {
        return Ok(());
    }
    for auditor in stage.auditors.clone() {
        for one in everybody(stage) {
            attest(stage, auditor, one)?;
        }
    }
    stage.attested_at = stage.world.now();
    let text = format!(
        "weeks have passed; what was signed is signed anew, by {}",
        stage.auditors.join(", ")
    );
    stage.step(&text, code::ATTEST)
}
