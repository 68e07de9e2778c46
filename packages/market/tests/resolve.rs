//! From names to ids.

// The allowance for tests in clippy.toml does not reach the helpers of a test file.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

use std::collections::BTreeMap;

use cosmwasm_std::testing::{MockApi, MockQuerier};
use cosmwasm_std::{
    Addr, Api, Binary, ContractResult, HexBinary, QuerierWrapper, SystemResult, WasmQuery,
};
use tender_guard::GuardError;
use tender_interfaces::attestation::{
    attribute_key, auditor_key, class_key, AttributeRow, ClassRow, IdRow, Registry, MAX_ATTRIBUTES,
    MAX_TIER,
};
use tender_interfaces::demand::{
    Alternative, Demand, Gpu, Line, LineVolume, Placement, Property, Quorum, ResolvedDemand,
    MAX_ALTERNATIVES, MAX_CPU_MILLI, MAX_DISK_MIB, MAX_EXCLUDED, MAX_GPUS, MAX_LINES,
    MAX_MEMORY_MIB, MAX_MODELS, MAX_PUBLIC_IPS, MAX_QUORUM, MAX_QUORUMS, MAX_REMATCHES,
    MAX_REPLICAS, MAX_VOLUMES,
};
use tender_interfaces::orderbook::{MAX_NOTICE, MAX_START_WITHIN, MIN_START_WITHIN};
use tender_market::resolve::{resolve, DemandError, Properties};
use tender_storage::pack;
use tender_types::{
    AccountId, Akt, AssetIndex, AttributeId, AuditorId, ClassId, Echo, Payer, ProviderId, Rate,
    Resources, Seconds, Tier, VolumeClass,
};

fn addr(name: &str) -> Addr {
    MockApi::default().addr_make(name)
}

fn auditor(name: &str) -> Vec<u8> {
    let address = MockApi::default().addr_canonicalize(addr(name).as_str());
    auditor_key(&address.unwrap())
}

fn rows() -> BTreeMap<Vec<u8>, Vec<u8>> {
    let class = |id| ClassRow {
        class: ClassId(id),
        carries: Resources::default(),
        vendor: "nvidia".to_string(),
        model: format!("gpu{id}"),
        memory_gib: 80,
        interface: None,
        device: ClassId(id),
        parts: 1,
        bond_per_unit: Akt(1),
    };
    let attribute = |attribute, key| AttributeRow {
        attribute: AttributeId(attribute),
        key,
    };
    let mut rows = BTreeMap::from([
        (class_key("one"), pack(&class(3))),
        (class_key("two"), pack(&class(1))),
        (attribute_key("b=1"), pack(&attribute(2, 8))),
        (attribute_key("a=1"), pack(&attribute(9, 7))),
        (attribute_key("a=2"), pack(&attribute(4, 7))),
        (auditor("aud"), pack(&IdRow { id: 5 })),
    ]);
    for number in 0..25 {
        let row = attribute(100 + number, 100 + number);
        rows.insert(attribute_key(&format!("k{number}=1")), pack(&row));
        rows.insert(class_key(&format!("c{number}")), pack(&class(200 + number)));
        let id = u32::from(300 + number);
        rows.insert(auditor(&format!("aud{number}")), pack(&IdRow { id }));
    }
    rows
}

/// A demand that uses everything, and every bound to the last.
fn demand() -> Demand {
    Demand {
        account: Payer::Newest,
        asset: AssetIndex(7),
        lines: vec![
            Line {
                replicas: 150,
                cpu_milli: MAX_CPU_MILLI,
                memory_mib: MAX_MEMORY_MIB,
                disk_mib: MAX_DISK_MIB,
                volumes: vec![
                    LineVolume {
                        class: None,
                        mib: MAX_DISK_MIB,
                    };
                    MAX_VOLUMES
                ],
                gpu: Some(gpu(8, &["one", "two"])),
            },
            line(1),
        ],
        public_ips: MAX_PUBLIC_IPS,
        placement: Placement::OneProvider,
        together: false,
        max_rate: Rate(1),
        attributes: vec!["a=1".to_string(), "b=1".to_string()],
        signed_by: vec![Quorum {
            k: 1,
            of: vec![addr("aud").into()],
        }],
        min_tier: MAX_TIER,
        exclude: vec![ProviderId(4)],
        notice_at_least: MAX_NOTICE,
        start_within: Some(MIN_START_WITHIN),
        rematch: MAX_REMATCHES,
        manifest_hash: HexBinary::from([7; 32]),
    }
}

/// A CPU line.
fn line(replicas: u32) -> Line {
    Line {
        replicas,
        cpu_milli: 100,
        memory_mib: 0,
        disk_mib: 0,
        volumes: vec![],
        gpu: None,
    }
}

