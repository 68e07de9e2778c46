//! Groups to be ordered, and the catalog they are ordered from.
#![allow(dead_code)] // each test uses some of it

use cosmwasm_std::HexBinary;
use tender_market::catalog::{Catalog, Class};
use tender_market::request::{request, Request, RequestError};
use tender_market::sdl::{parse, Group};
use tender_types::Resources;

/// Vendor, model, GiB, interface.
const CLASSES: [(&str, &str, u32, Option<&str>); 6] = [
    ("nvidia", "h100", 80, Some("sxm")),
    ("nvidia", "h100", 80, Some("pcie")),
    ("nvidia", "a100", 80, Some("sxm")),
    ("nvidia", "a100", 40, Some("sxm")),
    ("amd", "mi300x", 192, Some("oam")),
    ("intel", "max1550", 128, None),
];

pub fn catalog() -> Catalog {
    let class = |(vendor, model, memory_gib, interface): &(&str, &str, u32, Option<&str>)| Class {
        vendor: (*vendor).to_string(),
        model: (*model).to_string(),
        memory_gib: *memory_gib,
        interface: interface.map(str::to_string),
        slice_of: None,
        carries: Resources::default(),
    };
    CLASSES.iter().map(class).collect()
}

pub fn hash() -> HexBinary {
    HexBinary::from([1; 32])
}

/// A file with one service a profile given.
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

/// The only group of a file that is right.
pub fn group(text: &str) -> Group {
    let mut parsed = parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    parsed.groups.pop().unwrap()
}

/// The request for the only group of a file, at 1.14 dollars per AKT.
pub fn requested(text: &str) -> Result<Request, RequestError> {
    request(&group(text), &catalog(), "1.14".parse().unwrap(), hash())
}

pub fn of(profiles: &[(&str, u32, &str)]) -> Result<Request, RequestError> {
    with(profiles, "", "denom: uact, amount: 6000")
}

pub fn with(
    profiles: &[(&str, u32, &str)],
    placement: &str,
    price: &str,
) -> Result<Request, RequestError> {
    requested(&file(profiles, placement, price))
}

pub fn resources(cpu: &str, memory: &str, disk: &str, gpu: &str) -> String {
    format!("cpu: {{units: {cpu}}}, memory: {{size: {memory}}}, storage: {{size: {disk}}}{gpu}")
}

pub fn gpu(units: u32, models: &str) -> String {
    format!(", gpu: {{units: {units}, attributes: {{vendor: {{nvidia: {models}}}}}}}")
}
