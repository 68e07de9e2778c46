//! GPU requirements: how many, and which models will do.

use std::fmt;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::error::{Position, SdlError};
use super::findings::{Findings, Found};
use super::habits;
use super::quantity;
use super::read::Entry;
use super::record::Record;
use super::yaml::{Node, Value};
use crate::text::{quoted, shortened, LONGEST_NAME};

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

impl GpuModel {
    /// The way a file says it, fit to be printed: `nvidia: {model: a100, ram: 80Gi}`.
    pub fn written(&self) -> String {
        let text = |text: &str| shortened(text, LONGEST_NAME);
        let model = self
            .model
            .as_deref()
            .map(|model| format!("model: {}", text(model)));
        let ram = self.ram_gib.map(|gib| format!("ram: {gib}Gi"));
        let interface = self.interface.as_deref();
        let interface = interface.map(|interface| format!("interface: {}", text(interface)));
        let said: Vec<String> = [model, ram, interface].into_iter().flatten().collect();
        if said.is_empty() {
            format!("{}:", text(&self.vendor))
        } else {
            format!("{}: {{{}}}", text(&self.vendor), said.join(", "))
        }
    }
}

/// The gpu section of a profile, before its limits are checked.
#[derive(Clone, Debug, PartialEq, Eq)]
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

pub(super) fn read(node: &Node, out: &mut Findings) -> Found<GpuSpec> {
    let mark = out.mark();
    let mut spec = GpuSpec::none(node.at);
    match &node.value {
        Value::Map(_) => {}
        Value::List(items) if !items.is_empty() => {
            let hint = "write `units:` and `attributes:` under it";
            out.error(node.unexpected("gpu", "a mapping", hint));
        }
        // The official parser takes it so.
        _ => out.warn(
            node.at,
            "gpu is no mapping and counts as no GPU: write `units:` and `attributes:` under it",
        ),
    }
    for entry in node.raw_entries("gpu", out) {
        match entry.key.as_str() {
            "units" if entry.node.is_null() => {}
            "units" => {
                spec.at = entry.node.at;
                let units = quantity::gpu_units(&entry.node, "gpu units");
                spec.units = out.keep(units).unwrap_or_default();
            }
            "attributes" if entry.node.is_null() => spec.models.clear(),
            "attributes" => spec.models = read_attributes(&entry.node, out),
            _ => refuse_key(&entry, out),
        }
    }
    let spec = out.unless_wrong(mark, spec);
    if let Found::This(GpuSpec {
        units: 1.., models, ..
    }) = &spec
    {
        if models.is_empty() {
            out.error(SdlError::new(
                node.at,
                "gpu asks for units but names no vendor",
                "add `attributes: {vendor: {nvidia: }}` for any NVIDIA model",
            ));
            return Found::Wrong;
        }
    }
    spec
}

fn refuse_key(entry: &Entry, out: &mut Findings) {
    let hint = habits::or_meant(
        &entry.key,
        &["units", "attributes"],
        "write `units` and `attributes` here; the model goes under attributes, vendor, nvidia",
    );
    let message = format!("gpu has no key {}", quoted(&entry.key));
    out.error(SdlError::new(entry.at, message, hint));
}

/// Vendors that make the GPUs people rent; any other is kept too.
const VENDORS: [&str; 3] = ["nvidia", "amd", "intel"];

fn read_attributes(node: &Node, out: &mut Findings) -> Vec<GpuModel> {
    let mark = out.mark();
    let mut models = None;
    for entry in node.raw_entries("gpu attributes", out) {
        match entry.key.as_str() {
            "vendor" if entry.node.is_null() => models = None,
            "vendor" => models = Some(read_vendors(&entry.node, out)),
            _ => refuse_attribute(&entry, out),
        }
    }
    let Found::This(models) = out.unless_wrong(mark, models) else {
        return Vec::new();
    };
    let Some(mut models) = models else {
        out.error(SdlError::new(
            node.at,
            "gpu attributes name no vendor",
            "write `vendor:` with `nvidia:` under it",
        ));
        return Vec::new();
    };
    models.sort_by_cached_key(GpuModel::to_string);
    check_keys(&models, node.at, out);
    models
}

