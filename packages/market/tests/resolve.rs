//! From names to ids.

// The allowance for tests in clippy.toml does not reach the helpers of a test file.
#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

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
    AccountId, AttributeId, AuditorId, ClassId, Rate, Resources, Volume, VolumeClass,
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
        asset: 7,
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
        (MAX_UNITS, 7, MAX_TIER)
    );
}

#[test]
fn unknown_names_are_named() {
    let name = "tpu".to_string();
    assert_eq!(
        refused(|demand| demand.alternatives[1].class = name.clone()),
        DemandError::UnknownClass { name: name.clone() }
    );
    assert_eq!(
        refused(|demand| demand.attributes[0] = name.clone()),
        DemandError::UnknownAttribute { name }
    );
    let address = addr("ben").to_string();
    assert_eq!(
        refused(|demand| demand.signed_by.any_of = vec![address.clone()]),
        DemandError::UnknownAuditor { address }
    );
}

#[test]
fn numbers_and_lists_are_bounded() {
    let bounds: Vec<fn(&mut Demand)> = vec![
        |demand| demand.units = 0,
        |demand| demand.units = MAX_UNITS + 1,
        |demand| demand.asset = 8,
        |demand| demand.min_tier = MAX_TIER + 1,
        |demand| demand.alternatives.clear(),
        |demand| demand.alternatives = (0..9).map(|n| alternative(&n.to_string())).collect(),
        |demand| demand.alternatives.push(alternative("gpu")),
        |demand| demand.attributes = (0..25).map(|n| n.to_string()).collect(),
        |demand| demand.attributes.push("a=1".to_string()),
        |demand| demand.signed_by.all_of = (0..5).map(|n| n.to_string()).collect(),
        |demand| demand.signed_by.any_of = vec![addr("aud").into(), addr("aud").into()],
        |demand| demand.signed_by.any_of = vec![addr("aud").as_str().to_uppercase()],
    ];
    for (place, wrong) in bounds.into_iter().enumerate() {
        let error = refused(wrong);
        assert!(matches!(error, DemandError::Guard(_)), "{place}: {error}");
    }
    let twice = refused(|demand| demand.attributes.push("a=1".to_string()));
    let what = "attributes";
    assert_eq!(twice, DemandError::Guard(GuardError::Duplicate { what }));
}

#[test]
fn what_can_never_match_is_refused() {
    assert_eq!(
        refused(|demand| demand.alternatives[0].ceiling = Rate::ZERO),
        DemandError::ZeroCeiling {
            class: "gpu".to_string()
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
