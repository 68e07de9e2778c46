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
    attribute_key, auditor_key, class_key, ClassRow, IdRow, Registry, MAX_TIER,
};
use tender_interfaces::demand::{Alternative, Demand, SignedBy, MAX_UNITS};
use tender_market::resolve::{resolve, DemandError};
use tender_storage::pack;
use tender_types::{
    AccountId, AssetIndex, AttributeId, AuditorId, ClassId, Echo, Rate, Resources, Tier, Volume,
    VolumeClass,
};

fn addr(name: &str) -> Addr {
    MockApi::default().addr_make(name)
}

fn rows() -> BTreeMap<Vec<u8>, Vec<u8>> {
    let class = |id| ClassRow {
        class: ClassId(id),
        carries: Resources::default(),
    };
    let auditor = MockApi::default()
        .addr_canonicalize(addr("aud").as_str())
        .unwrap();
    BTreeMap::from([
        (class_key("gpu"), pack(&class(3))),
        (class_key("cpu"), pack(&class(1))),
        (attribute_key("b=1"), pack(&IdRow { id: 2 })),
        (attribute_key("a=1"), pack(&IdRow { id: 9 })),
        (auditor_key(&auditor), pack(&IdRow { id: 5 })),
    ])
}

fn demand() -> Demand {
    Demand {
        account: AccountId(1),
        asset: AssetIndex(7),
        units: MAX_UNITS,
        whole: true,
        alternatives: vec![alternative("gpu"), alternative("cpu")],
        unit: Resources::default(),
        attributes: vec!["a=1".to_string(), "b=1".to_string()],
        signed_by: SignedBy {
            all_of: vec![addr("aud").into()],
            any_of: vec![],
        },
        min_tier: MAX_TIER,
        manifest_hash: HexBinary::from([7; 32]),
    }
}

fn alternative(class: &str) -> Alternative {
    Alternative {
        class: class.to_string(),
        ceiling: Rate(1),
    }
}

fn resolved(demand: &Demand) -> Result<tender_interfaces::demand::ResolvedDemand, DemandError> {
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
    resolve(demand, registry, &MockApi::default())
}

fn refused(change: impl FnOnce(&mut Demand)) -> DemandError {
    let mut wrong = demand();
    change(&mut wrong);
    resolved(&wrong).unwrap_err()
}

#[test]
fn names_become_ids_and_attributes_are_sorted() {
    let found = resolved(&demand()).unwrap();
    let classes: Vec<ClassId> = found.alternatives.iter().map(|one| one.class).collect();
    assert_eq!(classes, [ClassId(3), ClassId(1)]);
    assert_eq!(found.attributes, [AttributeId(2), AttributeId(9)]);
    assert_eq!((found.all_of, found.any_of), (vec![AuditorId(5)], vec![]));
    assert_eq!(
        (found.units, found.asset, found.min_tier),
        (MAX_UNITS, AssetIndex(7), MAX_TIER)
    );
}

#[test]
fn unknown_names_are_named() {
    let name = || "tpu".to_string();
    assert_eq!(
        refused(|demand| demand.alternatives[1].class = name()),
        DemandError::UnknownClass {
            name: Echo::of("tpu")
        }
    );
    assert_eq!(
        refused(|demand| demand.attributes[0] = name()),
        DemandError::UnknownAttribute {
            name: Echo::of("tpu")
        }
    );
    let ben = addr("ben");
    assert_eq!(
        refused(|demand| demand.signed_by.any_of = vec![ben.to_string()]),
        DemandError::UnknownAuditor {
            address: Echo::of(ben)
        }
    );
}

#[test]
fn a_name_is_repeated_in_part_and_without_tricks() {
    let refused = refused(|demand| demand.attributes[0] = "\u{202e}".repeat(100_000));
    let text = refused.to_string();
    assert!(text.len() < 1_000, "{} bytes", text.len());
    assert!(text.contains("\\u{202e}"), "{text}");
}

/// The list or number that is out of bounds.
fn out_of_bounds(change: impl FnOnce(&mut Demand)) -> &'static str {
    match refused(change) {
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
fn numbers_and_lists_are_bounded() {
    let numbers = |count: usize| (0..count).map(|n| n.to_string());
    let cases: [(&str, Change); 4] = [
        ("units", |demand| demand.units = 0),
        ("units", |demand| demand.units = MAX_UNITS + 1),
        ("asset", |demand| demand.asset = AssetIndex(8)),
        ("min_tier", |demand| demand.min_tier = Tier(MAX_TIER.0 + 1)),
    ];
    for (what, change) in cases {
        assert_eq!(out_of_bounds(change), what);
    }
    let classes = |names: Vec<String>| names.iter().map(|name| alternative(name)).collect();
    for names in [vec![], numbers(9).collect(), vec!["gpu".to_string(); 2]] {
        let alternatives = classes(names);
        let found = out_of_bounds(|demand| demand.alternatives = alternatives);
        assert_eq!(found, "alternatives");
    }
    for attributes in [numbers(25).collect(), vec!["a=1".to_string(); 2]] {
        let found = out_of_bounds(|demand| demand.attributes = attributes);
        assert_eq!(found, "attributes");
    }
    for auditors in [numbers(5).collect(), vec![addr("aud").to_string(); 2]] {
        let all_of = auditors.clone();
        let found = out_of_bounds(|demand| demand.signed_by.all_of = all_of);
        assert_eq!(found, "signed_by.all_of");
        let found = out_of_bounds(|demand| demand.signed_by.any_of = auditors);
        assert_eq!(found, "signed_by.any_of");
    }
}

#[test]
fn an_auditor_is_named_by_an_address_of_this_chain() {
    let shouted = addr("aud").as_str().to_uppercase();
    let refused = refused(|demand| demand.signed_by.any_of = vec![shouted.clone()]);
    let text = Echo::of(shouted);
    assert!(
        matches!(&refused, DemandError::Guard(GuardError::Address { text: found, .. }) if *found == text),
        "{refused}"
    );
}

#[test]
fn what_can_never_match_is_refused() {
    assert_eq!(
        refused(|demand| demand.alternatives[0].ceiling = Rate::ZERO),
        DemandError::ZeroCeiling {
            class: Echo::of("gpu")
        }
    );
    for length in [0, 31, 33] {
        let error = refused(|demand| demand.manifest_hash = vec![7; length].into());
        assert_eq!(error, DemandError::ManifestHash { length });
    }
    let class = VolumeClass::Ssd;
    let empty = vec![Volume { class, gib: 0 }];
    assert_eq!(
        refused(|demand| demand.unit.volumes = empty),
        DemandError::Volumes
    );
}
