//! Parts of a right file that change nothing, each a warning.

use std::collections::HashSet;

use super::check::Use;
use super::document::Document;
use super::error::Warnings;

pub(super) fn warn(document: &Document, uses: &[Use<'_>], warnings: &mut Warnings) {
    for (name, service) in &document.services {
        if !uses.iter().any(|found| found.service_name == name) {
            warnings.add(
                service.at,
                format!("service `{name}` is not deployed and is not used"),
            );
        }
    }
    for (name, deployed) in &document.deployment {
        if deployed.placements.is_empty() {
            warnings.add(
                deployed.at,
                format!("deployment of `{name}` names no placement and is not used"),
            );
        }
    }
    for (name, compute) in &document.compute {
        if !uses.iter().any(|found| found.replicas.profile == *name) {
            warnings.add(compute.at, format!("compute profile `{name}` is not used"));
        }
    }
    warn_placements(document, uses, warnings);
    warn_denoms(uses, warnings);
}

fn warn_placements(document: &Document, uses: &[Use<'_>], warnings: &mut Warnings) {
    for (name, placement) in &document.placement {
        let profiles: HashSet<&str> = uses
            .iter()
            .filter(|found| found.placement_name == name)
            .map(|found| found.replicas.profile.as_str())
            .collect();
        if profiles.is_empty() {
            warnings.add(placement.at, format!("placement `{name}` is not used"));
            continue;
        }
        for (profile, pricing) in &placement.pricing {
            if !profiles.contains(profile.as_str()) {
                let message = format!("the price of `{profile}` in placement `{name}` is not used");
                warnings.add(pricing.at, message);
            }
        }
    }
}

/// The market settles in uact, so any other ceiling is not used as it is written.
fn warn_denoms(uses: &[Use<'_>], warnings: &mut Warnings) {
    for found in uses {
        let denom = &found.coin.denom;
        match denom.value.as_str() {
            "uact" => {}
            "uakt" => warnings.add(denom.at, "prices are settled in uact: this ceiling is converted at the oracle's price of AKT"),
            other => warnings.add(
                denom.at,
                format!("prices are settled in uact and no price of {other} is known: this ceiling is not used"),
            ),
        }
    }
}
