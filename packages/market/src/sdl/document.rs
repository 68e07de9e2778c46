//! The whole file, typed, before its parts are checked against one another.

use std::collections::BTreeMap;

use super::compute::{self, Compute};
use super::duration;
use super::error::{Position, SdlError, Warnings};
use super::placement::{self, Placement};
use super::read::{Entry, Record, Text};
use super::service::{self, Service};
use super::version::Version;
use super::yaml::{Node, Value};

#[derive(Debug)]
pub(super) struct Document {
    pub(super) version: Version,
    pub(super) services: BTreeMap<String, Service>,
    pub(super) compute: BTreeMap<String, Compute>,
    pub(super) placement: BTreeMap<String, Placement>,
    pub(super) deployment: BTreeMap<String, Deployed>,
    pub(super) endpoints: BTreeMap<String, Endpoint>,
    reclamation: Option<Text>,
}

/// A service's entry in `deployment`.
#[derive(Clone, Debug)]
pub(super) struct Deployed {
    pub(super) at: Position,
    /// By placement.
    pub(super) placements: BTreeMap<String, Replicas>,
}

#[derive(Clone, Debug)]
pub(super) struct Replicas {
    pub(super) at: Position,
    pub(super) profile: String,
    pub(super) count: u32,
}

#[derive(Clone, Debug)]
pub(super) struct Endpoint {
    pub(super) at: Position,
    kind: String,
}

const TOP: &str = "an SDL file";

impl Document {
    pub(super) fn read(root: &Node, warnings: &mut Warnings) -> Result<Self, SdlError> {
        if !matches!(root.value, Value::Map(_)) {
            let hint = "start with `version: \"2.0\"`, then services, profiles and deployment";
            return Err(root.unexpected(TOP, "a mapping", hint));
        }
        let entries = root.raw_entries(TOP, warnings)?;
        let version = entries
            .iter()
            .find(|entry| entry.key == "version")
            .ok_or_else(|| {
                SdlError::new(
                    root.at,
                    "there is no version",
                    "add `version: \"2.0\"` at the top",
                )
            })?;
        let mut document = Self {
            version: Version::read(&version.node, warnings)?,
            services: BTreeMap::new(),
            compute: BTreeMap::new(),
            placement: BTreeMap::new(),
            deployment: BTreeMap::new(),
            endpoints: BTreeMap::new(),
            reclamation: None,
        };
        for entry in &entries {
            document.read_section(entry, warnings)?;
        }
        document.check_alone()?;
        Ok(document)
    }

    /// A section written twice adds to the first, as in the official parser.
    fn read_section(&mut self, section: &Entry, warnings: &mut Warnings) -> Result<(), SdlError> {
        let node = &section.node;
        match section.key.as_str() {
            "version" => Ok(()),
            "include" => {
                node.texts("include")?;
                warnings.add(section.at, "include is not used: no other file is read");
                Ok(())
            }
            "services" => read_map(&mut self.services, node, "services", warnings, service::read),
            "profiles" => self.read_profiles(node, warnings),
            "deployment" => read_map(&mut self.deployment, node, "deployment", warnings, read_deployed),
            "endpoints" => read_map(&mut self.endpoints, node, "endpoints", warnings, read_endpoint),
            "reclamation" => {
                self.reclamation = Some(read_reclamation(section, warnings)?);
                Ok(())
            }
            other => Err(SdlError::new(
                section.at,
                format!("{TOP} has no section `{other}`"),
                "only version, services, profiles, deployment, endpoints, include and reclamation stand at the left margin",
            )),
        }
    }

    fn read_profiles(&mut self, node: &Node, warnings: &mut Warnings) -> Result<(), SdlError> {
        let record = Record::read(node, "profiles", &["compute", "placement"], warnings)?;
        if let Some(node) = record.get("compute") {
            read_map(
                &mut self.compute,
                node,
                "compute profiles",
                warnings,
                compute::read,
            )?;
        }
        if let Some(node) = record.get("placement") {
            read_map(
                &mut self.placement,
                node,
                "placement profiles",
                warnings,
                placement::read,
            )?;
        }
        Ok(())
    }

