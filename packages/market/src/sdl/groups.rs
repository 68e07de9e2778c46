//! Deployed services put together into groups, one per placement.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::check::{Checked, Use};
use super::error::{Position, SdlError};
use super::expose::Expose;
use super::findings::{Findings, Found};
use super::gpu::Gpu;
use super::limits::Totals;
use super::model::{Attribute, Endpoints, Group, Price, Requirements, Resource, SignedBy, Volume};
use super::version::Version;
use crate::text::quoted;

struct Builder<'d> {
    /// Where the placement is defined.
    at: Position,
    group: Group,
    /// Which resource stands for a compute profile.
    by_profile: HashMap<&'d str, usize>,
    tee: Option<&'d str>,
}

/// Groups by placement name; within each, units in the order of the services' names.
pub(super) fn build(version: Version, checked: &Checked<'_>, out: &mut Findings) -> Vec<Group> {
    let mut builders: BTreeMap<&str, Builder<'_>> = BTreeMap::new();
    for found in &checked.uses {
        let builder = builders
            .entry(found.placement_name)
            .or_insert_with(|| Builder::new(found));
        builder.add_tee(found, out);
        builder.add_unit(version, found, out);
    }
    let mut groups = Vec::new();
    for (name, builder) in builders {
        if !checked.incomplete.contains(name) {
            builder.check(name, out);
        }
        groups.push(builder.finish());
    }
    groups
}

impl<'d> Builder<'d> {
    fn new(found: &Use<'d>) -> Self {
        let placement = found.placement;
        let attributes = placement.attributes.iter().map(|(key, value)| Attribute {
            key: key.clone(),
            value: value.clone(),
        });
        Self {
            at: placement.at,
            group: Group {
                name: found.placement_name.to_owned(),
                requirements: Requirements {
                    attributes: attributes.collect(),
                    signed_by: SignedBy {
                        all_of: placement.all_of.clone(),
                        any_of: placement.any_of.clone(),
                    },
                },
                resources: Vec::new(),
                notice_seconds: 0,
            },
            by_profile: HashMap::new(),
            tee: None,
        }
    }

    /// A confidential service asks its provider for that kind of enclave.
    fn add_tee(&mut self, found: &Use<'d>, out: &mut Findings) {
        let Found::This(tee) = &found.service.tee else {
            return;
        };
        match self.tee {
            Some(other) if other != tee.value => out.error(SdlError::new(
                tee.at,
                format!(
                    "group {} asks for tee {} and {}",
                    quoted(&self.group.name),
                    quoted(other),
                    quoted(&tee.value)
                ),
                "write the same tee for all services of a placement, or use two placements",
            )),
            Some(_) => {}
            None => {
                self.tee = Some(&tee.value);
                self.group.requirements.attributes.push(Attribute {
                    key: "tee/type".to_owned(),
                    value: tee.value.clone(),
                });
            }
        }
    }

    fn add_unit(&mut self, version: Version, found: &Use<'d>, out: &mut Findings) {
        let known = match version {
            Version::V2_0 => None,
            Version::V2_1 => self.by_profile.get(found.profile).copied(),
        };
        if let Some(unit) = known.and_then(|index| self.group.resources.get_mut(index)) {
            out.keep(join(unit, found));
            return;
        }
        let index = self.group.resources.len();
        self.by_profile.insert(found.profile, index);
        self.group.resources.push(unit(found));
    }

    fn check(&self, name: &str, out: &mut Findings) {
        let mut totals = Totals::default();
        self.group
            .resources
            .iter()
            .for_each(|unit| totals.add(unit));
        totals.check(self.at, name, out);
    }

    fn finish(mut self) -> Group {
        self.group.requirements.attributes.sort();
        self.group
    }
}

fn join(unit: &mut Resource, found: &Use<'_>) -> Result<(), SdlError> {
    unit.count = unit.count.checked_add(found.count).ok_or_else(|| {
        SdlError::new(
            found.replicas.at,
            "the counts of services sharing this profile add up to more than 4294967295",
            "write smaller counts",
        )
    })?;
    unit.endpoints.add(endpoints(found));
    unit.addresses.extend(addresses(found));
    unit.services.push(found.service_name.to_owned());
    Ok(())
}

fn unit(found: &Use<'_>) -> Resource {
    let resources = found.resources;
    let volumes = resources.storage.as_ref().this().into_iter().flatten();
    let volumes = volumes.map(|volume| Volume {
        name: volume.name.clone(),
        bytes: volume.bytes,
        class: volume.class.clone(),
        persistent: volume.persistent,
    });
    let cpu = resources.cpu.as_ref().this();
    let memory = resources.memory.as_ref().this();
    let gpu = resources.gpu.as_ref().this().map(|gpu| Gpu {
        // Checked to be at most 24.
        units: u32::try_from(gpu.units).unwrap_or(u32::MAX),
        models: gpu.models.clone(),
    });
    Resource {
        cpu_milli: cpu.map_or(0, |cpu| cpu.milli),
        memory_bytes: memory.map_or(0, |memory| memory.bytes),
        storage: volumes.collect(),
        gpu: gpu.unwrap_or_default(),
        endpoints: endpoints(found),
        addresses: addresses(found).collect(),
        count: found.count,
        price: Price {
            amount: found.coin.amount,
            denom: found.coin.denom.value.clone(),
        },
        services: vec![found.service_name.to_owned()],
    }
}

fn exposed<'d>(found: &Use<'d>) -> impl Iterator<Item = &'d Expose> {
    found.service.expose.as_ref().this().into_iter().flatten()
}

/// Each global entry of `to` needs an endpoint, and one more for a leased address.
fn endpoints(found: &Use<'_>) -> Endpoints {
    let mut endpoints = Endpoints::default();
    for expose in exposed(found) {
        for to in expose.to.iter().filter(|to| to.global) {
            let http = expose.is_http();
            endpoints.add(Endpoints {
                shared_http: u32::from(http),
                random_port: u32::from(!http),
                leased_ip: u32::from(!to.ip.is_empty()),
            });
        }
    }
    endpoints
}

/// Names of leased addresses, however many ports each has.
fn addresses<'d>(found: &Use<'d>) -> impl Iterator<Item = String> + use<'d> {
    let to = exposed(found).flat_map(|expose| &expose.to);
    let leased = to.filter(|to| to.global && !to.ip.is_empty());
    let names: BTreeSet<&str> = leased.map(|to| to.ip.as_str()).collect();
    names.into_iter().map(str::to_owned)
}
