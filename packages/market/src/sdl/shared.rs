//! Rules over all deployed services together.

use std::collections::{HashMap, HashSet};

use super::document::{Deployed, Document};
use super::error::{Position, SdlError};
use super::expose::{Expose, To};
use super::findings::{Findings, Found};
use super::placement::Coin;
use super::read::Text;
use super::section::Reference;
use super::service::Service;
use crate::text::{quoted, shortened, LONGEST_NAME};

/// What deployed services may not share, and what one of them must have.
#[derive(Default)]
pub(super) struct Shared<'d> {
    hosts: HashSet<&'d str>,
    addresses: HashSet<&'d str>,
    /// Who listens at an address, outside port and transport.
    listeners: HashMap<(&'d str, u32, &'d str), &'d str>,
    denom: Option<&'d Text>,
    has_global: bool,
    /// Whether the ports of some service are reported as wrong: they may be what seems to lack.
    ports_unknown: bool,
}

impl<'d> Shared<'d> {
    /// A deployed service is reported as missing or wrong.
    pub(super) fn miss_a_service(&mut self) {
        self.ports_unknown = true;
    }

    pub(super) fn add_service(
        &mut self,
        document: &'d Document,
        name: &'d str,
        service: &'d Service,
        out: &mut Findings,
    ) {
        match &service.expose {
            Found::Nothing => {}
            Found::Wrong => self.ports_unknown = true,
            Found::This(list) => list.iter().for_each(|expose| {
                self.add_hosts(expose, out);
                for to in &expose.to {
                    self.has_global |= to.global;
                    if !to.ip.is_empty() {
                        self.add_address(document, name, expose, to, out);
                    }
                }
            }),
        }
    }

    /// Every entry of `to` carries the host names, so two entries use them twice.
    fn add_hosts(&mut self, expose: &'d Expose, out: &mut Findings) {
        let often = expose.exposures() > 1;
        for host in &expose.accept {
            if !self.hosts.insert(&host.value) || often {
                out.error(SdlError::new(
                    host.at,
                    format!("host name {} is used twice", quoted(&host.value)),
                    "accept a host name at one port, with one entry under `to`, of one service",
                ));
            }
        }
    }

    fn add_address(
        &mut self,
        document: &'d Document,
        name: &'d str,
        expose: &'d Expose,
        to: &'d To,
        out: &mut Findings,
    ) {
        if !to.global {
            out.error(SdlError::new(
                to.at,
                "only a global port can have an ip",
                "add `global: true` beside `ip`",
            ));
        }
        let reference = Reference {
            at: to.at,
            what: "endpoint",
            name: &to.ip,
            section: "endpoints",
        };
        document.endpoints.refer(&reference, out);
        self.addresses.insert(&to.ip);
        let proto = expose.proto.as_ref();
        let proto = proto.map_or("", |proto| proto.value.as_str());
        let listener = (to.ip.as_str(), expose.outside, proto);
        if let Some(other) = self.listeners.insert(listener, name) {
            let (endpoint, other) = (quoted(&to.ip), quoted(other));
            out.error(SdlError::new(
                to.at,
                format!("endpoint {endpoint} has this port already, used by service {other}"),
                "give one of them another `as:` port or another endpoint",
            ));
        }
    }

    /// One deposit pays for a deployment, so it has one denom.
    pub(super) fn add_denom(&mut self, coin: &'d Coin, out: &mut Findings) {
        let denom = &coin.denom;
        let first = *self.denom.get_or_insert(denom);
        if first.value != denom.value {
            out.error(SdlError::new(
                denom.at,
                format!(
                    "this price is in {}, the one on line {} in {}",
                    quoted(&denom.value),
                    first.at.line,
                    quoted(&first.value)
                ),
                "write all prices of a file in one denom, uact",
            ));
        }
    }

    pub(super) fn finish(self, document: &Document, out: &mut Findings) {
        for (name, endpoint) in document.endpoints.iter() {
            if !self.addresses.contains(name) && !self.ports_unknown {
                let shown = shortened(name, LONGEST_NAME);
                out.error(SdlError::new(
                    endpoint.at,
                    format!("endpoint `{shown}` is not used by any deployed service"),
                    format!("remove it, or add `ip: {shown}` beside a `global: true`"),
                ));
            }
        }
        if document.deployment.is_wrong() {
            return;
        }
        let mut deployed = document.deployment.iter().map(|(_, deployed)| deployed);
        let at = deployed.next().map_or(Position::START, |first| first.at);
        let placed =
            |(_, deployed): (&str, &Deployed)| deployed.wrong || !deployed.placements.is_empty();
        if !document.deployment.iter().any(placed) {
            out.error(SdlError::new(
                at,
                "nothing is deployed",
                "add `deployment:` with a service's name, under it a placement, under that `profile` and `count`",
            ));
        } else if !self.has_global && !self.ports_unknown {
            out.error(SdlError::new(
                at,
                "no deployed service can be reached from outside",
                "expose one port of one service with `to:` and under it `- global: true`",
            ));
        }
    }
}
