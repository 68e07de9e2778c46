//! Compute profiles: what one unit of a service needs.

use super::error::{Position, SdlError, Warnings};
use super::gpu::{self, GpuSpec};
use super::quantity;
use super::read::Record;
use super::storage::{self, VolumeSpec};
use super::yaml::{Node, Value};

/// A compute profile; its limits are checked only where a deployment uses it.
#[derive(Clone, Debug)]
pub(super) struct Compute {
    pub(super) at: Position,
    pub(super) resources: Option<Resources>,
}

#[derive(Clone, Debug)]
pub(super) struct Resources {
    pub(super) at: Position,
    pub(super) cpu: Option<Cpu>,
    pub(super) gpu: GpuSpec,
    pub(super) memory: Option<Memory>,
    pub(super) storage: Vec<VolumeSpec>,
}

#[derive(Clone, Debug)]
pub(super) struct Cpu {
    pub(super) at: Position,
    pub(super) milli: u64,
}

#[derive(Clone, Debug)]
pub(super) struct Memory {
    pub(super) at: Position,
    pub(super) bytes: u64,
}

pub(super) fn read(
    node: &Node,
    at: Position,
    name: &str,
    warnings: &mut Warnings,
) -> Result<Compute, SdlError> {
    let what = format!("compute profile `{name}`");
    let record = Record::read(node, &what, &["resources"], warnings)?;
    let resources = match record.get("resources") {
        Some(node) => Some(read_resources(node, &what, warnings)?),
        None => None,
    };
    Ok(Compute { at, resources })
}

fn read_resources(node: &Node, what: &str, warnings: &mut Warnings) -> Result<Resources, SdlError> {
    let known = ["cpu", "gpu", "memory", "storage"];
    let record = Record::read(node, &format!("{what}, resources"), &known, warnings)?;
    let cpu = match record.get("cpu") {
        Some(node) => Some(read_cpu(node, warnings)?),
        None => None,
    };
    let gpu = match record.get("gpu") {
        Some(node) => gpu::read(node, warnings)?,
        None => GpuSpec::none(node.at),
    };
    let memory = match record.get("memory") {
        Some(node) => Some(read_memory(node, warnings)?),
        None => None,
    };
    let storage = match record.get("storage") {
        Some(node) => storage::read(node, warnings)?,
        None => Vec::new(),
    };
    Ok(Resources {
        at: node.at,
        cpu,
        gpu,
        memory,
        storage,
    })
}

fn read_cpu(node: &Node, warnings: &mut Warnings) -> Result<Cpu, SdlError> {
    if !matches!(node.value, Value::Map(_)) {
        return Err(node.unexpected("cpu", "a mapping", "write `units: 1` under `cpu:`"));
    }
    let mut cpu = Cpu {
        at: node.at,
        milli: 0,
    };
    for entry in node.raw_entries("cpu", warnings)? {
        match entry.key.as_str() {
            "units" if entry.node.is_null() => {}
            "units" => {
                cpu.at = entry.node.at;
                cpu.milli = quantity::cpu(&entry.node, "cpu units", warnings)?;
            }
            "attributes" => read_cpu_attributes(&entry.node, warnings)?,
            other => {
                return Err(SdlError::new(
                    entry.at,
                    format!("cpu has no key `{other}`"),
                    "write `units` and, if needed, `attributes`, here",
                ))
            }
        }
    }
    Ok(cpu)
}

/// The architecture is the only attribute, and no provider publishes it.
fn read_cpu_attributes(node: &Node, warnings: &mut Warnings) -> Result<(), SdlError> {
    for entry in node.raw_entries("cpu attributes", warnings)? {
        if entry.key != "arch" {
            return Err(SdlError::new(
                entry.at,
                format!("cpu has no attribute `{}`", entry.key),
                "remove it: `arch` is the only one",
            ));
        }
        entry.node.text("cpu attribute `arch`")?;
        warnings.add(
            entry.at,
            "cpu attribute `arch` is not used: providers are not matched by it",
        );
    }
    Ok(())
}

fn read_memory(node: &Node, warnings: &mut Warnings) -> Result<Memory, SdlError> {
    let record = Record::read(node, "memory", &["size"], warnings)?;
    match record.get("size") {
        Some(size) => Ok(Memory {
            at: size.at,
            bytes: quantity::bytes(size, "memory size")?,
        }),
        None => Ok(Memory {
            at: node.at,
            bytes: 0,
        }),
    }
}
