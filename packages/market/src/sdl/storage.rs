//! Volumes of a compute profile.

use std::collections::HashSet;

use super::error::{Position, SdlError, Warnings};
use super::quantity;
use super::read::Record;
use super::yaml::{Node, Value};

const CLASSES: [&str; 5] = ["default", "beta1", "beta2", "beta3", "ram"];

#[derive(Clone, Debug)]
pub(super) struct VolumeSpec {
    pub(super) at: Position,
    pub(super) name: String,
    pub(super) bytes: u64,
    pub(super) class: Option<String>,
    pub(super) persistent: bool,
}

/// One mapping, whose volume is always called `default`, or a list of them; by name.
pub(super) fn read(node: &Node, warnings: &mut Warnings) -> Result<Vec<VolumeSpec>, SdlError> {
    let mut volumes = Vec::new();
    match &node.value {
        Value::Map(_) => {
            let mut volume = read_volume(node, warnings)?;
            if volume.name != "default" {
                warnings.add(
                    node.at,
                    "a single volume is always named `default`: make storage a list to name it",
                );
                "default".clone_into(&mut volume.name);
            }
            volumes.push(volume);
        }
        Value::List(items) => {
            for item in items {
                volumes.push(read_volume(item, warnings)?);
            }
        }
        Value::Scalar(_) => {
            let hint = "write the size under it: `size: 1Gi`";
            return Err(node.unexpected("storage", "a mapping or a list of mappings", hint));
        }
    }
    let mut names = HashSet::new();
    for volume in &volumes {
        if !names.insert(volume.name.clone()) {
            return Err(SdlError::new(
                volume.at,
                format!("two volumes are named `{}`", volume.name),
                "give each volume its own `name` (one without a name is `default`)",
            ));
        }
    }
    volumes.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(volumes)
}

fn read_volume(node: &Node, warnings: &mut Warnings) -> Result<VolumeSpec, SdlError> {
    let record = Record::read(node, "storage", &["name", "size", "attributes"], warnings)?;
    let name = match record.get("name") {
        Some(node) => node.text("volume name")?.map(|text| text.value),
        None => None,
    };
    let mut volume = VolumeSpec {
        at: node.at,
        name: name
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| "default".to_owned()),
        bytes: 0,
        class: None,
        persistent: false,
    };
    if let Some(size) = record.get("size") {
        volume.at = size.at;
        volume.bytes = quantity::bytes(size, "volume size")?;
    }
    if let Some(attributes) = record.get("attributes") {
        read_attributes(attributes, &mut volume)?;
    }
    Ok(volume)
}

/// Where the official parser tells `no` from `false`, so does this: only exactly `true` and
/// `false` take part in the class rules.
fn read_attributes(node: &Node, volume: &mut VolumeSpec) -> Result<(), SdlError> {
    let mut persistent = "false".to_owned();
    let mut persistent_at = node.at;
    let mut class = String::new();
    let mut class_at = None;
    for entry in node.entries(
        "storage attributes",
        "write `persistent: true` and `class: beta3` under it",
    )? {
        let what = format!("storage attribute `{}`", entry.key);
        let text = entry
            .node
            .text(&what)?
            .map(|text| text.value)
            .unwrap_or_default();
        match entry.key.as_str() {
            "persistent" => {
                persistent = text;
                persistent_at = entry.node.at;
            }
            "class" => {
                class = text;
                class_at = Some(entry.node.at);
            }
            other => {
                return Err(SdlError::new(
                    entry.at,
                    format!("a volume has no attribute `{other}`"),
                    "only `persistent` and `class` are known; a mount path goes under the service's params",
                ))
            }
        }
    }
    volume.persistent = read_persistent(&persistent, persistent_at)?;
    volume.class = match class_at {
        Some(at) if !class.is_empty() || persistent != "true" => {
            Some(read_class(class, &persistent, at)?)
        }
        _ => (persistent == "true").then(|| "default".to_owned()),
    };
    Ok(())
}

fn read_persistent(text: &str, at: Position) -> Result<bool, SdlError> {
    match text {
        "true" | "on" | "yes" => Ok(true),
        "false" | "off" | "no" => Ok(false),
        other => Err(SdlError::new(
            at,
            format!("storage attribute `persistent` must be true or false, not `{other}`"),
            "write `persistent: true` in lower case",
        )),
    }
}

fn read_class(class: String, persistent: &str, at: Position) -> Result<String, SdlError> {
    if !CLASSES.contains(&class.as_str()) {
        return Err(SdlError::new(
            at,
            format!("there is no storage class `{class}`"),
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