fn gpu(per_replica: u32, classes: &[&str]) -> Gpu {
    let alternatives = classes.iter().map(|class| Alternative {
        class: (*class).to_string(),
        ceiling: Rate(1),
    });
    Gpu {
        per_replica,
        alternatives: alternatives.collect(),
        property: None,
    }
}

fn resolved(demand: &Demand, properties: Properties) -> Result<ResolvedDemand, DemandError> {
    let mut querier: MockQuerier = MockQuerier::new(&[]);
    let rows = rows();
    querier.update_wasm(move |asked| match asked {
        WasmQuery::Raw { key, .. } => {
            let row = rows.get(key.as_slice()).cloned().unwrap_or_default();
            SystemResult::Ok(ContractResult::Ok(Binary::from(row)))
        }
        other => panic!("asked {other:?}"),
    });
    let registry = Registry {
        address: &addr("attestation"),
        querier: QuerierWrapper::new(&querier),
    };
    let api = MockApi::default();
    resolve(demand, AccountId(9), properties, registry, &api)
}

fn changed(change: impl FnOnce(&mut Demand)) -> Result<ResolvedDemand, DemandError> {
    let mut demand = demand();
    change(&mut demand);
    resolved(&demand, Properties::Refused)
}

fn refused(change: impl FnOnce(&mut Demand)) -> DemandError {
    changed(change).unwrap_err()
}

#[test]
fn names_become_ids_and_attributes_are_sorted() {
    let found = changed(|_| ()).unwrap();
    assert_eq!(found.account, AccountId(9));
    let (_, gpu) = found.gpu_lines().next().unwrap();
    let classes: Vec<ClassId> = gpu.alternatives.iter().map(|one| one.class).collect();
    assert_eq!(classes, [ClassId(3), ClassId(1)]);
    assert_eq!(found.attributes, [AttributeId(2), AttributeId(9)]);
    assert_eq!(found.signed_by[0].of, [AuditorId(5)]);
    assert_eq!(found.exclude, [ProviderId(4)]);
    assert_eq!(found.lines.len(), 2);
    assert_eq!(found.replicas(), 151);
}

#[test]
fn what_the_registry_does_not_know_is_named() {
    let name = || "tpu".to_string();
    let class = refused(|demand| demand.lines[0].gpu = Some(gpu(1, &["one", "tpu"])));
    let echo = Echo::of("tpu");
    assert_eq!(class, DemandError::UnknownClass { name: echo });
    let attribute = refused(|demand| demand.attributes[0] = name());
    let echo = Echo::of("tpu");
    assert_eq!(attribute, DemandError::UnknownAttribute { name: echo });
    let ben = addr("ben");
    let auditor = refused(|demand| demand.signed_by[0].of = vec![ben.to_string()]);
    let address = Echo::of(ben);
    assert_eq!(auditor, DemandError::UnknownAuditor { address });
    // Longer than any name: it is not even looked up.
    let long = refused(|demand| demand.attributes[0] = "a".repeat(100_000));
    assert!(matches!(long, DemandError::UnknownAttribute { .. }));
    assert!(long.to_string().len() < 1_000);
}

#[test]
fn a_name_is_repeated_in_part_and_without_tricks() {
    let refused = refused(|demand| demand.attributes[0] = "\u{202e}".repeat(100_000));
    let text = refused.to_string();
    assert!(text.len() < 1_000, "{} bytes", text.len());
    assert!(text.contains("\\u{202e}"), "{text}");
}

#[test]
fn a_key_has_one_value() {
    let two = refused(|demand| demand.attributes = vec!["a=1".to_string(), "a=2".to_string()]);
    let name = Echo::of("a=2");
    assert_eq!(two, DemandError::TwoValues { name });
}

#[test]
fn an_auditor_is_named_by_an_address_of_this_chain() {
    let shouted = addr("aud").as_str().to_uppercase();
    let refused = refused(|demand| demand.signed_by[0].of = vec![shouted]);
    assert!(matches!(
        refused,
        DemandError::Guard(GuardError::Address { .. })
    ));
}

/// The list or number that is out of bounds.
fn bound(error: &DemandError) -> &'static str {
    match error {
        DemandError::Guard(
            GuardError::OutOfRange { what, .. }
            | GuardError::ListLength { what, .. }
            | GuardError::Duplicate { what },
        ) => what,
        other => panic!("{other}"),
    }
}

type Change = fn(&mut Demand);

