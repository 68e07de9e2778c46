//! The standard catalog: what it holds, and how it follows from its sources.
//!
//! `TENDER_GPUS_JSON` names Akash's list of devices (`devices/pcie/gpus.json` of
//! akash-network/provider-configs), `TENDER_ATTRIBUTES_JSON` its attributes
//! (`config/provider-attributes.json` of akash-network/console); both at the commits that
//! `data/catalog.toml` names. Where one is given, every line that is said to be from it is, and
//! none is missing: a newer list fails with the lines to add.
#![cfg(feature = "catalog")]
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;
use tender_interfaces::attestation::MAX_NAME;
use tender_market::catalog::{Catalog, Class};
use toml::Value as Toml;

fn file() -> Toml {
    toml::from_str(include_str!("../data/catalog.toml")).unwrap()
}

fn text<'t>(value: &'t Toml, key: &str) -> &'t str {
    value[key].as_str().unwrap()
}

/// The JSON that an environment variable names.
fn given(variable: &str) -> Option<Json> {
    let Some(path) = std::env::var_os(variable) else {
        println!("{variable} is not set: the catalog is not compared with it");
        return None;
    };
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    Some(serde_json::from_str(&text).unwrap())
}

#[test]
fn the_file_is_read_whole() {
    let (file, catalog) = (file(), Catalog::standard());
    let lines = |list: &Toml| list.as_array().unwrap().len();
    let classes = &file["classes"];
    let written = lines(&classes["gpus"]) + lines(&classes["slices"]);
    assert_eq!(catalog.classes().len(), written);
    let attributes: usize = file["attributes"]
        .as_table()
        .unwrap()
        .values()
        .map(lines)
        .sum();
    assert_eq!(catalog.attributes().len(), attributes);
    assert!(written > 100 && attributes > 100);
}

#[test]
fn every_line_names_a_source_with_its_licence() {
    let file = file();
    let sources: BTreeSet<&str> = file["source"]
        .as_array()
        .unwrap()
        .iter()
        .map(|source| {
            assert!(!text(source, "from").is_empty() && !text(source, "licence").is_empty());
            text(source, "name")
        })
        .collect();
    let classes = &file["classes"];
    let lines = [&classes["gpus"], &classes["slices"]];
    let mut named: BTreeSet<&str> = lines
        .iter()
        .flat_map(|list| list.as_array().unwrap())
        .map(|line| text(line, "source"))
        .collect();
    named.extend(
        file["attributes"]
            .as_table()
            .unwrap()
            .keys()
            .map(String::as_str),
    );
    assert_eq!(named, sources);
}

/// What a contract takes: each name once, short, printable and in lower case.
#[test]
fn names_are_fit_for_a_chain() {
    let catalog = Catalog::standard();
    let classes: Vec<String> = catalog.classes().iter().map(Class::name).collect();
    for names in [&classes[..], catalog.attributes()] {
        let once: BTreeSet<&String> = names.iter().collect();
        assert_eq!(once.len(), names.len());
        for name in names {
            assert!(name.len() <= MAX_NAME, "{name}");
            assert!(name.bytes().all(|byte| byte.is_ascii_graphic()), "{name}");
            let lower = name.to_lowercase().replace("gi", "Gi");
            assert_eq!(name.replace("gi", "Gi"), lower);
        }
    }
    for name in catalog.attributes() {
        let (key, value) = name.split_once('=').unwrap();
        assert!(
            !key.is_empty() && !value.is_empty() && !value.contains('='),
            "{name}"
        );
    }
    for class in catalog.classes() {
        assert_eq!(catalog.class(&class.name()), Some(class));
        assert!(!class.model.contains(['/', '*']), "{class}");
    }
}

#[test]
fn a_name_is_made_of_what_it_names() {
    let catalog = Catalog::standard();
    let class = catalog.class("nvidia/h100/80Gi/sxm").unwrap();
    assert_eq!(
        (class.vendor.as_str(), class.model.as_str()),
        ("nvidia", "h100")
    );
    assert_eq!(
        (class.memory_gib, class.interface.as_deref()),
        (80, Some("sxm"))
    );
    let without = Class {
        interface: None,
        ..class.clone()
    };
    assert_eq!(without.name(), "nvidia/h100/80Gi");
    let models: Vec<String> = catalog
        .of_model("nvidia", "h100")
        .map(Class::name)
        .collect();
    assert_eq!(
        models[..2],
        ["nvidia/h100/80Gi/sxm", "nvidia/h100/80Gi/pcie"]
    );
}

/// A floor that an honest host has: never more than the smallest machines of large clouds.
#[test]
fn a_unit_carries_a_modest_share_of_its_host() {
    let catalog = Catalog::standard();
    // Cores, GiB of memory, GiB of disk.
    let cases = [
        ("nvidia/t4/16Gi/pcie", (1, 8, 32)),
        ("nvidia/l4/24Gi/pcie", (2, 12, 48)),
        ("nvidia/l40s/48Gi/pcie", (3, 24, 96)),
        ("nvidia/h100/80Gi/sxm", (5, 40, 160)),
        ("nvidia/h200/141Gi/sxm", (9, 71, 282)),
        ("nvidia/gt1030/2Gi/pcie", (1, 2, 20)),
        ("nvidia/a100-1g.5gb/5Gi/sxm", (1, 3, 20)),
    ];
    for (name, (cores, memory, disk)) in cases {
        let carries = &catalog.class(name).unwrap().carries;
        assert_eq!(
            (carries.cpu_milli, carries.memory_mib, carries.disk_mib),
            (cores * 1_000, memory * 1_024, disk * 1_024),
            "{name}"
        );
        assert!(carries.volumes.is_empty() && carries.public_ips == 0);
    }
}

