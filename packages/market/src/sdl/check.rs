//! Deployed services against their profiles, placements, prices and mounts.

use std::collections::HashSet;

use super::compute::{Compute, Resources};
use super::document::{Deployed, Document, Replicas};
use super::error::SdlError;
use super::findings::{Findings, Found};
use super::habits;
use super::levels;
use super::limits;
use super::placement::{Coin, Placement};
use super::section::Reference;
use super::service::Service;
use super::shared::Shared;
use super::unit::Unit;
use crate::text::{quoted, shortened, LONGEST_NAME};

/// A service in a placement, with everything it refers to.
pub(super) struct Use<'d> {
    pub(super) service_name: &'d str,
    pub(super) service: &'d Service,
    pub(super) placement_name: &'d str,
    pub(super) placement: &'d Placement,
    pub(super) profile: &'d str,
    pub(super) replicas: &'d Replicas,
    pub(super) count: u32,
    pub(super) resources: &'d Resources,
    pub(super) coin: &'d Coin,
}

/// Deployed services, in the order of their names.
#[derive(Default)]
pub(super) struct Checked<'d> {
    /// In every placement, where nothing they refer to is wrong.
    pub(super) uses: Vec<Use<'d>>,
    /// Placements of others.
    pub(super) incomplete: HashSet<&'d str>,
}

/// Checks every service in every placement it is deployed to.
pub(super) fn check<'d>(document: &'d Document, out: &mut Findings) -> Checked<'d> {
    let mut checked = Checked::default();
    let mut checker = Checker::new(document);
    if document.deployment.is_wrong() {
        checker.shared.miss_a_service();
    }
    for (name, deployed) in document.deployment.iter() {
        if let Some(left_out) = &deployed.left_out {
            if checker.is_placement(name) {
                checker.miss_service_above(name, deployed, out);
                checked.incomplete.insert(name);
                continue;
            }
            out.error(left_out.clone());
        }
        if deployed.wrong {
            checker.shared.miss_a_service();
        } else if deployed.placements.is_empty() {
            continue;
        }
        let service = checker.service(name, deployed, out);
        for (placement, replicas) in &deployed.placements {
            match checker.resolve((name, service), (placement, replicas), out) {
                Some(found) => checked.uses.push(found),
                None => {
                    checked.incomplete.insert(placement);
                }
            }
        }
    }
    checker.shared.finish(document, out);
    checked
}

struct Checker<'d> {
    document: &'d Document,
    /// Compute profiles that were looked at already.
    profiles: HashSet<&'d str>,
    shared: Shared<'d>,
    /// That a service's name was left out of `deployment`.
    service_left_out: Option<SdlError>,
}

impl<'d> Checker<'d> {
    fn new(document: &'d Document) -> Self {
        Self {
            document,
            profiles: HashSet::new(),
            shared: Shared::default(),
            service_left_out: None,
        }
    }

    /// Whether `name`, which stands in a service's place, is the name of a placement only.
    fn is_placement(&self, name: &str) -> bool {
        !self.document.services.has(name) && self.document.placement.has(name)
    }

    /// Placements side by side lack the same name: once is enough.
    fn miss_service_above(&mut self, placement: &str, deployed: &Deployed, out: &mut Findings) {
        let first = self
            .service_left_out
            .get_or_insert_with(|| levels::service_left_out(deployed.at, placement));
        out.error(first.clone());
        self.shared.miss_a_service();
    }

