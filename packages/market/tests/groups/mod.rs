//! Groups to be ordered, and the catalog they are ordered from.
#![allow(dead_code)] // each test uses some of it

use tender_interfaces::attestation::Class;
use tender_market::request::{request, Request, RequestError};
use tender_market::sdl::parse;
use tender_types::{ClassId, Resources};

/// Name, cores, GiB of memory, GiB of disk.
const CATALOG: [(&str, u32, u32, u32); 7] = [
    ("nvidia/h100/80Gi/sxm", 16, 128, 200),
    ("nvidia/h100/80Gi/pcie", 16, 128, 200),
    ("nvidia/a100/80Gi/sxm", 12, 96, 200),
    ("nvidia/a100/40Gi/sxm", 12, 80, 200),
    ("amd/mi300x/192Gi/oam", 16, 200, 500),
    ("cpu/2Gi", 1, 2, 20),
    ("cpu/8Gi", 1, 8, 20),
];

pub fn catalog() -> Vec<Class> {
    let class = |(index, (name, cores, memory, disk)): (u16, &(&str, u32, u32, u32))| Class {
        class: ClassId(index),
        name: (*name).to_string(),
        carries: Resources {
            cpu_milli: cores * 1_000,
            memory_mib: memory * 1_024,
            disk_gib: *disk,
            ..Resources::default()
        },
    };
    (1..).zip(&CATALOG).map(class).collect()
}

/// A file with one service a profile given, each with count 1 unless written `name*count`.
pub fn file(profiles: &[(&str, u32, &str)], placement: &str, price: &str) -> String {
    let part = |template: &dyn Fn(&str, u32, &str) -> String| -> String {
        profiles
            .iter()
            .map(|(name, count, text)| template(name, *count, text))
            .collect()
    };
    let services = part(&|name, _, _| {
        format!("  {name}:\n    image: nginx\n    expose:\n      - port: 80\n        to:\n          - global: true\n")
    });
    let compute = part(&|name, _, text| format!("    {name}:\n      resources: {{{text}}}\n"));
    let pricing = part(&|name, _, _| format!("        {name}: {{{price}}}\n"));
    let deployment = part(&|name, count, _| {
        format!("  {name}:\n    here: {{profile: {name}, count: {count}}}\n")
    });
    format!(
        "version: \"2.0\"\nservices:\n{services}profiles:\n  compute:\n{compute}  placement:\n    here:\n{placement}      pricing:\n{pricing}deployment:\n{deployment}"
    )
}

pub fn of(profiles: &[(&str, u32, &str)]) -> Result<Request, RequestError> {
    with(profiles, "", "denom: uact, amount: 6000")
}

pub fn with(
    profiles: &[(&str, u32, &str)],
    placement: &str,
    price: &str,
) -> Result<Request, RequestError> {
    let text = file(profiles, placement, price);
    let parsed = parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    request(&parsed.groups[0], &catalog(), "1.14".parse().unwrap())
}

pub fn resources(cpu: &str, memory: &str, disk: &str, gpu: &str) -> String {
    format!("cpu: {{units: {cpu}}}, memory: {{size: {memory}}}, storage: {{size: {disk}}}{gpu}")
}

pub fn gpu(units: u32, models: &str) -> String {
    format!(", gpu: {{units: {units}, attributes: {{vendor: {{nvidia: {models}}}}}}}")
}