#[test]
fn numbers_end_where_they_should() {
    // One beyond each bound: what is at the bound is in `demand`.
    let beyond: &[(&str, Change)] = &[
        ("asset", |demand| demand.asset = AssetIndex(8)),
        ("lines", |demand| demand.lines = vec![]),
        ("lines", |demand| {
            demand.lines = vec![line(1); MAX_LINES + 1]
        }),
        ("replicas", |demand| demand.lines[1].replicas = 0),
        ("replicas", |demand| {
            demand.lines[1].replicas = MAX_REPLICAS + 1
        }),
        ("cpu_milli", |demand| demand.lines[0].cpu_milli += 1),
        ("memory_mib", |demand| demand.lines[0].memory_mib += 1),
        ("disk_mib", |demand| demand.lines[0].disk_mib += 1),
        ("volumes", |demand| {
            demand.lines[0].volumes.push(LineVolume {
                class: None,
                mib: 1,
            });
        }),
        ("volumes.mib", |demand| demand.lines[0].volumes[0].mib += 1),
        ("per_replica", |demand| {
            demand.lines[0].gpu = Some(gpu(0, &["one"]))
        }),
        ("per_replica", |demand| {
            demand.lines[0].gpu = Some(gpu(MAX_GPUS + 1, &["one"]))
        }),
        ("GPUs", |demand| demand.lines[0].replicas = 151),
        ("GPUs", |demand| {
            demand.lines[1].gpu = Some(gpu(1, &["one"]));
        }),
        ("public_ips", |demand| demand.public_ips += 1),
        ("min_tier", |demand| demand.min_tier = Tier(MAX_TIER.0 + 1)),
        ("notice_at_least", |demand| demand.notice_at_least.0 += 1),
        ("start_within", |demand| {
            demand.start_within = Some(Seconds(MIN_START_WITHIN.0 - 1))
        }),
        ("start_within", |demand| {
            demand.start_within = Some(Seconds(MAX_START_WITHIN.0 + 1))
        }),
        ("rematch", |demand| demand.rematch += 1),
        ("max_per_provider", |demand| {
            demand.public_ips = 0;
            demand.placement = Placement::Spread {
                max_per_provider: 0,
            };
        }),
        ("max_per_provider", |demand| {
            demand.public_ips = 0;
            let max_per_provider = MAX_REPLICAS + 1;
            demand.placement = Placement::Spread { max_per_provider };
        }),
    ];
    for (what, change) in beyond {
        assert_eq!(bound(&refused(change)), *what);
    }
    let within: &[Change] = &[
        |demand| demand.lines = vec![line(MAX_REPLICAS); MAX_LINES],
        |demand| demand.start_within = None,
        |demand| demand.start_within = Some(MAX_START_WITHIN),
        |demand| {
            demand.public_ips = 0;
            let max_per_provider = MAX_REPLICAS;
            demand.placement = Placement::Spread { max_per_provider };
        },
    ];
    for change in within {
        assert!(changed(change).is_ok());
    }
}

#[test]
fn lists_end_where_they_should_and_name_things_once() {
    let names = |of: &str, count: usize| -> Vec<String> {
        (0..count).map(|number| format!("{of}{number}")).collect()
    };
    let attributes = |count| -> Vec<String> {
        let keys = names("k", count);
        keys.iter().map(|key| format!("{key}=1")).collect()
    };
    assert!(changed(|demand| demand.attributes = attributes(MAX_ATTRIBUTES)).is_ok());
    for list in [attributes(MAX_ATTRIBUTES + 1), vec!["a=1".to_string(); 2]] {
        let error = refused(|demand| demand.attributes = list);
        assert_eq!(bound(&error), "attributes");
    }
    let classes = |count| names("c", count);
    let with = |classes: Vec<String>| {
        let classes: Vec<&str> = classes.iter().map(String::as_str).collect();
        changed(|demand| demand.lines[0].gpu = Some(gpu(1, &classes)))
    };
    assert!(with(classes(MAX_ALTERNATIVES)).is_ok());
    for list in [classes(MAX_ALTERNATIVES + 1), vec!["one".to_string(); 2]] {
        assert_eq!(bound(&with(list).unwrap_err()), "alternatives");
    }
    let auditors = |count| -> Vec<String> {
        let names = names("aud", count);
        names.iter().map(|name| addr(name).into()).collect()
    };
    let signed = |of: Vec<String>| changed(|demand| demand.signed_by = vec![Quorum { k: 1, of }]);
    assert!(signed(auditors(MAX_QUORUM)).is_ok());
    for list in [
        vec![],
        auditors(MAX_QUORUM + 1),
        vec![addr("aud").into(); 2],
    ] {
        assert_eq!(bound(&signed(list).unwrap_err()), "signed_by.of");
    }
    let quorum = || Quorum {
        k: 1,
        of: auditors(1),
    };
    let quorums = |count| changed(|demand| demand.signed_by = vec![quorum(); count]);
    assert!(quorums(MAX_QUORUMS).is_ok());
    assert_eq!(bound(&quorums(MAX_QUORUMS + 1).unwrap_err()), "signed_by");
    let excluded =
        |count: u32| changed(|demand| demand.exclude = (0..count).map(ProviderId).collect());
    let max = u32::try_from(MAX_EXCLUDED).unwrap();
    assert!(excluded(max).is_ok());
    assert_eq!(bound(&excluded(max + 1).unwrap_err()), "exclude");
    let twice = refused(|demand| demand.exclude = vec![ProviderId(1); 2]);
    assert_eq!(bound(&twice), "exclude");
}

