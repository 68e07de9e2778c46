//! Parts of a right file that change nothing, each a warning.

use std::collections::{HashMap, HashSet};

use super::check::Use;
use super::document::Document;
use super::findings::Findings;
use crate::conversion::Conversion;

pub(super) fn warn(document: &Document, uses: &[Use<'_>], out: &mut Findings) {
    let services: HashSet<&str> = uses.iter().map(|found| found.service_name).collect();
    for (name, service) in document.services.iter() {
        if !services.contains(name) {
            out.warn(service.at, "this service is not deployed and is not used");
        }
    }
    for (_, deployed) in document.deployment.iter() {
        if deployed.placements.is_empty() {
            let message = "this deployment names no placement and is not used";
            out.warn(deployed.at, message);
        }
    }
    let profiles: HashSet<&str> = uses.iter().map(|found| found.profile).collect();
    for (name, compute) in document.compute.iter() {
        if !profiles.contains(name) {
            out.warn(compute.at, "this compute profile is not used");
        }
    }
    warn_placements(document, uses, out);
    warn_denoms(uses, out);
}

fn warn_placements(document: &Document, uses: &[Use<'_>], out: &mut Findings) {
    let mut profiles: HashMap<&str, HashSet<&str>> = HashMap::new();
    for found in uses {
        let used = profiles.entry(found.placement_name).or_default();
        used.insert(found.profile);
    }
    for (name, placement) in document.placement.iter() {
        let Some(used) = profiles.get(name) else {
            out.warn(placement.at, "this placement is not used");
            continue;
        };
        for (profile, pricing) in &placement.pricing.entries {
            if !used.contains(profile.as_str()) {
                let message =
                    "this price is not used: the placement has no service of this compute profile";
                out.warn(pricing.at, message);
            }
        }
    }
}

/// The market settles in uact, so any other ceiling is not used as it is written.
fn warn_denoms(uses: &[Use<'_>], out: &mut Findings) {
    for found in uses {
        let denom = &found.coin.denom;
        if let Some(words) = Conversion::of(&denom.value).words(&denom.value) {
            out.warn(denom.at, words);
        }
    }
}
