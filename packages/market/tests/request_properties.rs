//! Whatever a group asks for, its demand asks for just that: against sums made another way.
#![cfg(feature = "sdl")]
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod groups;

use std::collections::BTreeSet;

use cosmwasm_std::Decimal;
use groups::{catalog, hash};
use num_bigint::BigUint;
use proptest::prelude::*;
use tender_interfaces::demand::{Line, MAX_ALTERNATIVES};
use tender_market::catalog::Catalog;
use tender_market::request::{check_json, request};
use tender_market::sdl::{
    Decimal as Amount, Gpu, GpuModel, Group, Parsed, Price, Requirements, Resource, Volume,
};

const MIB: u64 = 1 << 20;

fn volume() -> impl Strategy<Value = (u64, Option<&'static str>, bool)> {
    let kinds = [
        (None, false),
        (Some("ram"), false),
        (Some("default"), true),
        (None, true),
        (Some("beta1"), true),
        (Some("beta2"), true),
        (Some("beta3"), true),
    ];
    let bytes = prop_oneof![(5..4_096_u64).prop_map(|mib| mib * MIB), 5 * MIB..1 << 36];
    (bytes, prop::sample::select(kinds.to_vec()))
        .prop_map(|(bytes, (class, kept))| (bytes, class, kept))
}

fn models() -> impl Strategy<Value = Vec<GpuModel>> {
    let names = [None, Some("h100"), Some("a100"), Some("a*"), Some("quadro")];
    let model = (
        prop::sample::select(names.to_vec()),
        prop::option::weighted(0.2, prop::sample::select(vec![40_u64, 80])),
        prop::option::weighted(0.2, prop::sample::select(vec!["pcie", "sxm"])),
    );
    let model = model.prop_map(|(model, ram_gib, interface)| GpuModel {
        vendor: "nvidia".to_string(),
        model: model.map(str::to_string),
        ram_gib,
        interface: interface.map(str::to_string),
    });
    // One that is always known, so that there is a demand.
    let known = GpuModel {
        vendor: "nvidia".to_string(),
        model: Some("h100".to_string()),
        ram_gib: None,
        interface: None,
    };
    prop::collection::vec(model, 0..4).prop_map(move |mut models| {
        models.push(known.clone());
        models
    })
}

prop_compose! {
    fn resource()(
        cpu_milli in 10..384_000_u64,
        memory_bytes in prop_oneof![(1..1_000_000_u64).prop_map(|mib| mib * MIB), MIB..1 << 40],
        volumes in prop::collection::vec(volume(), 1..5),
        gpus in prop_oneof![2 => Just(0), 3 => 1..9_u32],
        models in models(),
        addresses in prop::collection::btree_set(prop::sample::select(vec!["a", "b", "c"]), 0..3),
        count in prop_oneof![1 => Just(0), 9 => 1..11_u32],
        price in 1..10_000_000_000_000_000_000_000_u128,
    ) -> Resource {
        let volumes = volumes.into_iter().enumerate();
        Resource {
            cpu_milli,
            memory_bytes,
            storage: volumes.map(|(number, (bytes, class, persistent))| Volume {
                name: format!("v{number}"),
                bytes,
                class: class.map(str::to_string),
                persistent,
            }).collect(),
            gpu: Gpu { units: gpus, models: if gpus > 0 { models } else { vec![] } },
            endpoints: Default::default(),
            addresses: addresses.into_iter().map(str::to_string).collect(),
            count,
            price: Price { amount: Amount::from_atomics(price), denom: "uact".to_string() },
            services: vec!["web".to_string()],
        }
    }
}

fn group() -> impl Strategy<Value = Group> {
    let resources = prop::collection::vec(resource(), 1..8);
    let some = |resources: &Vec<Resource>| resources.iter().any(|one| one.count > 0);
    resources
        .prop_filter("asks for something", some)
        .prop_map(|resources| Group {
            name: "here".to_string(),
            requirements: Requirements::default(),
            notice_seconds: 0,
            resources,
        })
}

/// MiB that the bytes of the volumes that are `kept` need, and of memory with `more` bytes.
fn mib_of(resource: &Resource, is_it: impl Fn(&Volume) -> bool, more: u64) -> u64 {
    let volumes = resource.storage.iter().filter(|volume| is_it(volume));
    let bytes = more + volumes.map(|volume| volume.bytes).sum::<u64>();
    // The model rounds up in its own way.
    (bytes + MIB - 1) >> 20
}

fn is_ram(volume: &Volume) -> bool {
    volume.class.as_deref() == Some("ram")
}