#[test]
fn a_quorum_wants_some_of_those_it_names() {
    for (k, of) in [(0, 1), (2, 1)] {
        let error = refused(|demand| demand.signed_by[0].k = k);
        assert_eq!(error, DemandError::Quorum { quorum: 0, k, of });
    }
    let both = changed(|demand| {
        demand.signed_by[0].of.push(addr("aud0").into());
        demand.signed_by[0].k = 2;
    });
    assert!(both.is_ok());
}

#[test]
fn what_asks_for_nothing_is_refused() {
    let empty = refused(|demand| demand.lines[1].cpu_milli = 0);
    assert_eq!(empty, DemandError::EmptyLine { line: 1 });
    let disk_alone = refused(|demand| {
        demand.lines[1].cpu_milli = 0;
        demand.lines[1].disk_mib = 1;
    });
    assert_eq!(disk_alone, DemandError::EmptyLine { line: 1 });
    let memory_alone = changed(|demand| {
        demand.lines[1].cpu_milli = 0;
        demand.lines[1].memory_mib = 1;
    });
    assert!(memory_alone.is_ok());
    let volume = refused(|demand| {
        let class = Some(VolumeClass::Ssd);
        demand.lines[1].volumes = vec![LineVolume { class, mib: 0 }];
    });
    assert_eq!(volume, DemandError::EmptyVolume { line: 1 });
    assert_eq!(
        refused(|demand| demand.max_rate = Rate::ZERO),
        DemandError::ZeroRate
    );
    let ceiling = refused(|demand| {
        let gpu = demand.lines[0].gpu.as_mut().unwrap();
        gpu.alternatives[1].ceiling = Rate::ZERO;
    });
    let class = Echo::of("two");
    assert_eq!(ceiling, DemandError::ZeroCeiling { class });
    for length in [0, 31, 33] {
        let error = refused(|demand| demand.manifest_hash = vec![7; length].into());
        assert_eq!(error, DemandError::ManifestHash { length });
    }
}

#[test]
fn gpus_are_named_by_classes_or_at_auctions_by_a_property() {
    let by_property = || Gpu {
        alternatives: vec![],
        property: Some(Property {
            models: (0..MAX_MODELS).map(|model| model.to_string()).collect(),
            vendor: Some("v".repeat(32)),
            ..Property::default()
        }),
        ..gpu(1, &[])
    };
    let mut wanted = demand();
    wanted.lines[0].gpu = Some(by_property());
    assert!(resolved(&wanted, Properties::Allowed).is_ok());
    let refused_one = DemandError::Property { line: 0 };
    assert_eq!(resolved(&wanted, Properties::Refused), Err(refused_one));
    let mut both = by_property();
    both.alternatives = gpu(1, &["one"]).alternatives;
    for kind in [both, gpu(1, &[])] {
        wanted.lines[0].gpu = Some(kind);
        let error = DemandError::GpuKind { line: 0 };
        assert_eq!(resolved(&wanted, Properties::Allowed), Err(error));
    }
    type Case = (&'static str, fn(&mut Property));
    let too_much: &[Case] = &[
        ("models", |property| {
            property.models.push("more".to_string())
        }),
        ("models", |property| property.models[1] = "0".to_string()),
        ("letters of a property", |property| {
            property.models[0] = String::new()
        }),
        ("letters of a property", |property| {
            property.vendor = Some("v".repeat(33))
        }),
        ("letters of a property", |property| {
            property.interface = Some(String::new())
        }),
    ];
    for (what, change) in too_much {
        let mut kind = by_property();
        change(kind.property.as_mut().unwrap());
        wanted.lines[0].gpu = Some(kind);
        let error = resolved(&wanted, Properties::Allowed).unwrap_err();
        assert_eq!(bound(&error), *what);
    }
}

#[test]
fn addresses_are_of_one_provider_and_what_begins_together_is_of_several() {
    let spread = |demand: &mut Demand| demand.placement = Placement::Any;
    assert_eq!(refused(spread), DemandError::PublicIps);
    let alone = refused(|demand| demand.together = true);
    assert_eq!(alone, DemandError::Together);
    let gang = |rematch| {
        changed(|demand| {
            demand.placement = Placement::SameRegion;
            demand.public_ips = 0;
            demand.together = true;
            demand.rematch = rematch;
        })
    };
    assert!(gang(0).is_ok());
    // One leg of a gang cannot be replaced: the others have ended with it.
    assert_eq!(gang(1), Err(DemandError::TogetherRematch));
}