#[test]
fn a_part_is_a_part_of_a_class_before_it() {
    let classes = Catalog::standard().classes();
    let mut parts = 0;
    for (place, class) in classes.iter().enumerate() {
        let Some(slice) = &class.slice_of else {
            continue;
        };
        parts += 1;
        let whole = classes[..place]
            .iter()
            .find(|whole| whole.name() == slice.class)
            .unwrap();
        assert!(whole.slice_of.is_none());
        assert!(
            class.model.starts_with(&format!("{}-", whole.model)),
            "{class}"
        );
        // An eighth of a card's memory stays with each of seven.
        assert!(
            slice.parts >= 2 && slice.parts * class.memory_gib <= whole.memory_gib,
            "{class}"
        );
    }
    assert_eq!(parts, 22);
}

#[test]
fn batches_hold_everything_in_order() {
    let catalog = Catalog::standard();
    let batches: Vec<&[Class]> = catalog.class_batches(50).collect();
    assert!(batches.iter().all(|batch| (1..=50).contains(&batch.len())));
    assert_eq!(batches.concat(), catalog.classes());
    let batches: Vec<&[String]> = catalog.attribute_batches(100).collect();
    assert!(batches.iter().all(|batch| (1..=100).contains(&batch.len())));
    assert_eq!(batches.concat(), catalog.attributes());
    assert_eq!(catalog.class_batches(0).count(), catalog.classes().len());
}

/// The models that public files name most often, in that order, before all others.
#[test]
fn what_files_ask_for_most_comes_first() {
    let mut models: Vec<&str> = Catalog::standard()
        .classes()
        .iter()
        .map(|one| one.model.as_str())
        .collect();
    models.dedup();
    let asked = [
        "a100", "h100", "rtx3090", "rtx4090", "h200", "rtxa6000", "v100", "t4", "rtx5090", "a40",
    ];
    assert_eq!(models[..asked.len()], asked);
}

#[test]
fn gpus_are_those_of_the_list_of_akash() {
    let Some(list) = given("TENDER_GPUS_JSON") else {
        return;
    };
    let mut listed = BTreeSet::new();
    for vendor in list.as_object().unwrap().values() {
        for device in vendor["devices"].as_object().unwrap().values() {
            let of = |key: &str| device[key].as_str().unwrap().to_lowercase();
            let interface = match of("interface") {
                sxm if sxm.starts_with("sxm") => "sxm".to_string(),
                other => other,
            };
            let gib: u32 = of("memory_size").trim_end_matches("gi").parse().unwrap();
            let vendor = vendor["name"].as_str().unwrap();
            listed.insert(format!("{vendor}/{}/{gib}Gi/{interface}", of("name")));
        }
    }
    let file = file();
    let ours: BTreeSet<String> = file["classes"]["gpus"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|line| text(line, "source") == "akash")
        .map(|line| {
            let (vendor, model) = (text(line, "vendor"), text(line, "model"));
            format!(
                "{vendor}/{model}/{}Gi/{}",
                line["memory_gib"].as_integer().unwrap(),
                text(line, "interface")
            )
        })
        .collect();
    let missing: Vec<_> = listed.difference(&ours).collect();
    let invented: Vec<_> = ours.difference(&listed).collect();
    assert!(
        missing.is_empty() && invented.is_empty(),
        "missing {missing:?}, invented {invented:?}"
    );
    println!("{} classes as in the list", ours.len());
}

/// Keys with one value (`true`) or a list of values; GPUs and disks are no attributes here.
#[test]
fn attributes_are_those_of_the_list_of_akash() {
    let Some(list) = given("TENDER_ATTRIBUTES_JSON") else {
        return;
    };
    let mut listed = BTreeSet::new();
    let mut regions = BTreeSet::new();
    for (name, one) in list.as_object().unwrap() {
        let key = one["key"].as_str().unwrap();
        if name.starts_with("hardware-gpu") {
            continue;
        }
        match one["type"].as_str().unwrap() {
            "boolean" => {
                listed.insert(format!("{key}=true"));
            }
            "option" => {
                for value in one["values"].as_array().unwrap() {
                    let value = value["key"].as_str().unwrap();
                    listed.insert(format!("{key}={value}"));
                    if key == "location-region" {
                        regions.insert(format!("region={value}"));
                    }
                }
            }
            _ => {}
        }
    }
    let file = file();
    let mut ours: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (source, names) in file["attributes"].as_table().unwrap() {
        let names = names
            .as_array()
            .unwrap()
            .iter()
            .map(|name| name.as_str().unwrap().to_string());
        ours.insert(source, names.collect());
    }
    assert_eq!(ours["akash-attributes"], listed);
    assert_eq!(ours["market"], regions);
    println!("{} attributes as in the list", listed.len());
}