fn same(line: &Line, resource: &Resource) -> Result<(), TestCaseError> {
    prop_assert_eq!(line.replicas, resource.count);
    prop_assert_eq!(line.cpu_milli, resource.cpu_milli);
    prop_assert_eq!(
        line.memory_mib,
        mib_of(resource, is_ram, resource.memory_bytes)
    );
    let lost = |volume: &Volume| !volume.persistent && !is_ram(volume);
    prop_assert_eq!(line.disk_mib, mib_of(resource, lost, 0));
    let kept: Vec<&Volume> = resource
        .storage
        .iter()
        .filter(|one| one.persistent)
        .collect();
    prop_assert_eq!(line.volumes.len(), kept.len());
    for (found, written) in line.volumes.iter().zip(kept) {
        prop_assert_eq!(found.mib, written.bytes.div_ceil(MIB));
        let kind = found.class.map_or("", |class| class.as_str());
        let expected = match written.class.as_deref() {
            Some("beta1") => "hdd",
            Some("beta2") => "ssd",
            Some("beta3") => "nvme",
            _ => "",
        };
        prop_assert_eq!(kind, expected);
    }
    let gpus = line.gpu.as_ref().map_or(0, |gpu| gpu.per_replica);
    prop_assert_eq!(gpus, resource.gpu.units);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_demand_asks_for_what_its_group_does(group in group()) {
        let demand = request(&group, &catalog(), Decimal::one(), hash()).unwrap().demand;
        let running: Vec<&Resource> = group.resources.iter().filter(|one| one.count > 0).collect();
        prop_assert_eq!(demand.lines.len(), running.len());
        for (line, resource) in demand.lines.iter().zip(&running) {
            same(line, resource)?;
        }
        let addresses: BTreeSet<&String> = running.iter().flat_map(|one| &one.addresses).collect();
        prop_assert_eq!(demand.public_ips, u32::try_from(addresses.len()).unwrap());
    }

    /// The rate for everything is what the file says, to the last pico-unit below it; what each GPU may
    /// cost is at least its share, and less than a pico-unit more.
    #[test]
    fn nobody_pays_more_than_the_file_says(group in group(), price in 1..10_000_000_u64) {
        let mut group = group;
        for resource in &mut group.resources {
            resource.price.denom = "uakt".to_string();
        }
        // Dollars with four decimal places.
        let usd = Decimal::from_ratio(price, 10_000_u64);
        let demand = request(&group, &catalog(), usd, hash()).unwrap().demand;
        // In units of 10^-22 dollars a block, so of 10^-16 of a pico-dollar.
        let dollars = |atomics: u128, count: u32| BigUint::from(atomics) * count * price;
        let pico = |seconds: u32| BigUint::from(10_u8).pow(16) * seconds;
        let prices = group.resources.iter().map(|one| dollars(one.price.amount.atomics(), one.count));
        let total: BigUint = prices.sum();
        prop_assert_eq!(BigUint::from(demand.max_rate.0), total / pico(6));
        let running = group.resources.iter().filter(|one| one.count > 0);
        for (line, resource) in demand.lines.iter().zip(running) {
            let Some(gpu) = &line.gpu else { continue };
            let all = dollars(resource.price.amount.atomics(), 1);
            let share = pico(6 * gpu.per_replica);
            for one in &gpu.alternatives {
                let ceiling = BigUint::from(one.ceiling.0);
                prop_assert!(&ceiling * &share >= all);
                prop_assert!((ceiling - 1_u8) * &share < all);
            }
        }
    }

    /// Each class once, each of the catalog, never more than an order takes; and a check says the same as
    /// the order.
    #[test]
    fn a_check_and_an_order_say_the_same(group in group()) {
        let catalog = Catalog::standard();
        let found = request(&group, catalog, Decimal::one(), hash()).unwrap();
        let parsed = Parsed { groups: vec![group], warnings: vec![] };
        let answer = check_json(&parsed, catalog);
        let json = &answer["groups"][0]["demand"];
        let lines = json["lines"].as_array().unwrap();
        prop_assert_eq!(lines.len(), found.demand.lines.len());
        prop_assert_eq!(&json["public_ips"], found.demand.public_ips);
        prop_assert_eq!(&json["placement"], "one_provider");
        for (json, line) in lines.iter().zip(&found.demand.lines) {
            prop_assert_eq!(&json["replicas"], line.replicas);
            prop_assert_eq!(&json["cpu_milli"], line.cpu_milli);
            prop_assert_eq!(&json["memory_mib"], line.memory_mib);
            prop_assert_eq!(&json["disk_mib"], line.disk_mib);
            let volumes: Vec<serde_json::Value> = line.volumes.iter().map(|volume| {
                serde_json::json!({"class": volume.class.map(|class| class.as_str()), "mib": volume.mib})
            }).collect();
            prop_assert_eq!(&json["volumes"], &serde_json::json!(volumes));
            let gpus = line.gpu.as_ref().map_or(0, |gpu| gpu.per_replica);
            prop_assert_eq!(&json["gpus_per_replica"], gpus);
            let names: Vec<&str> = line.gpu.iter().flat_map(|gpu| &gpu.alternatives).map(|one| one.class.as_str()).collect();
            prop_assert_eq!(&json["alternatives"], &serde_json::json!(names));
            let once: BTreeSet<&str> = names.iter().copied().collect();
            prop_assert_eq!(once.len(), names.len());
            prop_assert!(names.len() <= MAX_ALTERNATIVES);
            prop_assert_eq!(names.is_empty(), gpus == 0);
            prop_assert!(names.iter().all(|name| catalog.class(name).is_some()));
        }
    }
}
