//! What is too much for one order: at the bound it is one, one past it an error says what to do.
#![cfg(feature = "sdl")]
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod groups;

use cosmwasm_std::Decimal;
use groups::{catalog, file, gpu, group, hash, resources, with};
use tender_interfaces::attestation::MAX_ATTRIBUTES;
use tender_interfaces::demand::{
    MAX_CPU_MILLI, MAX_DISK_MIB, MAX_GPUS, MAX_LINES, MAX_MEMORY_MIB, MAX_PUBLIC_IPS, MAX_QUORUM,
    MAX_REPLICAS, MAX_VOLUMES,
};
use tender_market::request::{request, Bound, Request, RequestError};
use tender_market::sdl::{Attribute, Decimal as Amount, Group, Volume};

const MIB: u64 = 1 << 20;

/// One service of one replica with one GPU.
fn small() -> Group {
    let one = resources("1", "1Gi", "1Gi", &gpu(1, "[{model: h100}]"));
    group(&file(&[("web", 1, &one)], "", "denom: uact, amount: 6000"))
}

fn ordered(group: &Group) -> Result<Request, RequestError> {
    request(group, &catalog(), Decimal::one(), hash())
}

/// `set` makes a group ask for so much: the bound is an order, one more is too much of it.
fn at_and_past(bound: Bound, most: u64, who: &str, set: impl Fn(&mut Group, u64)) {
    assert_eq!(bound.most(), most, "{bound:?}");
    let asking = |asked: u64| {
        let mut group = small();
        set(&mut group, asked);
        ordered(&group)
    };
    let at = asking(most);
    assert!(at.is_ok(), "{bound:?}: {at:?}");
    let error = asking(most + 1).unwrap_err();
    let expected = RequestError::TooMuch {
        bound,
        who: who.to_string(),
        asked: most + 1,
    };
    assert_eq!(error, expected);
    assert_eq!(error.code(), "request/too_much");
    let shown = error.to_string();
    let said = format!(
        "{who} asks for {} {bound}, an order takes at most {most}: {}",
        most + 1,
        bound.advice()
    );
    assert_eq!(shown, said);
}

fn count(most: usize) -> u64 {
    u64::try_from(most).unwrap()
}

fn times<T: Clone>(item: &T, count: u64) -> Vec<T> {
    vec![item.clone(); usize::try_from(count).unwrap()]
}

fn names(count: u64) -> Vec<String> {
    (0..count).map(|number| format!("name{number}")).collect()
}

fn volume(name: String, bytes: u64, class: Option<&str>) -> Volume {
    Volume {
        name,
        bytes,
        persistent: class.is_some_and(|class| class != "ram"),
        class: class.map(str::to_string),
    }
}

#[test]
fn of_a_group() {
    let who = "group `here`";
    at_and_past(Bound::Lines, count(MAX_LINES), who, |group, asked| {
        group.resources = times(&group.resources[0], asked);
    });
    at_and_past(Bound::Gpus, u64::from(MAX_GPUS), who, |group, asked| {
        let asked = u32::try_from(asked).unwrap();
        let mut other = group.resources[0].clone();
        other.gpu.units = asked - 1_000;
        group.resources[0].count = 1_000;
        group.resources.push(other);
    });
    at_and_past(
        Bound::PublicIps,
        u64::from(MAX_PUBLIC_IPS),
        who,
        |group, asked| {
            group.resources[0].addresses = names(asked).into_iter().collect();
        },
    );
    at_and_past(
        Bound::Attributes,
        count(MAX_ATTRIBUTES),
        who,
        |group, asked| {
            let attribute = |key| Attribute {
                key,
                value: "x".to_string(),
            };
            group.requirements.attributes = names(asked).into_iter().map(attribute).collect();
        },
    );
    at_and_past(Bound::AllOf, count(MAX_QUORUM), who, |group, asked| {
        group.requirements.signed_by.all_of = names(asked);
    });
    at_and_past(Bound::AnyOf, count(MAX_QUORUM), who, |group, asked| {
        group.requirements.signed_by.any_of = names(asked);
    });
}

