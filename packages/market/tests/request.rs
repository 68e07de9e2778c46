//! From SDL groups to demands: folding, ceilings, requirements, and why some cannot be ordered.
#![cfg(feature = "sdl")]
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use cosmwasm_std::{Decimal, HexBinary};
use tender_interfaces::attestation::Class;
use tender_market::request::{request, Note, Request, RequestError};
use tender_market::sdl::parse;
use tender_types::{AccountId, ClassId, Rate, Resources, Volume, VolumeClass};

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

fn catalog() -> Vec<Class> {
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
fn file(profiles: &[(&str, u32, &str)], placement: &str, price: &str) -> String {
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

fn of(profiles: &[(&str, u32, &str)]) -> Result<Request, RequestError> {
    with(profiles, "", "denom: uact, amount: 6000")
}

fn with(
    profiles: &[(&str, u32, &str)],
    placement: &str,
    price: &str,
) -> Result<Request, RequestError> {
    let text = file(profiles, placement, price);
    let parsed = parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    request(&parsed.groups[0], &catalog(), "1.14".parse().unwrap())
}

fn resources(cpu: &str, memory: &str, disk: &str, gpu: &str) -> String {
    format!("cpu: {{units: {cpu}}}, memory: {{size: {memory}}}, storage: {{size: {disk}}}{gpu}")
}

fn gpu(units: u32, models: &str) -> String {
    format!(", gpu: {{units: {units}, attributes: {{vendor: {{nvidia: {models}}}}}}}")
}

#[test]
fn the_scarcest_dimension_decides() {
    // (cores, memory, disk) and the units of the smallest class that will do.
    let cases = [
        ("0.5", "512Mi", "1Gi", 1, vec!["cpu/2Gi", "cpu/8Gi"]),
        ("4", "4Gi", "1Gi", 4, vec!["cpu/2Gi", "cpu/8Gi"]),
        ("1", "8Gi", "1Gi", 1, vec!["cpu/8Gi"]),
        ("1", "8193Mi", "1Gi", 2, vec!["cpu/8Gi"]),
        ("1", "1Gi", "41Gi", 3, vec!["cpu/2Gi", "cpu/8Gi"]),
    ];
    for (cpu, memory, disk, units, classes) in cases {
        let found = of(&[("web", 1, &resources(cpu, memory, disk, ""))]).unwrap();
        assert_eq!(
            (found.units, found.classes),
            (
                units,
                classes.iter().map(|name| (*name).to_string()).collect()
            ),
            "{cpu} {memory} {disk}"
        );
    }
}

#[test]
fn services_and_counts_are_added_up() {
    let small = resources("500m", "1Gi", "1Gi", "");
    let found = of(&[("api", 3, &small), ("web", 1, &small)]).unwrap();
    // 2 cores and 4 GiB: two units of either class.
    assert_eq!((found.units, found.gpus), (2, 0));
    assert_eq!(found.classes, ["cpu/2Gi", "cpu/8Gi"]);
}

#[test]
fn small_services_ride_on_the_gpu_units() {
    let web = resources("1", "1Gi", "1Gi", "");
    let model = resources("8", "64Gi", "50Gi", &gpu(1, "[{model: h100}]"));
    let found = of(&[("model", 1, &model), ("web", 1, &web)]).unwrap();
    assert_eq!((found.units, found.gpus), (1, 1));
    assert_eq!(
        found.classes,
        ["nvidia/h100/80Gi/sxm", "nvidia/h100/80Gi/pcie"]
    );
}

#[test]
fn what_a_gpu_requirement_leaves_open_is_free() {
    let cases = [
        ("[{model: h100}]", 2),
        ("[{model: h100, interface: pcie}]", 1),
        ("[{model: a100, ram: 40Gi}]", 1),
        ("[{model: h100}, {model: a100, ram: 80Gi}]", 3),
        ("", 4),
    ];
    for (models, classes) in cases {
        let found = of(&[("m", 1, &resources("1", "1Gi", "1Gi", &gpu(1, models)))]).unwrap();
        assert_eq!(
            found.classes.len(),
            classes,
            "{models}: {:?}",
            found.classes
        );
        assert!(found.classes.iter().all(|name| name.starts_with("nvidia/")));
    }
}

#[test]
fn classes_that_need_more_units_are_left_out_and_named() {
    let found = of(&[("m", 1, &resources("14", "1Gi", "1Gi", &gpu(1, "")))]).unwrap();
    assert_eq!(
        found.classes,
        ["nvidia/h100/80Gi/sxm", "nvidia/h100/80Gi/pcie"]
    );
    let larger = Note::Larger {
        classes: vec![
            "nvidia/a100/80Gi/sxm".to_string(),
            "nvidia/a100/40Gi/sxm".to_string(),
        ],
        units: 1,
    };
    assert_eq!(found.notes, [larger]);
}

#[test]
fn volumes_are_divided_among_units_and_memory_volumes_are_memory() {
    let storage = "storage: [{size: 1Gi}, {name: a, size: 5Gi, attributes: {persistent: true, class: beta3}}, {name: b, size: 1Gi, attributes: {persistent: true}}, {name: s, size: 3Gi, attributes: {persistent: false, class: ram}}]";
    let text = format!("cpu: {{units: 1}}, memory: {{size: 6Gi}}, {storage}");
    let document = file(&[("db", 1, &text)], "", "denom: uact, amount: 1").replace(
        "    image: nginx\n",
        "    image: nginx\n    params: {storage: {a: {mount: /a}, b: {mount: /b}, s: {mount: /s}}}\n",
    );
    let parsed = parse(&document).unwrap_or_else(|error| panic!("{error}\n{document}"));
    let found = request(&parsed.groups[0], &catalog(), Decimal::one()).unwrap();
    // 9 GiB of memory: two units of 8 GiB; 5 and 1 GiB of disk, rounded up per unit.
    assert_eq!(
        (found.units, found.classes),
        (2, vec!["cpu/8Gi".to_string()])
    );
    let volume = |class, gib| Volume { class, gib };
    assert_eq!(
        found.unit.volumes,
        [volume(VolumeClass::Ssd, 1), volume(VolumeClass::Nvme, 3)]
    );
    assert!(found.unit.is_canonical());
    assert!(found.notes.contains(&Note::DefaultStorage {
        volume: "b".to_string()
    }));
}

#[test]
fn a_price_per_block_becomes_a_rate_per_unit_and_second() {
    let one = resources("1", "1Gi", "1Gi", "");
    // 6000 micro-USD a block of 6 s: 1000 micro-USD a second, a thousand million pico.
    assert_eq!(
        of(&[("web", 1, &one)]).unwrap().ceiling,
        Rate(1_000_000_000)
    );
    // Three replicas, three prices, three units.
    let three = of(&[("web", 3, &one)]).unwrap();
    assert_eq!((three.units, three.ceiling), (3, Rate(1_000_000_000)));
    // Two units from one service: the price is for both; fractions are cut off.
    let two = with(
        &[("web", 1, &resources("2", "1Gi", "1Gi", ""))],
        "",
        "denom: uact, amount: 0.000025",
    )
    .unwrap();
    assert_eq!((two.units, two.ceiling), (2, Rate(2)));
}

#[test]
fn other_denoms_are_converted_and_said() {
    let one = resources("1", "1Gi", "1Gi", "");
    let akt = with(&[("web", 1, &one)], "", "denom: uakt, amount: 6000").unwrap();
    assert_eq!(akt.ceiling, Rate(1_140_000_000));
    assert!(matches!(akt.notes.as_slice(), [Note::FromAkt { .. }]));
    let ibc = format!("denom: ibc/{}, amount: 6000", "A".repeat(64));
    let other = with(&[("web", 1, &one)], "", &ibc).unwrap();
    assert_eq!(other.ceiling, Rate(1_000_000_000));
    assert!(matches!(other.notes.as_slice(), [Note::AtPar { .. }]));
}

#[test]
fn requirements_become_names() {
    let placement = "      attributes: {region: eu-west, host: akash}\n      signedBy: {allOf: [x], anyOf: [y, z]}\n";
    let one = resources("1", "1Gi", "1Gi", "");
    let found = with(&[("web", 1, &one)], placement, "denom: uact, amount: 1").unwrap();
    assert_eq!(found.attributes, ["host=akash", "region=eu-west"]);
    assert_eq!(found.signed_by.all_of, ["x"]);
    assert_eq!(found.signed_by.any_of, ["y", "z"]);
    let demand = found.demand(AccountId(7), 0, HexBinary::from([1; 32]));
    assert_eq!(
        (demand.account, demand.units, demand.whole),
        (AccountId(7), 1, true)
    );
    assert_eq!(demand.alternatives.len(), found.classes.len());
}

#[test]
fn too_many_classes_are_narrowed_to_the_cheapest() {
    let mut found = of(&[("web", 1, &resources("1", "1Gi", "1Gi", ""))]).unwrap();
    found.classes = (0..10).map(|number| format!("class-{number}")).collect();
    let narrowed = found.cheapest(|name| match name {
        "class-9" => Some(Rate(1)),
        "class-0" => None,
        _ => Some(Rate(5)),
    });
    assert_eq!(narrowed.classes.len(), 8);
    assert_eq!(narrowed.classes[0], "class-9");
    let dropped = vec!["class-8".to_string(), "class-0".to_string()];
    assert_eq!(narrowed.notes, [Note::Cheapest { kept: 8, dropped }]);
}

#[test]
fn what_cannot_be_one_order_says_why() {
    let model = |models| resources("1", "1Gi", "1Gi", &gpu(1, models));
    let mixed = of(&[
        ("a", 1, &model("[{model: h100}]")),
        ("b", 1, &model("[{model: a100}]")),
    ]);
    assert!(
        matches!(mixed, Err(RequestError::MixedGpus { .. })),
        "{mixed:?}"
    );
    let unknown = of(&[("a", 1, &model("[{model: p40}]"))]);
    let wanted = "the GPU vendor/nvidia/model/p40".to_string();
    assert_eq!(unknown, Err(RequestError::NoClass { wanted }));
    let many = of(&[("a", 1300, &resources("1", "1Gi", "1Gi", ""))]);
    assert_eq!(many, Err(RequestError::TooManyUnits { needed: 1_300 }));
    let one = resources("1", "1Gi", "1Gi", "");
    let cheap = with(
        &[("a", 1, &one)],
        "",
        "denom: uact, amount: 0.000000000000000001",
    );
    assert_eq!(cheap, Err(RequestError::ZeroCeiling));
    let pattern = with(
        &[("a", 1, &one)],
        "      attributes: {\"gpu/*\": h100}\n",
        "denom: uact, amount: 1",
    );
    assert!(
        matches!(pattern, Err(RequestError::Attribute { .. })),
        "{pattern:?}"
    );
}
