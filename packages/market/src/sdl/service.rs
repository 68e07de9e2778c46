//! Services: what runs. Little of it reaches the market, all of it is checked, because the
//! provider gets it later and could no longer refuse it cheaply.

use super::error::{Position, SdlError, Warnings};
use super::expose::{self, Expose};
use super::read::{Record, Text};
use super::yaml::Node;

#[derive(Clone, Debug)]
pub(super) struct Service {
    pub(super) at: Position,
    pub(super) image: Option<Text>,
    pub(super) env: Vec<Text>,
    pub(super) expose: Vec<Expose>,
    pub(super) mounts: Vec<Mount>,
    pub(super) tee: Option<Text>,
    pub(super) credentials: Option<Credentials>,
}

/// Where a service mounts a volume of its profile.
#[derive(Clone, Debug)]
pub(super) struct Mount {
    pub(super) at: Position,
    pub(super) volume: String,
    pub(super) path: String,
    pub(super) read_only: bool,
}

/// A private registry's account; the values themselves stay off-chain and are not kept.
#[derive(Clone, Debug)]
pub(super) struct Credentials {
    pub(super) at: Position,
    /// The first of the required fields that is missing or blank.
    pub(super) missing: Option<&'static str>,
}

const KEYS: [&str; 8] = [
    "image",
    "command",
    "args",
    "env",
    "expose",
    "dependencies",
    "params",
    "credentials",
];

pub(super) fn read(
    node: &Node,
    at: Position,
    name: &str,
    warnings: &mut Warnings,
) -> Result<Service, SdlError> {
    let record = Record::read(node, &format!("service `{name}`"), &KEYS, warnings)?;
    let texts = |key: &str| match record.get(key) {
        Some(node) => node.texts(key),
        None => Ok(Vec::new()),
    };
    texts("command")?;
    texts("args")?;
    let mut service = Service {
        at,
        image: record
            .get("image")
            .map(|node| node.text("image"))
            .transpose()?
            .flatten(),
        env: texts("env")?,
        expose: Vec::new(),
        mounts: Vec::new(),
        tee: None,
        credentials: None,
    };
    if let Some(node) = record.get("expose") {
        service.expose = expose::read(node, warnings)?;
    }
    if let Some(node) = record.get("dependencies") {
        check_dependencies(node, warnings)?;
    }
    if let Some(node) = record.get("params") {
        read_params(node, &mut service, warnings)?;
    }
    if let Some(node) = record.get("credentials") {
        service.credentials = Some(read_credentials(node, warnings)?);
    }
    Ok(service)
}

fn check_dependencies(node: &Node, warnings: &mut Warnings) -> Result<(), SdlError> {
    for item in node.items(
        "dependencies",
        "write each on its own line: `- service: db`",
    )? {
        let record = Record::read(item, "dependency", &["service"], warnings)?;
        if let Some(service) = record.get("service") {
            service.text("dependency service")?;
        }
    }
    Ok(())
}

fn read_params(
    node: &Node,
    service: &mut Service,
    warnings: &mut Warnings,
) -> Result<(), SdlError> {
    let record = Record::read(node, "params", &["storage", "permissions", "tee"], warnings)?;
    if let Some(node) = record.get("storage") {
        for entry in node.entries(
            "params storage",
            "write a volume's name under it, and `mount: /path` under that",
        )? {
            let mount = read_mount(&entry.node, entry.at, entry.key.clone(), warnings)?;
            service.mounts.push(mount);
        }
    }
    if let Some(node) = record.get("permissions") {
        let record = Record::read(node, "permissions", &["read"], warnings)?;
        if let Some(node) = record.get("read") {
            node.texts("permissions read")?;
        }
    }
    if let Some(node) = record.get("tee") {
        service.tee = node
            .text("params tee")?
            .filter(|text| !text.value.is_empty());
    }
    Ok(())
}

fn read_mount(
    node: &Node,
    at: Position,
    volume: String,
    warnings: &mut Warnings,
) -> Result<Mount, SdlError> {
    let record = Record::read(node, "a volume's params", &["mount", "readOnly"], warnings)?;
    let path = match record.get("mount") {
        Some(node) => node.text("mount")?,
        None => None,
    };
    let read_only = match record.get("readOnly") {
        Some(node) => node.truth("readOnly")?,
        None => false,
    };
    Ok(Mount {
        at: path.as_ref().map_or(at, |text| text.at),
        volume,
        path: path.map(|text| text.value).unwrap_or_default(),
        read_only,
    })
}

fn read_credentials(node: &Node, warnings: &mut Warnings) -> Result<Credentials, SdlError> {
    let known = ["host", "email", "username", "password"];
    let record = Record::read(node, "credentials", &known, warnings)?;
    let mut missing = None;
    for key in known {
        let text = match record.get(key) {
            Some(node) => node.text(key)?,
            None => None,
        };
        let blank = text.is_none_or(|text| text.value.trim().is_empty());
        if blank && key != "email" {
            missing = missing.or(Some(key));
        }
    }
    Ok(Credentials {
        at: node.at,
        missing,
    })
}
