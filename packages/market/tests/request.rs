//! From SDL groups to demands: folding, ceilings, requirements, and why some cannot be ordered.
#![cfg(feature = "sdl")]
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod groups;

use cosmwasm_std::{Decimal, HexBinary};
use groups::{catalog, file, gpu, of, resources, with};
use tender_market::request::{request, Conversion, Note, RequestError};
use tender_market::sdl::parse;
use tender_types::{AccountId, AssetIndex, Rate, Volume, VolumeClass};

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
    assert_eq!((found.units, found.asked.gpus), (2, 0));
    assert_eq!(found.classes, ["cpu/2Gi", "cpu/8Gi"]);
}

#[test]
fn classes_that_need_more_units_are_left_out_and_named() {
    let found = of(&[("web", 1, &resources("1", "4Gi", "1Gi", ""))]).unwrap();
    assert_eq!(found.classes, ["cpu/8Gi"]);
    let larger = Note::Larger {
        classes: vec!["cpu/2Gi".to_string()],
        units: 1,
    };
    assert_eq!(found.notes, [larger]);
}

#[test]
fn cores_that_come_with_the_disk_are_said() {
    let found = of(&[("web", 1, &resources("1", "1Gi", "41Gi", ""))]).unwrap();
    assert_eq!(found.units, 3);
    assert_eq!(found.notes, [Note::MoreCores { units: 3 }]);
}

/// What a class carries is its minimum: a unit that carries more may do, and another GPU is never
/// rented for its cores, memory or disk.
#[test]
fn a_leased_address_is_counted_once_a_group() {
    let to = |ip: &str| format!("to: [{{global: true, ip: {ip}}}]");
    let expose = format!(
        "    expose:\n      - {{port: 8080, as: 80, {}}}\n      - {{port: 53, proto: udp, {}}}\n      - {{port: 99, {}}}\n",
        to("front"),
        to("front"),
        to("back")
    );
    let port = "    expose:\n      - port: 80\n        to:\n          - global: true\n";
    let one = resources("1", "1Gi", "1Gi", "");
    let text = file(&[("gate", 1, &one)], "", "denom: uact, amount: 6000")
        .replace(port, &expose)
        .replace(
            "deployment:\n",
            "endpoints: {front: {kind: ip}, back: {kind: ip}}\ndeployment:\n",
        );
    let parsed = parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let resource = &parsed.groups[0].resources[0];
    // The official count, which has one for each port, and one more for each on an address.
    assert_eq!(
        (resource.endpoints.total(), resource.addresses.len()),
        (6, 2)
    );
    let found = request(&parsed.groups[0], &catalog(), Decimal::one()).unwrap();
    assert_eq!((found.asked.addresses, found.unit.public_ips), (2, 2));
    assert_eq!(found.notes, []);
    // Every unit brings its share, rounded up, and that is said.
    let text = text.replace("cpu: {units: 1}", "cpu: {units: 3}");
    let found = request(&parse(&text).unwrap().groups[0], &catalog(), Decimal::one()).unwrap();
    assert_eq!((found.units, found.unit.public_ips), (3, 1));
    let more = Note::MoreAddresses {
        asked: 2,
        rented: 3,
    };
    assert_eq!(found.notes, [more]);
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
    let volumes = ["b".to_string()].into();
    assert!(found.notes.contains(&Note::DefaultStorage { volumes }));
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

/// One truth: what the check of a file says of its prices is what an order does with them.
#[test]
fn other_denoms_are_converted_as_the_warning_says() {
    let one = resources("1", "1Gi", "1Gi", "");
    let ibc = format!("ibc/{}", "A".repeat(64));
    let cases = [
        ("uact", 1_000_000_000, Conversion::Settled, None),
        (
            "uakt",
            1_140_000_000,
            Conversion::AtOracle,
            Some("uakt is converted at the oracle's price"),
        ),
        (
            ibc.as_str(),
            1_000_000_000,
            Conversion::AtPar,
            Some("it is taken at par with uact"),
        ),
    ];
    for (denom, ceiling, conversion, said) in cases {
        let price = format!("denom: {denom}, amount: 6000");
        let parsed = parse(&file(&[("web", 1, &one)], "", &price)).unwrap();
        let found = request(&parsed.groups[0], &catalog(), "1.14".parse().unwrap()).unwrap();
        assert_eq!(
            (found.ceiling, found.conversion),
            (Rate(ceiling), conversion)
        );
        assert_eq!(found.notes, []);
        let warnings: Vec<&str> = parsed
            .warnings
            .iter()
            .map(|one| one.message.as_str())
            .collect();
        match said {
            None => assert!(warnings.is_empty(), "{warnings:?}"),
            Some(said) => assert!(
                warnings.len() == 1 && warnings[0].contains(said),
                "{warnings:?}"
            ),
        }
    }
}

#[test]
fn requirements_become_names() {
    let placement = "      attributes: {region: eu-west, host: akash}\n      signedBy: {allOf: [x], anyOf: [y, z]}\n";
    let one = resources("1", "1Gi", "1Gi", "");
    let found = with(&[("web", 1, &one)], placement, "denom: uact, amount: 1").unwrap();
    assert_eq!(found.attributes, ["host=akash", "region=eu-west"]);
    assert_eq!(found.signed_by.all_of, ["x"]);
    assert_eq!(found.signed_by.any_of, ["y", "z"]);
    let demand = found.demand(AccountId(7), AssetIndex::CREDIT, HexBinary::from([1; 32]));
    assert_eq!(
        (demand.account, demand.units, demand.whole),
        (AccountId(7), 1, true)
    );
    assert_eq!(demand.alternatives.len(), found.classes.len());
}

/// An order takes no name twice; files do name the same twice.
#[test]
fn a_requirement_written_twice_counts_once() {
    let one = resources("1", "1Gi", "1Gi", "");
    let placement = "      attributes: {tee/type: cpu}\n      signedBy: {allOf: [x, x], anyOf: [y, y, y, y, y]}\n";
    let text = file(&[("web", 1, &one)], placement, "denom: uact, amount: 1");
    let text = text.replace("image: nginx", "image: nginx\n    params: {tee: cpu}");
    let found = request(&parse(&text).unwrap().groups[0], &catalog(), Decimal::one()).unwrap();
    assert_eq!(found.attributes, ["tee/type=cpu"]);
    assert_eq!(
        (found.signed_by.all_of.len(), found.signed_by.any_of.len()),
        (1, 1)
    );
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
    assert!(
        matches!(unknown, Err(RequestError::NoGpu { .. })),
        "{unknown:?}"
    );
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
