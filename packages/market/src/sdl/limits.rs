//! What one deployment may ask for: the official limits, which its chain enforces too.

use super::compute::Resources;
use super::decimal::Decimal;
use super::error::{Position, SdlError};

/// Least CPU of a unit, in thousandths of a core.
pub const MIN_CPU_MILLI: u64 = 10;
/// Most CPU of a unit, in thousandths of a core.
pub const MAX_CPU_MILLI: u64 = 384_000;
/// Most GPUs of a unit.
pub const MAX_GPUS: u64 = 24;
/// Least memory of a unit, in bytes (1Mi).
pub const MIN_MEMORY: u64 = 1 << 20;
/// Most memory of a unit, in bytes (2Ti).
pub const MAX_MEMORY: u64 = 2 << 40;
/// Smallest volume, in bytes (5Mi).
pub const MIN_VOLUME: u64 = 5 << 20;
/// Largest volume, in bytes (32Ti).
pub const MAX_VOLUME: u64 = 32 << 40;
/// Highest price of a unit per block, in the denom written.
pub const MAX_PRICE: Decimal = Decimal::from_atomics(10_000_000 * 1_000_000_000_000_000_000);
/// Most CPU of a group, in thousandths of a core.
pub const MAX_GROUP_CPU_MILLI: u128 = 19_200_000;
/// Most GPUs of a group.
pub const MAX_GROUP_GPUS: u128 = 1_200;
/// Most memory of a group, in bytes (100Ti).
pub const MAX_GROUP_MEMORY: u128 = 100 << 40;

/// A unit of a deployed service is complete and within limits.
pub(super) fn check_unit(resources: &Resources, profile: &str) -> Result<(), SdlError> {
    let missing = |what: &str, hint: &str| {
        SdlError::new(
            resources.at,
            format!("compute profile `{profile}` has no {what}"),
            hint,
        )
    };
    let cpu = resources
        .cpu
        .as_ref()
        .ok_or_else(|| missing("cpu", "add `cpu:` with `units: 1` under it"))?;
    within(
        cpu.at,
        cpu.milli,
        MIN_CPU_MILLI,
        MAX_CPU_MILLI,
        "cpu",
        "write between 10m and 384 cores",
    )?;
    check_gpu(resources, profile)?;
    let memory = resources
        .memory
        .as_ref()
        .ok_or_else(|| missing("memory", "add `memory:` with `size: 1Gi` under it"))?;
    within(
        memory.at,
        memory.bytes,
        MIN_MEMORY,
        MAX_MEMORY,
        "memory",
        "write between 1Mi and 2Ti",
    )?;
    if resources.storage.is_empty() {
        return Err(missing(
            "storage",
            "add `storage:` with `size: 1Gi` under it",
        ));
    }
    for volume in &resources.storage {
        let what = format!("volume `{}`", volume.name);
        within(
            volume.at,
            volume.bytes,
            MIN_VOLUME,
            MAX_VOLUME,
            &what,
            "write between 5Mi and 32Ti",
        )?;
    }
    Ok(())
}

fn check_gpu(resources: &Resources, profile: &str) -> Result<(), SdlError> {
    let gpu = &resources.gpu;
    within(
        gpu.at,
        gpu.units,
        0,
        MAX_GPUS,
        "gpu units",
        "write at most 24 GPUs for one service",
    )?;
    if gpu.units == 0 && !gpu.models.is_empty() {
        return Err(SdlError::new(
            gpu.at,
            format!("compute profile `{profile}` lists GPU models but asks for 0 GPUs"),
            "write `units: 1`, or remove the gpu section",
        ));
    }
    Ok(())
}

fn within(
    at: Position,
    value: u64,
    least: u64,
    most: u64,
    what: &str,
    hint: &str,
) -> Result<(), SdlError> {
    if (least..=most).contains(&value) {
        return Ok(());
    }
    let side = if value < least {
        "below the least"
    } else {
        "above the most"
    };
    let message = format!("{what} of {value} is {side} a unit may ask for ({least} to {most})");
    Err(SdlError::new(at, message, hint))
}

/// Sums over a group, each unit times its count.
#[derive(Debug, Default)]
pub(super) struct Totals {
    cpu: u128,
    gpus: u128,
    memory: u128,
}

impl Totals {
    pub(super) fn add(&mut self, resources: &Resources, count: u32) {
        let add = |total: &mut u128, value: u64| {
            *total = total.saturating_add(u128::from(value).saturating_mul(u128::from(count)));
        };
        add(
            &mut self.cpu,
            resources.cpu.as_ref().map_or(0, |cpu| cpu.milli),
        );
        add(&mut self.gpus, resources.gpu.units);
        add(
            &mut self.memory,
            resources.memory.as_ref().map_or(0, |memory| memory.bytes),
        );
    }

    pub(super) fn check(&self, at: Position, group: &str) -> Result<(), SdlError> {
        if self.cpu == 0 || self.memory == 0 {
            return Err(SdlError::new(
                at,
                format!("group `{group}` asks for nothing: every count is 0"),
                "write `count: 1` for at least one of its services",
            ));
        }
        let over = |what: &str, value: u128, most: u128| {
            SdlError::new(
                at,
                format!("group `{group}` asks for {value} {what} in all, more than {most}"),
                "lower the counts, or split the services over several deployments",
            )
        };
        if self.cpu > MAX_GROUP_CPU_MILLI {
            return Err(over("thousandths of a core", self.cpu, MAX_GROUP_CPU_MILLI));
        }
        if self.gpus > MAX_GROUP_GPUS {
            return Err(over("GPUs", self.gpus, MAX_GROUP_GPUS));
        }
        if self.memory > MAX_GROUP_MEMORY {
            return Err(over("bytes of memory", self.memory, MAX_GROUP_MEMORY));
        }
        Ok(())
    }
}