fn refuse_attribute(entry: &Entry, out: &mut Findings) {
    let hint = if VENDORS.contains(&entry.key.as_str()) {
        "write `vendor:` above it, and indent it under that".to_owned()
    } else {
        habits::or_meant(
            &entry.key,
            &["vendor"],
            "write `vendor:` here, the vendor under it, and a list of models under that",
        )
    };
    let message = format!("gpu has no attribute {}", quoted(&entry.key));
    out.error(SdlError::new(entry.at, message, hint));
}

/// Every vendor is kept: the official parser reads any other than `nvidia` as any NVIDIA model.
fn read_vendors(node: &Node, out: &mut Findings) -> Vec<GpuModel> {
    let hint = "write `nvidia:` under `vendor:`";
    let vendors = node.entries("gpu vendor", hint, out).unwrap_or_default();
    if vendors.is_empty() {
        out.warn(node.at, "no vendor is named: any NVIDIA model is taken");
        return vec![any_of("nvidia")];
    }
    let mut models = Vec::new();
    for vendor in &vendors {
        let name = vendor.key.as_str();
        if let Some(near) = habits::meant(name, VENDORS).filter(|_| !VENDORS.contains(&name)) {
            let name = quoted(name);
            out.warn(
                vendor.at,
                format!("gpu vendor {name} is kept as written: {near}"),
            );
        }
        models.extend(read_models(vendor, out));
    }
    models
}

fn any_of(vendor: &str) -> GpuModel {
    GpuModel {
        vendor: vendor.to_owned(),
        model: None,
        ram_gib: None,
        interface: None,
    }
}

fn read_models(vendor: &Entry, out: &mut Findings) -> Vec<GpuModel> {
    let what = format!("gpu vendor {}", quoted(&vendor.key));
    let hint = if MODEL_KEYS.contains(&vendor.key.as_str()) {
        "a vendor's name belongs here: write `nvidia:` above it, and under that `- model: h100`"
    } else {
        "write each model on its own line: `- model: h100`"
    };
    let items = out.keep(vendor.node.items(&what, hint)).unwrap_or_default();
    let mut models: Vec<GpuModel> = items
        .iter()
        .filter(|item| !item.is_null())
        .filter_map(|item| read_model(item, &vendor.key, out))
        .collect();
    if models.is_empty() {
        models.push(any_of(&vendor.key));
    }
    models
}

const MODEL_KEYS: [&str; 3] = ["model", "ram", "interface"];

fn read_model(node: &Node, vendor: &str, out: &mut Findings) -> Option<GpuModel> {
    let record = Record::read(node, "gpu model", &MODEL_KEYS, out)?;
    if record.get("model").is_none() {
        out.warn(
            node.at,
            "this GPU has no model and matches no provider: add `model:`",
        );
    }
    let model = record.text("model", "gpu model", out).this();
    let model = model.map(|text| text.value).unwrap_or_default();
    let ram_gib = record
        .get("ram")
        .map(|node| quantity::ram_gib(node, "gpu ram", out));
    let ram_gib = ram_gib.and_then(|ram| out.keep(ram)).flatten();
    let interface = record
        .get("interface")
        .map(|node| read_interface(node, vendor));
    let interface = interface.and_then(|interface| out.keep(interface));
    let any = model == "*" && ram_gib.is_none() && interface.is_none();
    Some(GpuModel {
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

fn check_keys(models: &[GpuModel], at: Position, out: &mut Findings) {
    let mut previous = String::new();
    for model in models {
        let key = model.to_string();
        if key == previous {
            out.error(SdlError::new(
                at,
                format!("GPU `{}` is listed twice", model.written()),
                "remove one of the two",
            ));
        }
        if !is_requirement_key(&key) {
            out.error(SdlError::new(
                at,
                format!("GPU `{}` is no requirement a provider can meet", model.written()),
                "use letters, digits, `-`, `_` and `.` in a model, in all at most 128; `*` only alone",
            ));
        }
        previous = key;
    }
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
