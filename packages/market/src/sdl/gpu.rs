//! GPU requirements: how many, and which models will do.

use std::fmt;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::error::{Position, SdlError, Warnings};
use super::quantity;
use super::read::{Entry, Record};
use super::yaml::{Node, Value};

/// The GPUs of a unit. Any one of the models will do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gpu {
    /// GPUs per unit; 0 for none.
    pub units: u32,
    /// Acceptable models, sorted by their requirement key; empty only for no GPU.
    pub models: Vec<GpuModel>,
}

impl Serialize for Gpu {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let keys: Vec<String> = self.models.iter().map(GpuModel::to_string).collect();
        let mut fields = serializer.serialize_struct("Gpu", 2)?;
        fields.serialize_field("units", &self.units)?;
        fields.serialize_field("attributes", &keys)?;
        fields.end()
    }
}

/// One acceptable model. Its text is the requirement key, such as
/// `vendor/nvidia/model/h100/ram/80Gi/interface/sxm`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GpuModel {
    /// Vendor as written, such as `nvidia` or `amd`.
    pub vendor: String,
    /// Model as written; `None` for any model of the vendor.
    pub model: Option<String>,
    /// Memory in GiB, when one is asked for.
    pub ram_gib: Option<u64>,
    /// `pcie` or `sxm` (other vendors have others), when one is asked for.
    pub interface: Option<String>,
}

impl fmt::Display for GpuModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let model = self.model.as_deref().unwrap_or("*");
        write!(f, "vendor/{}/model/{model}", self.vendor)?;
        if let Some(gib) = self.ram_gib {
            write!(f, "/ram/{gib}Gi")?;
        }
        if let Some(interface) = &self.interface {
            write!(f, "/interface/{interface}")?;
        }
        Ok(())
    }
}

/// The gpu section of a profile, before its limits are checked.
#[derive(Clone, Debug)]
pub(super) struct GpuSpec {
    pub(super) at: Position,
    pub(super) units: u64,
    pub(super) models: Vec<GpuModel>,
}

impl GpuSpec {
    pub(super) fn none(at: Position) -> Self {
        Self {
            at,
            units: 0,
            models: Vec::new(),
        }
    }
}

pub(super) fn read(node: &Node, warnings: &mut Warnings) -> Result<GpuSpec, SdlError> {
    let mut spec = GpuSpec::none(node.at);
    match &node.value {
        Value::Map(_) => {}
        Value::List(items) if !items.is_empty() => {
            return Err(node.unexpected(
                "gpu",
                "a mapping",
                "write `units:` and `attributes:` under it",
            ))
        }
        // The official parser takes it so.
        _ => warnings.add(
            node.at,
            "gpu is no mapping and counts as no GPU: write `units:` and `attributes:` under it",
        ),
    }
    for entry in node.raw_entries("gpu", warnings)? {
        match entry.key.as_str() {
            "units" if entry.node.is_null() => {}
            "units" => {
                spec.at = entry.node.at;
                spec.units = quantity::gpu_units(&entry.node, "gpu units")?;
            }
            "attributes" if entry.node.is_null() => spec.models.clear(),
            "attributes" => spec.models = read_attributes(&entry.node, warnings)?,
            other => {
                return Err(SdlError::new(
                    entry.at,
                    format!("gpu has no key `{other}`"),
                    "write `units` and `attributes` here; the model goes under attributes, vendor, nvidia",
                ))
            }
        }
    }
    if spec.units > 0 && spec.models.is_empty() {
        return Err(SdlError::new(
            node.at,
            "gpu asks for units but names no vendor",
            "add `attributes: {vendor: {nvidia: }}` for any NVIDIA model",
        ));
    }
    Ok(spec)
}

fn read_attributes(node: &Node, warnings: &mut Warnings) -> Result<Vec<GpuModel>, SdlError> {
    let mut models = None;
    for entry in node.raw_entries("gpu attributes", warnings)? {
        if entry.key != "vendor" {
            return Err(SdlError::new(
                entry.at,
                format!("gpu has no attribute `{}`", entry.key),
                "write `vendor:` here, the vendor under it, and a list of models under that",
            ));
        }
        models = if entry.node.is_null() {
            None
        } else {
            Some(read_vendors(&entry.node, warnings)?)
        };
    }
    let mut models = models.ok_or_else(|| {
        SdlError::new(
            node.at,
            "gpu attributes name no vendor",
            "write `vendor:` with `nvidia:` under it",
        )
    })?;
    models.sort_by_cached_key(GpuModel::to_string);
    check_keys(&models, node.at)?;
    Ok(models)
}

