//! The whole file, typed, before its parts are checked against one another.

use std::collections::BTreeMap;

use super::compose;
use super::compute::{self, Compute};
use super::duration;
use super::error::{Position, SdlError};
use super::findings::{Findings, Found};
use super::habits;
use super::levels;
use super::placement::{self, Placement};
use super::read::{Entry, Text};
use super::record::Record;
use super::section::{Section, Shape};
use super::service::{self, Service};
use super::version::Version;
use super::yaml::{Node, Value};
use crate::text::quoted;

/// A file; its version is `None` when that is reported as wrong.
#[derive(Debug, Default)]
pub(super) struct Document {
    pub(super) version: Option<Version>,
    pub(super) services: Section<Service>,
    pub(super) compute: Section<Compute>,
    pub(super) placement: Section<Placement>,
    pub(super) deployment: Section<Deployed>,
    pub(super) endpoints: Section<Endpoint>,
    reclamation: Option<Text>,
}

/// A service's entry in `deployment`.
#[derive(Clone, Debug)]
pub(super) struct Deployed {
    pub(super) at: Position,
    /// By placement.
    pub(super) placements: BTreeMap<String, Replicas>,
    /// That there is one name where a service's and a placement's belong; which of them is left out
    /// can be told once all names are read.
    pub(super) left_out: Option<SdlError>,
    /// Whether some placement is wrong.
    pub(super) wrong: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Replicas {
    /// Where the placement is named.
    pub(super) at: Position,
    pub(super) profile: Found<Text>,
    pub(super) count: Found<u32>,
}

/// A leased address.
#[derive(Clone, Debug)]
pub(super) struct Endpoint {
    pub(super) at: Position,
    kind: String,
}

const TOP: &str = "an SDL file";

/// Sections, in the order in which a file is usually written.
const SECTIONS: [&str; 7] = [
    "version",
    "include",
    "services",
    "profiles",
    "deployment",
    "endpoints",
    "reclamation",
];

const SERVICES: Shape<Service> = Shape {
    what: "services",
    level: levels::SERVICE_NAME,
    strict: false,
    read: service::read,
};

const COMPUTE: Shape<Compute> = Shape {
    what: "compute profiles",
    level: levels::COMPUTE_NAME,
    strict: false,
    read: compute::read,
};

const PLACEMENT: Shape<Placement> = Shape {
    what: "placement profiles",
    level: levels::PLACEMENT_NAME,
    strict: false,
    read: placement::read,
};

const DEPLOYMENT: Shape<Deployed> = Shape {
    what: "deployment",
    level: levels::DEPLOYED_NAME,
    strict: false,
    read: read_deployed,
};

const ENDPOINTS: Shape<Endpoint> = Shape {
    what: "endpoints",
    level: levels::ENDPOINT_NAME,
    strict: true,
    read: read_endpoint,
};

impl Document {
    /// Nothing when the file is no mapping, or another kind of file.
    pub(super) fn read(root: &Node, out: &mut Findings) -> Option<Self> {
        if !matches!(root.value, Value::Map(_)) {
            let hint = "start with `version: \"2.0\"`, then services, profiles and deployment";
            out.error(root.unexpected(TOP, "a mapping", hint));
            return None;
        }
        let entries = root.raw_entries(TOP, out);
        if let Some(error) = compose::recognise(&entries) {
            out.error(error);
            return None;
        }
        let mut document = Self::default();
        document.read_version(root.at, &entries, out);
        for entry in &entries {
            document.read_section(entry, out);
        }
        document.check_alone(out);
        Some(document)
    }

    fn read_version(&mut self, at: Position, entries: &[Entry], out: &mut Findings) {
        let version = entries.iter().find(|entry| entry.key == "version");
        let version = match version {
            Some(entry) => Version::read(&entry.node, out),
            None => Err(SdlError::new(
                at,
                "there is no version",
                "add `version: \"2.0\"` at the top",
            )),
        };
        self.version = out.keep(version);
    }

    /// A section written twice adds to the first, as in the official parser.
    fn read_section(&mut self, section: &Entry, out: &mut Findings) {
        let node = &section.node;
        match section.key.as_str() {
            "version" => {}
            "include" => {
                node.texts("include", out);
                out.warn(section.at, "include is not used: no other file is read");
            }
            "services" => self.services.read(node, &SERVICES, out),
            "profiles" => self.read_profiles(node, out),
            "deployment" => self.deployment.read(node, &DEPLOYMENT, out),
            "endpoints" => self.endpoints.read(node, &ENDPOINTS, out),
            "reclamation" => self.reclamation = read_reclamation(section, out),
            _ => self.refuse_section(section, out),
        }
    }

    /// What a wrong section probably should have been is not reported as missing.
    fn refuse_section(&mut self, section: &Entry, out: &mut Findings) {
        let key = section.key.as_str();
        let hint = match key {
            "compute" | "placement" => format!("indent {} under `profiles:`", quoted(key)),
            _ => habits::or_meant(
                key,
                &SECTIONS,
                "only version, services, profiles, deployment, endpoints, include and reclamation stand at the left margin",
            ),
        };
        let message = format!("{TOP} has no section {}", quoted(key));
        let error = SdlError::new(section.at, message, hint);
        match habits::nearest_of(key, &SECTIONS).unwrap_or(key) {
            "services" => self.services.stands_elsewhere(error.clone()),
            "deployment" => self.deployment.stands_elsewhere(error.clone()),
            "endpoints" => self.endpoints.stands_elsewhere(error.clone()),
            "compute" => self.compute.stands_elsewhere(error.clone()),
            "placement" => self.placement.stands_elsewhere(error.clone()),
            "profiles" => {
                self.compute.stands_elsewhere(error.clone());
                self.placement.stands_elsewhere(error.clone());
            }
            _ => {}
        }
        out.error(error);
    }