    /// What is wrong without looking at any other part.
    fn check_alone(&self) -> Result<(), SdlError> {
        if let Some(window) = &self.reclamation {
            duration::parse(&window.value).ok_or_else(|| {
                SdlError::new(
                    window.at,
                    format!(
                        "reclamation min_window `{}` is no time above zero",
                        window.value
                    ),
                    "write hours, minutes or seconds, such as 24h or 1h30m",
                )
            })?;
        }
        self.endpoints
            .iter()
            .try_for_each(|(name, endpoint)| endpoint.check(name))
    }
}

/// Reads a mapping of names into `map`; nothing written empties it.
fn read_map<T>(
    map: &mut BTreeMap<String, T>,
    node: &Node,
    what: &str,
    warnings: &mut Warnings,
    read: fn(&Node, Position, &str, &mut Warnings) -> Result<T, SdlError>,
) -> Result<(), SdlError> {
    if node.is_null() {
        map.clear();
    }
    for entry in node.entries(
        what,
        "write names under it, indented, each followed by a colon",
    )? {
        let value = read(&entry.node, entry.at, &entry.key, warnings)?;
        map.insert(entry.key, value);
    }
    Ok(())
}

fn read_deployed(
    node: &Node,
    at: Position,
    name: &str,
    warnings: &mut Warnings,
) -> Result<Deployed, SdlError> {
    let what = format!("deployment of `{name}`");
    let mut placements = BTreeMap::new();
    let hint = "write a placement's name under it, and under that `profile` and `count`";
    for entry in node.entries(&what, hint)? {
        let record = Record::read(&entry.node, &what, &["profile", "count"], warnings)?;
        let profile = match record.get("profile") {
            Some(node) => node.text("profile")?,
            None => None,
        };
        let replicas = Replicas {
            at: profile.as_ref().map_or(entry.at, |text| text.at),
            profile: profile.map(|text| text.value).unwrap_or_default(),
            count: record
                .get("count")
                .map_or(Ok(0), |node| node.whole("count", warnings))?,
        };
        placements.insert(entry.key, replicas);
    }
    Ok(Deployed { at, placements })
}

fn read_endpoint(
    node: &Node,
    at: Position,
    name: &str,
    warnings: &mut Warnings,
) -> Result<Endpoint, SdlError> {
    let record = Record::read(node, &format!("endpoint `{name}`"), &["kind"], warnings)?;
    let kind = match record.get("kind") {
        Some(node) => node.text("endpoint kind")?,
        None => None,
    };
    Ok(Endpoint {
        at,
        kind: kind.map(|text| text.value).unwrap_or_default(),
    })
}

impl Endpoint {
    fn check(&self, name: &str) -> Result<(), SdlError> {
        if self.kind != "ip" {
            return Err(SdlError::new(
                self.at,
                format!("endpoint `{name}` has kind `{}`", self.kind),
                "write `kind: ip`, the only kind",
            ));
        }
        let lower = |byte: &u8| byte.is_ascii_lowercase();
        let inner = |byte: &u8| lower(byte) || byte.is_ascii_digit() || matches!(byte, b'-' | b'_');
        let bytes = name.as_bytes();
        if bytes.len() < 2 || !bytes.first().is_some_and(lower) || !bytes.iter().all(inner) {
            return Err(SdlError::new(
                self.at,
                format!("`{name}` is no name for an endpoint"),
                "write two or more of a-z, 0-9, - and _, starting with a letter",
            ));
        }
        Ok(())
    }
}

fn read_reclamation(section: &Entry, warnings: &mut Warnings) -> Result<Text, SdlError> {
    warnings.add(
        section.at,
        "reclamation is not used: a lease here ends only by its own terms",
    );
    let record = Record::read(&section.node, "reclamation", &["min_window"], warnings)?;
    let window = match record.get("min_window") {
        Some(node) => node.text("min_window")?,
        None => None,
    };
    Ok(window.unwrap_or_else(|| Text {
        at: section.at,
        value: String::new(),
    }))
}
