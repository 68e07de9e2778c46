//! Volumes of a compute profile.

use std::collections::HashSet;

use super::error::{Position, SdlError};
use super::findings::{Findings, Found};
use super::habits;
use super::quantity;
use super::read::{written, Entry, NOTHING};
use super::record::Record;
use super::yaml::{Node, Value};
use crate::text::quoted;

const CLASSES: [&str; 5] = ["default", "beta1", "beta2", "beta3", "ram"];

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct VolumeSpec {
    pub(super) at: Position,
    pub(super) written: String,
    pub(super) name: String,
    pub(super) bytes: u64,
    pub(super) class: Option<String>,
    pub(super) persistent: bool,
}

/// One mapping, whose volume is always called `default`, or a list of them; by name.
pub(super) fn read(node: &Node, out: &mut Findings) -> Found<Vec<VolumeSpec>> {
    let mark = out.mark();
    let mut volumes = match &node.value {
        Value::Map(_) => read_single(node, out).into_iter().collect(),
        Value::List(items) => items
            .iter()
            .filter_map(|item| read_volume(item, out))
            .collect(),
        Value::Scalar(_) => {
            let hint = "write the size under it: `size: 1Gi`";
            out.error(node.unexpected("storage", "a mapping or a list of mappings", hint));
            Vec::new()
        }
    };
    let mut names = HashSet::new();
    for volume in &volumes {
        if !names.insert(volume.name.as_str()) {
            out.error(SdlError::new(
                volume.at,
                format!("two volumes are named {}", quoted(&volume.name)),
                "give each volume its own `name` (one without a name is `default`)",
            ));
        }
    }
    volumes.sort_by(|a: &VolumeSpec, b| a.name.cmp(&b.name));
    out.unless_wrong(mark, volumes)
}

fn read_single(node: &Node, out: &mut Findings) -> Option<VolumeSpec> {
    let mut volume = read_volume(node, out)?;
    if volume.name != "default" {
        out.warn(
            node.at,
            "a single volume is always named `default`: make storage a list to name it",
        );
        "default".clone_into(&mut volume.name);
    }
    Some(volume)
}

fn read_volume(node: &Node, out: &mut Findings) -> Option<VolumeSpec> {
    let record = Record::read(node, "storage", &["name", "size", "attributes"], out)?;
    let name = record.text("name", "volume name", out).this();
    let mut volume = VolumeSpec {
        at: node.at,
        written: NOTHING.to_owned(),
        name: name
            .map(|text| text.value)
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| "default".to_owned()),
        bytes: 0,
        class: None,
        persistent: false,
    };
    if let Some(size) = record.get("size") {
        volume.at = size.at;
        volume.written = written(size);
        volume.bytes = out
            .keep(quantity::bytes(size, "volume size"))
            .unwrap_or_default();
    }
    if let Some(attributes) = record.get("attributes") {
        read_attributes(attributes, &mut volume, out);
    }
    Some(volume)
}

/// Attributes as text. Where the official parser tells `no` from `false`, so does this: only exactly
/// `true` and `false` take part in the class rules.
#[derive(Default)]
struct Attributes {
    persistent: Option<(Position, String)>,
    class: Option<(Position, String)>,
}

fn read_attributes(node: &Node, volume: &mut VolumeSpec, out: &mut Findings) {
    let hint = "write `persistent: true` and `class: beta3` under it";
    let Some(entries) = node.entries("storage attributes", hint, out) else {
        return;
    };
    let mark = out.mark();
    let mut attributes = Attributes::default();
    for entry in &entries {
        let what = format!("storage attribute {}", quoted(&entry.key));
        let Some(text) = out.keep(entry.node.text(&what)) else {
            continue;
        };
        let value = text.map(|text| text.value).unwrap_or_default();
        match entry.key.as_str() {
            "persistent" => attributes.persistent = Some((entry.node.at, value)),
            "class" => attributes.class = Some((entry.node.at, value)),
            _ => refuse_attribute(entry, out),
        }
    }
    if let Found::This(attributes) = out.unless_wrong(mark, attributes) {
        let class = attributes.apply(volume);
        volume.class = out.keep(class).flatten();
    }
}

fn refuse_attribute(entry: &Entry, out: &mut Findings) {
    let hint = habits::or_meant(
        &entry.key,
        &["persistent", "class"],
        "only `persistent` and `class` are known; a mount path goes under the service's params",
    );
    let message = format!("a volume has no attribute {}", quoted(&entry.key));
    out.error(SdlError::new(entry.at, message, hint));
}

impl Attributes {
    /// Sets whether the volume is persistent, and gives its class.
    fn apply(self, volume: &mut VolumeSpec) -> Result<Option<String>, SdlError> {
        let persistent = match &self.persistent {
            Some((at, text)) => {
                volume.persistent = read_persistent(text, *at)?;
                text.as_str()
            }
            None => "false",
        };
        match self.class {
            Some((at, class)) if !class.is_empty() || persistent != "true" => {
                read_class(class, persistent, at).map(Some)
            }
            _ => Ok((persistent == "true").then(|| "default".to_owned())),
        }
    }
}

fn read_persistent(text: &str, at: Position) -> Result<bool, SdlError> {
    match text {
        "true" | "on" | "yes" => Ok(true),
        "false" | "off" | "no" => Ok(false),
        other => Err(SdlError::new(
            at,
            format!(
                "storage attribute `persistent` must be true or false, not {}",
                quoted(other)
            ),
            "write `persistent: true` in lower case",
        )),
    }
}

fn read_class(class: String, persistent: &str, at: Position) -> Result<String, SdlError> {
    if !CLASSES.contains(&class.as_str()) {
        return Err(SdlError::new(
            at,
            format!("there is no storage class {}", quoted(&class)),
            "write beta1 (hard disk), beta2 (SSD), beta3 (NVMe), default or ram",
        ));
    }
    if class == "ram" && persistent != "false" {
        return Err(SdlError::new(
            at,
            "a volume of class ram cannot be persistent",
            "write `persistent: false`, or a disk class such as beta3",
        ));
    }
    if class != "ram" && persistent == "false" {
        return Err(SdlError::new(
            at,
            format!("a volume of class {class} must be persistent"),
            "add `persistent: true`, or remove the class for a volume that is lost with the container",
        ));
    }
    Ok(class)
}