    fn service(
        &mut self,
        name: &'d str,
        deployed: &Deployed,
        out: &mut Findings,
    ) -> Option<&'d Service> {
        let reference = Reference {
            at: deployed.at,
            what: "service",
            name,
            section: "services",
        };
        let Some(service) = self.document.services.refer(&reference, out) else {
            self.shared.miss_a_service();
            return None;
        };
        service.check(name, out);
        Some(service)
    }

    /// Looks up and checks everything that can be, whatever is wrong with the rest.
    fn resolve(
        &mut self,
        (service_name, service): (&'d str, Option<&'d Service>),
        (placement_name, replicas): (&'d str, &'d Replicas),
        out: &mut Findings,
    ) -> Option<Use<'d>> {
        let profile = profile(service_name, replicas, out);
        let placement = self.placement(placement_name, replicas, out);
        let compute = profile.and_then(|profile| self.compute(profile, replicas, out));
        let resources = compute.and_then(|compute| compute.resources.as_ref().this());
        let coin = match (placement, profile, compute) {
            (Some(placement), Some(profile), Some(_)) => {
                price(placement_name, placement, profile, out)
            }
            _ => None,
        };
        if let (Some(service), Some(resources), Some(profile)) = (service, resources, profile) {
            let unit = Unit {
                service_name,
                service,
                profile,
                resources,
            };
            unit.check(self.document.version, out);
        }
        if let Some(service) = service {
            self.shared
                .add_service(self.document, service_name, service, out);
        }
        if let Some(coin) = coin {
            self.shared.add_denom(coin, out);
        }
        let count = replicas.count.clone().this();
        Some(Use {
            service_name,
            service: service?,
            placement_name,
            placement: placement?,
            profile: profile?,
            replicas,
            count: count?,
            resources: resources.filter(|resources| resources.is_whole())?,
            coin: coin?,
        })
    }

    fn placement(
        &self,
        name: &str,
        replicas: &Replicas,
        out: &mut Findings,
    ) -> Option<&'d Placement> {
        let reference = Reference {
            at: replicas.at,
            what: "placement",
            name,
            section: "profiles, placement",
        };
        self.document.placement.refer(&reference, out)
    }

    fn compute(
        &mut self,
        profile: &'d str,
        replicas: &Replicas,
        out: &mut Findings,
    ) -> Option<&'d Compute> {
        let named = replicas.profile.as_ref().this();
        let reference = Reference {
            at: named.map_or(replicas.at, |text| text.at),
            what: "compute profile",
            name: profile,
            section: "profiles, compute",
        };
        let compute = self.document.compute.refer(&reference, out)?;
        if self.profiles.insert(profile) {
            check_profile(compute, profile, out);
        }
        Some(compute)
    }
}

/// The compute profile that a deployment names.
fn profile<'d>(service: &str, replicas: &'d Replicas, out: &mut Findings) -> Option<&'d str> {
    if replicas.profile == Found::Nothing {
        out.error(SdlError::new(
            replicas.at,
            format!(
                "deployment of {} names no compute profile here",
                quoted(service)
            ),
            "add `profile:` with the name of a compute profile",
        ));
    }
    Some(replicas.profile.as_ref().this()?.value.as_str())
}

fn check_profile(compute: &Compute, name: &str, out: &mut Findings) {
    match &compute.resources {
        Found::Wrong => {}
        Found::This(resources) => limits::check_unit(resources, name, out),
        Found::Nothing => out.error(compute.left_out.clone().unwrap_or_else(|| {
            SdlError::new(
                compute.at,
                format!("compute profile {} has no resources", quoted(name)),
                "add `resources:` with cpu, memory and storage under it",
            )
        })),
    }
}

/// The price of a compute profile in a placement.
fn price<'d>(
    placement_name: &str,
    placement: &'d Placement,
    profile: &str,
    out: &mut Findings,
) -> Option<&'d Coin> {
    let prices = &placement.pricing;
    let Some(pricing) = prices.entries.get(profile) else {
        match &prices.left_out {
            _ if prices.wrong => {}
            Some(left_out) => out.error(left_out.clone()),
            // Looking for a near name is not worth it for an error that is not kept.
            None if out.is_full() => out.overflow(),
            None => out.error(missing_price(placement_name, placement, profile)),
        }
        return None;
    };
    if pricing.coin == Found::Nothing {
        out.error(SdlError::new(
            pricing.at,
            format!("no price is written for {}", quoted(profile)),
            "add `denom: uact` and `amount: 10000` under it",
        ));
    }
    let coin = pricing.coin.as_ref().this()?;
    if coin.amount > limits::MAX_PRICE {
        let (amount, most) = (coin.amount, limits::MAX_PRICE);
        out.error(SdlError::new(
            coin.amount_at,
            format!("a price of {amount} per block is above {most}"),
            "the amount is per unit and block of about six seconds: write less",
        ));
    }
    Some(coin)
}

fn missing_price(placement_name: &str, placement: &Placement, profile: &str) -> SdlError {
    let add = format!(
        "add `{}:` with `denom: uact` and `amount: 10000` under its `pricing:`",
        shortened(profile, LONGEST_NAME)
    );
    let priced = placement.pricing.entries.keys().map(String::as_str);
    let hint = match habits::meant(profile, priced) {
        Some(meant) => format!("{meant} Or {add}"),
        None => add,
    };
    let message = format!(
        "placement {} has no price for compute profile {}",
        quoted(placement_name),
        quoted(profile)
    );
    SdlError::new(placement.at, message, hint)
}
