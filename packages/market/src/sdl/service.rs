//! Services: what runs. Little of it reaches the market, all of it is checked, because the
//! provider gets it later and could no longer refuse it cheaply.

use super::error::{Position, SdlError};
use super::expose::{self, Expose};
use super::findings::{Findings, Found};
use super::levels;
use super::read::{Entry, Text};
use super::record::Record;
use super::yaml::Node;
use crate::text::quoted;

#[derive(Clone, Debug)]
pub(super) struct Service {
    pub(super) at: Position,
    pub(super) image: Found<Text>,
    pub(super) env: Vec<Text>,
    pub(super) expose: Found<Vec<Expose>>,
    pub(super) mounts: Found<Vec<Mount>>,
    pub(super) tee: Found<Text>,
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

pub(super) fn read(node: &Node, at: Position, name: &str, out: &mut Findings) -> Option<Service> {
    let record = Record::read(node, &format!("service {}", quoted(name)), &KEYS, out)?;
    record.texts("command", "command", out);
    record.texts("args", "args", out);
    let mut service = Service {
        at,
        image: record.text("image", "image", out),
        env: record.texts("env", "env", out),
        expose: record.part("expose", out, expose::read),
        mounts: Found::Nothing,
        tee: Found::Nothing,
        credentials: None,
    };
    if let Some(node) = record.get("dependencies") {
        check_dependencies(node, out);
    }
    if let Some(node) = record.get("params") {
        read_params(node, &mut service, out);
    }
    if let Some(node) = record.get("credentials") {
        service.credentials = read_credentials(node, out);
    }
    Some(service)
}

fn check_dependencies(node: &Node, out: &mut Findings) {
    let hint = "write each on its own line: `- service: db`";
    let items = out.keep(node.items("dependencies", hint));
    for item in items.unwrap_or_default() {
        if let Some(record) = Record::read(item, "dependency", &["service"], out) {
            record.text("service", "dependency service", out);
        }
    }
}

fn read_params(node: &Node, service: &mut Service, out: &mut Findings) {
    let known = ["storage", "permissions", "tee"];
    let levels = [levels::STORAGE_KEY];
    let Some(record) = Record::read_below(node, "params", &known, &levels, out) else {
        return;
    };
    service.mounts = record.part("storage", out, read_mounts);
    let permissions = record
        .get("permissions")
        .and_then(|node| Record::read(node, "permissions", &["read"], out));
    if let Some(record) = permissions {
        record.texts("read", "permissions read", out);
    }
    service.tee = match record.text("tee", "params tee", out) {
        Found::This(text) if text.value.is_empty() => Found::Nothing,
        tee => tee,
    };
}

fn read_mounts(node: &Node, out: &mut Findings) -> Found<Vec<Mount>> {
    let mark = out.mark();
    let hint = "write a volume's name under it, and `mount: /path` under that";
    let mut mounts = Vec::new();
    for entry in node
        .entries("params storage", hint, out)
        .unwrap_or_default()
    {
        if levels::VOLUME_NAME.is_above(&entry) && !entry.node.is_null() {
            out.error(levels::VOLUME_NAME.left_out(&entry));
        } else {
            mounts.extend(read_mount(entry, out));
        }
    }
    out.unless_wrong(mark, mounts)
}

fn read_mount(entry: Entry, out: &mut Findings) -> Option<Mount> {
    let what = "a volume's params";
    let record = Record::read(&entry.node, what, &["mount", "readOnly"], out)?;
    let path = record.text("mount", "mount", out).this();
    let read_only = record.get("readOnly").map(|node| node.truth("readOnly"));
    Some(Mount {
        at: path.as_ref().map_or(entry.at, |text| text.at),
        volume: entry.key,
        path: path.map(|text| text.value).unwrap_or_default(),
        read_only: read_only
            .and_then(|truth| out.keep(truth))
            .unwrap_or_default(),
    })
}

fn read_credentials(node: &Node, out: &mut Findings) -> Option<Credentials> {
    let mark = out.mark();
    let known = ["host", "email", "username", "password"];
    let record = Record::read(node, "credentials", &known, out)?;
    let mut missing = None;
    for key in known {
        let text = record.text(key, key, out).this();
        let blank = text.is_none_or(|text| text.value.trim().is_empty());
        if blank && key != "email" {
            missing = missing.or(Some(key));
        }
    }
    let at = node.at;
    out.unless_wrong(mark, Credentials { at, missing }).this()
}

impl Service {
    /// What a deployed service must satisfy by itself.
    pub(super) fn check(&self, name: &str, out: &mut Findings) {
        if !is_service_name(name) {
            out.error(SdlError::new(
                self.at,
                format!("{} is no name for a service", quoted(name)),
                "use a-z, 0-9 and -, starting with a letter and not ending with a dash",
            ));
        }
        let no_image = match &self.image {
            Found::This(image) => image.value.is_empty(),
            Found::Nothing => true,
            Found::Wrong => false,
        };
        if no_image {
            out.error(SdlError::new(
                self.at,
                format!("service {} has no image", quoted(name)),
                "add `image: name:tag`",
            ));
        }
        let missing = self.credentials.as_ref();
        if let Some((at, key)) = missing.and_then(|one| Some((one.at, one.missing?))) {
            out.error(SdlError::new(
                at,
                format!("the credentials of {} have no {key}", quoted(name)),
                "write host, username and password",
            ));
        }
        self.env.iter().for_each(|entry| check_env(entry, out));
        if let Found::This(expose) = &self.expose {
            expose.iter().for_each(|expose| expose.check(out));
        }
    }
}

fn check_env(entry: &Text, out: &mut Findings) {
    let name = match entry.value.split_once('=') {
        Some((name, _)) => name,
        None => &entry.value,
    };
    if !is_env_name(name) {
        out.error(SdlError::new(
            entry.at,
            format!("{} is no name for an environment variable", quoted(name)),
            "write `NAME=value`, the name of letters, digits, _, - and . without spaces",
        ));
    }
}

fn is_service_name(name: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && !name.ends_with('-')
        && name.bytes().all(inner)
}

/// Names Kubernetes takes: a leading `..`, and `.` alone, are a way up a directory.
fn is_env_name(name: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    let starts = name.starts_with(|c: char| !c.is_ascii_digit());
    starts && name.bytes().all(inner) && name != "." && !name.starts_with("..")
}
