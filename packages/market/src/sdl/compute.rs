//! Compute profiles: what one unit of a service needs.

use super::error::{Position, SdlError};
use super::findings::{Findings, Found};
use super::gpu::{self, GpuSpec};
use super::habits;
use super::levels;
use super::quantity;
use super::read::{written, Entry, NOTHING};
use super::record::Record;
use super::storage::{self, VolumeSpec};
use super::yaml::{Node, Value};
use crate::text::quoted;

/// A compute profile; its limits are checked only where a deployment uses it.
#[derive(Clone, Debug)]
pub(super) struct Compute {
    pub(super) at: Position,
    pub(super) resources: Found<Resources>,
    /// That `resources` was left out, if so it seems.
    pub(super) left_out: Option<SdlError>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Resources {
    pub(super) at: Position,
    pub(super) cpu: Found<Cpu>,
    pub(super) gpu: Found<GpuSpec>,
    pub(super) memory: Found<Memory>,
    pub(super) storage: Found<Vec<VolumeSpec>>,
}

impl Resources {
    /// Whether everything a unit needs is written, and right by itself.
    pub(super) fn is_whole(&self) -> bool {
        let Self {
            cpu: Found::This(_),
            gpu: Found::This(_) | Found::Nothing,
            memory: Found::This(_),
            storage: Found::This(_),
            ..
        } = self
        else {
            return false;
        };
        true
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cpu {
    pub(super) at: Position,
    pub(super) written: String,
    pub(super) milli: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Memory {
    pub(super) at: Position,
    pub(super) written: String,
    pub(super) bytes: u64,
}

pub(super) fn read(node: &Node, at: Position, name: &str, out: &mut Findings) -> Option<Compute> {
    let what = format!("compute profile {}", quoted(name));
    let levels = [levels::RESOURCES_KEY];
    let record = Record::read_below(node, &what, &["resources"], &levels, out)?;
    let resources = record.part("resources", out, |node, out| {
        read_resources(node, &what, out)
    });
    Some(Compute {
        at,
        resources,
        left_out: record.left_out,
    })
}

fn read_resources(node: &Node, what: &str, out: &mut Findings) -> Found<Resources> {
    let known = ["cpu", "gpu", "memory", "storage"];
    let Some(record) = Record::read(node, &format!("{what}, resources"), &known, out) else {
        return Found::Wrong;
    };
    Found::This(Resources {
        at: node.at,
        cpu: record.part("cpu", out, read_cpu),
        gpu: record.part("gpu", out, gpu::read),
        memory: record.part("memory", out, read_memory),
        storage: record.part("storage", out, storage::read),
    })
}

fn read_cpu(node: &Node, out: &mut Findings) -> Found<Cpu> {
    if !matches!(node.value, Value::Map(_)) {
        out.error(node.unexpected("cpu", "a mapping", "write `units: 1` under `cpu:`"));
        return Found::Wrong;
    }
    let mark = out.mark();
    let mut cpu = Cpu {
        at: node.at,
        written: NOTHING.to_owned(),
        milli: 0,
    };
    for entry in node.raw_entries("cpu", out) {
        match entry.key.as_str() {
            "units" if entry.node.is_null() => {}
            "units" => {
                cpu.at = entry.node.at;
                cpu.written = written(&entry.node);
                let milli = quantity::cpu(&entry.node, "cpu units", out);
                cpu.milli = out.keep(milli).unwrap_or_default();
            }
            "attributes" => check_cpu_attributes(&entry.node, out),
            _ => refuse_key(&entry, out),
        }
    }
    out.unless_wrong(mark, cpu)
}

fn refuse_key(entry: &Entry, out: &mut Findings) {
    let hint = habits::or_meant(
        &entry.key,
        &["units", "attributes"],
        "write `units` and, if needed, `attributes`, here",
    );
    let message = format!("cpu has no key {}", quoted(&entry.key));
    out.error(SdlError::new(entry.at, message, hint));
}

/// The architecture is the only attribute, and no provider publishes it.
fn check_cpu_attributes(node: &Node, out: &mut Findings) {
    for entry in node.raw_entries("cpu attributes", out) {
        if entry.key != "arch" {
            out.error(SdlError::new(
                entry.at,
                format!("cpu has no attribute {}", quoted(&entry.key)),
                "remove it: `arch` is the only one",
            ));
            continue;
        }
        out.keep(entry.node.text("cpu attribute `arch`"));
        out.warn(
            entry.at,
            "cpu attribute `arch` is not used: providers are not matched by it",
        );
    }
}

fn read_memory(node: &Node, out: &mut Findings) -> Found<Memory> {
    let mark = out.mark();
    let Some(record) = Record::read(node, "memory", &["size"], out) else {
        return Found::Wrong;
    };
    let mut memory = Memory {
        at: node.at,
        written: NOTHING.to_owned(),
        bytes: 0,
    };
    if let Some(size) = record.get("size") {
        memory.at = size.at;
        memory.written = written(size);
        memory.bytes = out
            .keep(quantity::bytes(size, "memory size"))
            .unwrap_or_default();
    }
    out.unless_wrong(mark, memory)
}