#[test]
fn of_a_replica() {
    let who = "service `web`";
    at_and_past(
        Bound::Replicas,
        u64::from(MAX_REPLICAS),
        who,
        |group, asked| {
            group.resources[0].gpu = Default::default();
            group.resources[0].count = u32::try_from(asked).unwrap();
        },
    );
    at_and_past(Bound::CpuMilli, MAX_CPU_MILLI, who, |group, asked| {
        group.resources[0].cpu_milli = asked;
    });
    // Memory and the volumes in it together.
    at_and_past(Bound::MemoryMib, MAX_MEMORY_MIB, who, |group, asked| {
        group.resources[0].memory_bytes = (asked - 100) * MIB;
        let shm = volume("shm".to_string(), 100 * MIB, Some("ram"));
        group.resources[0].storage.push(shm);
    });
    at_and_past(Bound::DiskMib, MAX_DISK_MIB, who, |group, asked| {
        let disks = [(asked - 1) * MIB, 1];
        let names = names(2).into_iter().zip(disks);
        let disks = names.map(|(name, bytes)| volume(name, bytes, None));
        group.resources[0].storage = disks.collect();
    });
    at_and_past(Bound::VolumeMib, MAX_DISK_MIB, who, |group, asked| {
        let one = volume("a".to_string(), asked * MIB, Some("beta1"));
        group.resources[0].storage.push(one);
    });
    at_and_past(Bound::Volumes, count(MAX_VOLUMES), who, |group, asked| {
        let names = names(asked).into_iter();
        let volumes = names.map(|name| volume(name, MIB, Some("beta3")));
        group.resources[0].storage.extend(volumes);
    });
}

/// Services of one profile are one line (SDL 2.1), and are named together.
#[test]
fn services_are_named_as_they_are_written() {
    let mut group = small();
    group.resources[0].cpu_milli = MAX_CPU_MILLI + 1;
    group.resources[0].services.push("a\u{1b}[2J".to_string());
    let shown = ordered(&group).unwrap_err().to_string();
    assert!(
        shown.starts_with("service `web`, `a\\u{1b}[2J` asks"),
        "{shown}"
    );
}

#[test]
fn a_group_without_replicas_asks_for_nothing() {
    let mut group = small();
    group.resources[0].count = 0;
    assert_eq!(ordered(&group), Err(RequestError::Nothing));
}

#[test]
fn a_price_is_a_rate_above_zero() {
    let one = resources("1", "1Gi", "1Gi", "");
    let of = |amount: &str| {
        with(
            &[("a", 1, &one)],
            "",
            &format!("denom: uact, amount: {amount}"),
        )
    };
    // A pico-unit a second is 6 in 10^6 of a micro-unit a block.
    assert_eq!(of("0.000006").unwrap().demand.max_rate.0, 1);
    assert_eq!(of("0.000005999999999999"), Err(RequestError::RateZero));
    let mut group = small();
    group.resources[0].price.amount = Amount::from_atomics(u128::MAX);
    assert!(ordered(&group).is_ok());
    group.resources[0].count = 2;
    assert_eq!(ordered(&group), Err(RequestError::RateTooHigh));
    // AKT at the highest price that can be said.
    group.resources[0].count = 1;
    group.resources[0].price.denom = "uakt".to_string();
    let found = request(&group, &catalog(), Decimal::MAX, hash());
    assert_eq!(found, Err(RequestError::RateTooHigh));
    let found = request(&group, &catalog(), Decimal::zero(), hash());
    assert_eq!(found, Err(RequestError::RateZero));
}

#[test]
fn an_attribute_is_one_name_of_the_catalog() {
    let one = resources("1", "1Gi", "1Gi", "");
    let long = "v".repeat(60);
    let attribute = |written: &str| {
        let placement = format!("      attributes: {{{written}}}\n");
        with(&[("a", 1, &one)], &placement, "denom: uact, amount: 1")
    };
    for right in ["key: value", "tee/type: cpu", &format!("key: {long}")] {
        assert!(attribute(right).is_ok(), "{right}");
    }
    for wrong in [
        "\"gpu/*\": h100",
        "\"a?\": b",
        "\"[ab]\": c",
        "key: \"\"",
        "key: \"a b\"",
        "key: é",
        "key: a=b",
        &format!("keys: {long}"),
    ] {
        let error = attribute(wrong).unwrap_err();
        assert_eq!(error.code(), "request/attribute", "{wrong}");
        assert!(
            error.to_string().contains("give one `key: value`"),
            "{error}"
        );
    }
}
