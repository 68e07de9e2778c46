//! Rules over all deployed services together.

use std::collections::{HashMap, HashSet};

use super::check::{unknown, Use};
use super::document::Document;
use super::error::{Position, SdlError};
use super::read::Text;

/// What deployed services may not share, and what one of them must have.
#[derive(Default)]
pub(super) struct Shared<'d> {
    hosts: HashSet<&'d str>,
    addresses: HashSet<&'d str>,
    /// Who listens at an address, outside port and transport.
    listeners: HashMap<(&'d str, u32, &'d str), &'d str>,
    denom: Option<&'d Text>,
    has_global: bool,
}

impl<'d> Shared<'d> {
    pub(super) fn add(&mut self, document: &'d Document, found: &Use<'d>) -> Result<(), SdlError> {
        self.add_denom(found)?;
        for expose in &found.service.expose {
            // Every entry of `to` carries the host names, so two entries use them twice.
            for _ in 0..expose.exposures() {
                self.add_hosts(&expose.accept)?;
            }
            let proto = expose
                .proto
                .as_ref()
                .map_or("", |proto| proto.value.as_str());
            for to in &expose.to {
                self.has_global |= to.global;
                if to.ip.is_empty() {
                    continue;
                }
                if !to.global {
                    return Err(SdlError::new(
                        to.at,
                        "only a global port can have an ip",
                        "add `global: true` beside `ip`",
                    ));
                }
                if !document.endpoints.contains_key(&to.ip) {
                    return Err(unknown(
                        to.at,
                        "endpoint",
                        &to.ip,
                        &document.endpoints,
                        "endpoints",
                    ));
                }
                self.addresses.insert(&to.ip);
                let listener = (to.ip.as_str(), expose.outside, proto);
                if let Some(other) = self.listeners.insert(listener, found.service_name) {
                    return Err(SdlError::new(
                        to.at,
                        format!(
                            "endpoint `{}` has this port already, used by service `{other}`",
                            to.ip
                        ),
                        "give one of them another `as:` port or another endpoint",
                    ));
                }
            }
        }
        Ok(())
    }

    fn add_hosts(&mut self, hosts: &'d [Text]) -> Result<(), SdlError> {
        for host in hosts {
            if !self.hosts.insert(&host.value) {
                return Err(SdlError::new(
                    host.at,
                    format!("host name `{}` is used twice", host.value),
                    "accept a host name at one port, with one entry under `to`, of one service",
                ));
            }
        }
        Ok(())
    }

    /// One deposit pays for a deployment, so it has one denom.
    fn add_denom(&mut self, found: &Use<'d>) -> Result<(), SdlError> {
        let denom = &found.coin.denom;
        match self.denom {
            Some(first) if first.value != denom.value => Err(SdlError::new(
                denom.at,
                format!(
                    "this price is in {}, the one on line {} in {}",
                    denom.value, first.at.line, first.value
                ),
                "write all prices of a file in one denom, uact",
            )),
            _ => {
                self.denom = Some(denom);
                Ok(())
            }
        }
    }

    pub(super) fn finish(self, document: &Document) -> Result<(), SdlError> {
        let unused = document
            .endpoints
            .iter()
            .find(|(name, _)| !self.addresses.contains(name.as_str()));
        if let Some((name, endpoint)) = unused {
            return Err(SdlError::new(
                endpoint.at,
                format!("endpoint `{name}` is not used by any deployed service"),
                format!("remove it, or add `ip: {name}` beside a `global: true`"),
            ));
        }
        let first = document.deployment.values().next();
        let at = first.map_or(Position { line: 1, column: 1 }, |deployed| deployed.at);
        if document
            .deployment
            .values()
            .all(|deployed| deployed.placements.is_empty())
        {
            return Err(SdlError::new(
                at,
                "nothing is deployed",
                "add `deployment:` with a service's name, under it a placement, under that `profile` and `count`",
            ));
        }
        if !self.has_global {
            return Err(SdlError::new(
                at,
                "no deployed service can be reached from outside",
                "expose one port of one service with `to:` and under it `- global: true`",
            ));
        }
        Ok(())
    }
}
