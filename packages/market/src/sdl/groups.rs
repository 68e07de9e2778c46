//! Deployed services put together into groups, one per placement.

use std::collections::{BTreeMap, HashMap};

use super::check::Use;
use super::error::SdlError;
use super::expose::Expose;
use super::gpu::Gpu;
use super::limits::Totals;
use super::model::{Attribute, Endpoints, Group, Price, Requirements, Resource, SignedBy, Volume};
use super::version::Version;

struct Builder<'d> {
    group: Group,
    /// Which resource stands for a compute profile.
    by_profile: HashMap<&'d str, usize>,
    tee: Option<&'d str>,
    totals: Totals,
}

/// Groups by placement name; within each, units in the order of the services' names.
pub(super) fn build(version: Version, uses: &[Use<'_>]) -> Result<Vec<Group>, SdlError> {
    let mut builders: BTreeMap<&str, Builder<'_>> = BTreeMap::new();
    for found in uses {
        let builder = builders
            .entry(found.placement_name)
            .or_insert_with(|| Builder::new(found));
        builder.add_tee(found)?;
        builder.add_unit(version, found)?;
    }
    let mut groups = Vec::new();
    for (name, builder) in builders {
        let first = uses.iter().find(|found| found.placement_name == name);
        let at = first.map(|found| found.placement.at).unwrap_or_default();
        builder.totals.check(at, name)?;
        groups.push(builder.finish());
    }
    Ok(groups)
}

impl<'d> Builder<'d> {
    fn new(found: &Use<'d>) -> Self {
        let placement = found.placement;
        let attributes = placement.attributes.iter().map(|(key, value)| Attribute {
            key: key.clone(),
            value: value.clone(),
        });
        Self {
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
            },
            by_profile: HashMap::new(),
            tee: None,
            totals: Totals::default(),
        }
    }

    /// A confidential service asks its provider for that kind of enclave.
    fn add_tee(&mut self, found: &Use<'d>) -> Result<(), SdlError> {
        let Some(tee) = &found.service.tee else {
            return Ok(());
        };
        match self.tee {
            Some(other) if other != tee.value => Err(SdlError::new(
                tee.at,
                format!(
                    "group `{}` asks for tee `{other}` and `{}`",
                    self.group.name, tee.value
                ),
                "write the same tee for all services of a placement, or use two placements",
            )),
            Some(_) => Ok(()),
            None => {
                self.tee = Some(&tee.value);
                self.group.requirements.attributes.push(Attribute {
                    key: "tee/type".to_owned(),
                    value: tee.value.clone(),
                });
                Ok(())
            }
        }
    }

    fn add_unit(&mut self, version: Version, found: &Use<'d>) -> Result<(), SdlError> {
        self.totals.add(found.resources, found.replicas.count);
        let known = match version {
            Version::V2_0 => None,
            Version::V2_1 => self
                .by_profile
                .get(found.replicas.profile.as_str())
                .copied(),
        };
        if let Some(unit) = known.and_then(|index| self.group.resources.get_mut(index)) {
            return join(unit, found);
        }
        self.by_profile
            .insert(&found.replicas.profile, self.group.resources.len());
        self.group.resources.push(unit(found));
        Ok(())
    }

    fn finish(mut self) -> Group {
        self.group.requirements.attributes.sort();
        self.group
    }
}

fn join(unit: &mut Resource, found: &Use<'_>) -> Result<(), SdlError> {
    unit.count = unit
        .count
        .checked_add(found.replicas.count)
        .ok_or_else(|| {
            SdlError::new(
                found.replicas.at,
                "the counts of services sharing this profile add up to more than 4294967295",
                "write smaller counts",
            )
        })?;
    unit.endpoints.add(endpoints(&found.service.expose));
    unit.services.push(found.service_name.to_owned());
    Ok(())
}

fn unit(found: &Use<'_>) -> Resource {
    let resources = found.resources;
    let volumes = resources.storage.iter().map(|volume| Volume {
        name: volume.name.clone(),
        bytes: volume.bytes,
        class: volume.class.clone(),
        persistent: volume.persistent,
    });
    Resource {
        cpu_milli: resources.cpu.as_ref().map_or(0, |cpu| cpu.milli),
        memory_bytes: resources.memory.as_ref().map_or(0, |memory| memory.bytes),
        storage: volumes.collect(),
        gpu: Gpu {
            // Checked to be at most 24.
            units: u32::try_from(resources.gpu.units).unwrap_or(u32::MAX),
            models: resources.gpu.models.clone(),
        },
        endpoints: endpoints(&found.service.expose),
        count: found.replicas.count,
        price: Price {
            amount: found.coin.amount,
            denom: found.coin.denom.value.clone(),
        },
        services: vec![found.service_name.to_owned()],
    }
}

/// Each global entry of `to` needs an endpoint, and one more for a leased address.
fn endpoints(exposed: &[Expose]) -> Endpoints {
    let mut endpoints = Endpoints::default();
    for expose in exposed {
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