    fn read_profiles(&mut self, node: &Node, out: &mut Findings) {
        let known = ["compute", "placement"];
        let levels = [levels::COMPUTE_KEY, levels::PLACEMENT_KEY];
        let Some(record) = Record::read_below(node, "profiles", &known, &levels, out) else {
            return;
        };
        if let Some(left_out) = record.left_out.clone() {
            self.compute.seems_elsewhere(left_out.clone());
            self.placement.seems_elsewhere(left_out);
        }
        if let Some(node) = record.get("compute") {
            self.compute.read(node, &COMPUTE, out);
        }
        if let Some(node) = record.get("placement") {
            self.placement.read(node, &PLACEMENT, out);
        }
    }

    /// Seconds before which a provider says that it takes its hardware back; 0 when the file says none.
    pub(super) fn notice_seconds(&self) -> u64 {
        let window = self.reclamation.as_ref();
        let nanoseconds = window.and_then(|window| duration::parse(&window.value));
        nanoseconds.map_or(0, |nanoseconds| {
            nanoseconds.div_ceil(duration::NANOSECONDS_PER_SECOND)
        })
    }

    /// What is wrong without looking at any other part; of what is written twice only the last.
    fn check_alone(&self, out: &mut Findings) {
        if let Some(window) = &self.reclamation {
            check_reclamation(window, out);
        }
        for (name, endpoint) in self.endpoints.iter() {
            endpoint.check(name, out);
        }
    }
}

fn read_deployed(node: &Node, at: Position, name: &str, out: &mut Findings) -> Option<Deployed> {
    let what = format!("deployment of {}", quoted(name));
    let hint = "write a placement's name under it, and under that `profile` and `count`";
    let mut deployed = Deployed {
        at,
        placements: BTreeMap::new(),
        left_out: None,
        wrong: false,
    };
    for entry in node.entries(&what, hint, out)? {
        let level = levels::DEPLOYED_PLACEMENT;
        if level.is_above(&entry) {
            // `profile` and `count` lack the same name: once is enough.
            deployed
                .left_out
                .get_or_insert_with(|| level.left_out(&entry));
            deployed.wrong = true;
            continue;
        }
        match read_replicas(&entry, &what, out) {
            Some(replicas) => {
                deployed.placements.insert(entry.key, replicas);
            }
            None => deployed.wrong = true,
        }
    }
    Some(deployed)
}

fn read_replicas(entry: &Entry, what: &str, out: &mut Findings) -> Option<Replicas> {
    let record = Record::read(&entry.node, what, &["profile", "count"], out)?;
    let profile = record.text("profile", "profile", out);
    let mark = out.mark();
    let count = record.whole("count", out);
    Some(Replicas {
        at: entry.at,
        profile,
        count: out.unless_wrong(mark, count),
    })
}

fn read_endpoint(node: &Node, at: Position, name: &str, out: &mut Findings) -> Option<Endpoint> {
    let what = format!("endpoint {}", quoted(name));
    let record = Record::read(node, &what, &["kind"], out)?;
    match record.text("kind", "endpoint kind", out) {
        Found::Wrong => None,
        kind => Some(Endpoint {
            at,
            kind: kind.this().map(|text| text.value).unwrap_or_default(),
        }),
    }
}

impl Endpoint {
    fn check(&self, name: &str, out: &mut Findings) {
        if self.kind != "ip" {
            out.error(SdlError::new(
                self.at,
                format!("endpoint {} has kind {}", quoted(name), quoted(&self.kind)),
                "write `kind: ip`, the only kind",
            ));
        }
        let lower = |byte: &u8| byte.is_ascii_lowercase();
        let inner = |byte: &u8| lower(byte) || byte.is_ascii_digit() || matches!(byte, b'-' | b'_');
        let bytes = name.as_bytes();
        if bytes.len() < 2 || !bytes.first().is_some_and(lower) || !bytes.iter().all(inner) {
            out.error(SdlError::new(
                self.at,
                format!("{} is no name for an endpoint", quoted(name)),
                "write two or more of a-z, 0-9, - and _, starting with a letter",
            ));
        }
    }
}

/// The window; nothing when it is reported as wrong.
fn read_reclamation(section: &Entry, out: &mut Findings) -> Option<Text> {
    let record = Record::read(&section.node, "reclamation", &["min_window"], out)?;
    match record.text("min_window", "min_window", out) {
        Found::Wrong => None,
        Found::This(text) => Some(text),
        Found::Nothing => Some(Text {
            at: section.at,
            value: String::new(),
        }),
    }
}

fn check_reclamation(window: &Text, out: &mut Findings) {
    if duration::parse(&window.value).is_none() {
        let value = quoted(&window.value);
        out.error(SdlError::new(
            window.at,
            format!("reclamation min_window {value} is no time above zero"),
            "write hours, minutes or seconds, such as 24h or 1h30m",
        ));
    }
}