/// Every vendor is kept: the official parser reads any other than `nvidia` as any NVIDIA model.
fn read_vendors(node: &Node, warnings: &mut Warnings) -> Result<Vec<GpuModel>, SdlError> {
    let vendors = node.entries("gpu vendor", "write `nvidia:` under `vendor:`")?;
    if vendors.is_empty() {
        warnings.add(node.at, "no vendor is named: any NVIDIA model is taken");
        return Ok(vec![any_of("nvidia")]);
    }
    let mut models = Vec::new();
    for vendor in &vendors {
        models.extend(read_models(vendor, warnings)?);
    }
    Ok(models)
}

fn any_of(vendor: &str) -> GpuModel {
    GpuModel {
        vendor: vendor.to_owned(),
        model: None,
        ram_gib: None,
        interface: None,
    }
}

fn read_models(vendor: &Entry, warnings: &mut Warnings) -> Result<Vec<GpuModel>, SdlError> {
    let what = format!("gpu vendor `{}`", vendor.key);
    let hint = "write each model on its own line: `- model: h100`";
    let mut models = Vec::new();
    for item in vendor.node.items(&what, hint)? {
        if !item.is_null() {
            models.push(read_model(item, &vendor.key, warnings)?);
        }
    }
    if models.is_empty() {
        models.push(any_of(&vendor.key));
    }
    Ok(models)
}

fn read_model(node: &Node, vendor: &str, warnings: &mut Warnings) -> Result<GpuModel, SdlError> {
    let record = Record::read(node, "gpu model", &["model", "ram", "interface"], warnings)?;
    let model = match record.get("model") {
        Some(node) => node
            .text("gpu model")?
            .map(|text| text.value)
            .unwrap_or_default(),
        None => {
            warnings.add(
                node.at,
                "this GPU has no model and matches no provider: add `model:`",
            );
            String::new()
        }
    };
    let ram_gib = match record.get("ram") {
        Some(node) => quantity::ram_gib(node, "gpu ram", warnings)?,
        None => None,
    };
    let interface = match record.get("interface") {
        Some(node) => Some(read_interface(node, vendor)?),
        None => None,
    };
    let any = model == "*" && ram_gib.is_none() && interface.is_none();
    Ok(GpuModel {
        vendor: vendor.to_owned(),
        model: (!any).then_some(model),
        ram_gib,
        interface,
    })
}

fn read_interface(node: &Node, vendor: &str) -> Result<String, SdlError> {
    let text = node.raw();
    let fits = match vendor {
        "nvidia" => matches!(text, "pcie" | "sxm"),
        _ => !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric()),
    };
    if fits {
        return Ok(text.to_owned());
    }
    let lower = text.to_ascii_lowercase();
    let hint = if lower.starts_with("sxm") {
        "write sxm"
    } else if lower.starts_with("pci") {
        "write pcie"
    } else {
        "write pcie or sxm, or leave it out for either"
    };
    Err(node.unexpected("gpu interface", "pcie or sxm", hint))
}

fn check_keys(models: &[GpuModel], at: Position) -> Result<(), SdlError> {
    let mut previous = String::new();
    for model in models {
        let key = model.to_string();
        if key == previous {
            return Err(SdlError::new(
                at,
                format!("GPU `{key}` is listed twice"),
                "remove one of the two",
            ));
        }
        if !is_requirement_key(&key) {
            return Err(SdlError::new(
                at,
                format!("GPU `{key}` is no requirement a provider can meet"),
                "use letters, digits, `-`, `_` and `.` in a model, in all at most 128; `*` only alone",
            ));
        }
        previous = key;
    }
    Ok(())
}

/// `^[a-zA-Z][\w/.-]{1,126}[\w*]?$`, the keys Akash's chain accepts.
fn is_requirement_key(key: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let inner = |c: char| word(c) || matches!(c, '/' | '.' | '-');
    let body = key.strip_suffix('*').unwrap_or(key);
    let starts = key.starts_with(|c: char| c.is_ascii_alphabetic());
    // A last character that is neither a word character nor `*` belongs to the inner 126.
    let longest = if body.ends_with(word) || body.len() < key.len() {
        128
    } else {
        127
    };
    starts && body.len() >= 2 && body.chars().all(inner) && key.len() <= longest
}
