//! What one deployment may ask for: the official limits, which its chain enforces too.

use super::compute::Resources;
use super::decimal::Decimal;
use super::error::{Position, SdlError};
use super::findings::{Findings, Found};
use super::gpu::GpuSpec;
use super::model::Resource;
use crate::text::quoted;

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
pub(super) fn check_unit(resources: &Resources, profile: &str, out: &mut Findings) {
    let missing = |what: &str, hint: &str| {
        let profile = quoted(profile);
        let message = format!("compute profile {profile} has no {what}");
        SdlError::new(resources.at, message, hint)
    };
    match &resources.cpu {
        Found::Wrong => {}
        Found::Nothing => out.error(missing("cpu", "add `cpu:` with `units: 1` under it")),
        Found::This(cpu) => CPU.check(cpu.at, cpu.milli, &format!("cpu of `{}`", cpu.written), out),
    }
    if let Found::This(gpu) = &resources.gpu {
        check_gpu(gpu, profile, out);
    }
    match &resources.memory {
        Found::Wrong => {}
        Found::Nothing => out.error(missing("memory", "add `memory:` with `size: 1Gi` under it")),
        Found::This(memory) => MEMORY.check(
            memory.at,
            memory.bytes,
            &format!("memory of `{}`", memory.written),
            out,
        ),
    }
    match resources.storage.as_ref().map(Vec::as_slice) {
        Found::This([]) | Found::Nothing => {
            out.error(missing(
                "storage",
                "add `storage:` with `size: 1Gi` under it",
            ));
        }
        Found::Wrong => {}
        Found::This(volumes) => volumes.iter().for_each(|volume| {
            let what = format!("volume {} of `{}`", quoted(&volume.name), volume.written);
            VOLUME.check(volume.at, volume.bytes, &what, out);
        }),
    }
}

/// What a unit may ask for of one kind.
struct Range {
    least: u64,
    most: u64,
    hint: &'static str,
}

const CPU: Range = Range {
    least: MIN_CPU_MILLI,
    most: MAX_CPU_MILLI,
    hint: "write between 10m and 384 cores",
};

const GPUS: Range = Range {
    least: 0,
    most: MAX_GPUS,
    hint: "write at most 24 GPUs for one service",
};

const MEMORY: Range = Range {
    least: MIN_MEMORY,
    most: MAX_MEMORY,
    hint: "write between 1Mi and 2Ti",
};

const VOLUME: Range = Range {
    least: MIN_VOLUME,
    most: MAX_VOLUME,
    hint: "write between 5Mi and 32Ti",
};

impl Range {
    fn check(&self, at: Position, value: u64, what: &str, out: &mut Findings) {
        let side = match value {
            value if value < self.least => "less than a unit may ask for",
            value if value > self.most => "more than a unit may ask for",
            _ => return,
        };
        let message = format!("{what} is {side}");
        out.error(SdlError::new(at, message, self.hint));
    }
}

fn check_gpu(gpu: &GpuSpec, profile: &str, out: &mut Findings) {
    GPUS.check(
        gpu.at,
        gpu.units,
        &format!("gpu of {} units", gpu.units),
        out,
    );
    if gpu.units == 0 && !gpu.models.is_empty() {
        let profile = quoted(profile);
        out.error(SdlError::new(
            gpu.at,
            format!("compute profile {profile} lists GPU models but asks for 0 GPUs"),
            "write `units: 1`, or remove the gpu section",
        ));
    }
}

/// Sums over a group, each unit times its count.
#[derive(Debug, Default)]
pub(super) struct Totals {
    cpu: u128,
    gpus: u128,
    memory: u128,
}

impl Totals {
    pub(super) fn add(&mut self, unit: &Resource) {
        let add = |total: &mut u128, value: u64| {
            let all = u128::from(value).saturating_mul(u128::from(unit.count));
            *total = total.saturating_add(all);
        };
        add(&mut self.cpu, unit.cpu_milli);
        add(&mut self.gpus, u64::from(unit.gpu.units));
        add(&mut self.memory, unit.memory_bytes);
    }

    pub(super) fn check(&self, at: Position, group: &str, out: &mut Findings) {
        let group = quoted(group);
        if self.cpu == 0 || self.memory == 0 {
            out.error(SdlError::new(
                at,
                format!("group {group} asks for nothing: every count is 0"),
                "write `count: 1` for at least one of its services",
            ));
        }
        let over = [
            (self.cpu > MAX_GROUP_CPU_MILLI, "19200 cores"),
            (self.gpus > MAX_GROUP_GPUS, "1200 GPUs"),
            (self.memory > MAX_GROUP_MEMORY, "100Ti of memory"),
        ];
        for (_, most) in over.into_iter().filter(|(is_over, _)| *is_over) {
            out.error(SdlError::new(
                at,
                format!("group {group} asks for more than {most} in all, counts included"),
                "lower the counts, or split the services over several deployments",
            ));
        }
    }
}
