//! Names and the ids that stand for them.

use cosmwasm_std::{HexBinary, Storage};
use tender_attestation::ContractError;
use tender_guard::GuardError;
use tender_interfaces::attestation::{
    attribute_key, class_key, Attribute, AttributesResponse, Class, ClassRow, ClassesResponse,
    ExecuteMsg, IdRow, QueryMsg, MAX_NAME,
};
use tender_interfaces::events::{AttributeAdded, ClassAdded};
use tender_testkit::solo::{addr, data, event};
use tender_types::{AttributeId, ClassId, Echo, Resources, Volume, VolumeClass};

use crate::verbs::{add_attribute, add_class, admit, empty, profile, Verbs};

#[test]
fn ids_start_at_one_have_no_gaps_and_are_published_by_name() {
    let mut solo = empty();
    let first = solo.ok("gov", add_class("nvidia/h100/80Gi/sxm"));
    assert_eq!(data::<ClassId>(&first), ClassId(1));
    let expected = ClassAdded {
        class: ClassId(1),
        name: "nvidia/h100/80Gi/sxm".to_string(),
    };
    assert_eq!(event::<ClassAdded>(&first), expected);
    let taken = ContractError::NameTaken {
        name: "nvidia/h100/80Gi/sxm".into(),
    };
    assert_eq!(solo.err("gov", add_class("nvidia/h100/80Gi/sxm")), taken);
    assert_eq!(
        data::<ClassId>(&solo.ok("gov", add_class("cpu/4Gi"))),
        ClassId(2)
    );
    let row: ClassRow = solo.published(&class_key("cpu/4Gi")).unwrap();
    assert_eq!((row.class, row.carries.cpu_milli), (ClassId(2), 16_000));

    let first = solo.ok("gov", add_attribute("region=eu-west"));
    assert_eq!(data::<AttributeId>(&first), AttributeId(1));
    let expected = AttributeAdded {
        attribute: AttributeId(1),
        name: "region=eu-west".to_string(),
    };
    assert_eq!(event::<AttributeAdded>(&first), expected);
    solo.ok("gov", add_attribute("region=us-east"));
    let row = solo.published(&attribute_key("region=us-east"));
    assert_eq!(row, Some(IdRow { id: 2 }));
}

#[test]
fn a_name_is_taken_once() {
    let mut solo = empty();
    for msg in [add_class("cpu/4Gi"), add_attribute("a=b")] {
        solo.ok("gov", msg.clone());
        let error = solo.err("gov", msg);
        assert!(matches!(error, ContractError::NameTaken { .. }), "{error}");
    }
    // Another case is another name: GPU memory is written 80Gi.
    solo.ok("gov", add_class("CPU/4Gi"));
}

#[test]
fn class_names_have_one_form() {
    let mut solo = empty();
    let longest = "a".repeat(MAX_NAME);
    for good in ["a", "9", "nvidia/h100/80Gi/sxm", "cpu/2.5_x-y", &longest] {
        solo.ok("gov", add_class(good));
    }
    let longer = "a".repeat(MAX_NAME + 1);
    for bad in [
        "", "/a", ".a", "-a", "_a", "a b", "a=b", "a\n", "é", &longer,
    ] {
        let expected = ContractError::ClassName {
            name: Echo::of(bad),
            max: MAX_NAME,
        };
        assert_eq!(solo.err("gov", add_class(bad)), expected);
    }
}

#[test]
fn attribute_names_are_a_key_and_a_value() {
    let mut solo = empty();
    let longest = format!("k={}", "v".repeat(MAX_NAME - 2));
    for good in ["k=v", "tier=community", "feature/x=~!", &longest] {
        solo.ok("gov", add_attribute(good));
    }
    let longer = format!("{longest}v");
    for bad in [
        "", "=", "k=", "=v", "kv", "k=v=w", "k==v", "k =v", "k=v\t", "k=é", &longer,
    ] {
        let expected = ContractError::AttributeName {
            name: Echo::of(bad),
            max: MAX_NAME,
        };
        assert_eq!(solo.err("gov", add_attribute(bad)), expected);
    }
}

#[test]
fn a_class_carries_something_in_one_form() {
    let mut solo = empty();
    let with = |volumes: &[(VolumeClass, u32)]| Resources {
        volumes: volumes
            .iter()
            .map(|(class, gib)| Volume {
                class: *class,
                gib: *gib,
            })
            .collect(),
        ..Resources::default()
    };
    let (hdd, nvme) = (VolumeClass::Hdd, VolumeClass::Nvme);
    for wrong in [
        Resources::default(),
        with(&[(nvme, 1), (hdd, 1)]),
        with(&[(hdd, 1), (hdd, 1)]),
        with(&[(hdd, 0)]),
    ] {
        let msg = ExecuteMsg::AddClass {
            name: "disk".to_string(),
            carries: wrong,
        };
        let error = solo.err("gov", msg);
        assert!(matches!(error, ContractError::Carries { .. }), "{error}");
    }
    let msg = ExecuteMsg::AddClass {
        name: "disk".to_string(),
        carries: with(&[(hdd, 1), (nvme, 1)]),
    };
    solo.ok("gov", msg);
}

#[test]
fn no_name_meets_another_row() {
    let mut solo = empty();
    let version = cw2::get_contract_version(&solo.deps.storage).unwrap();
    // With classes under `c` this one would be the cw2 row.
    solo.ok("gov", add_class("ontract_info"));
    let after = cw2::get_contract_version(&solo.deps.storage).unwrap();
    assert_eq!(after, version);
}

#[test]
fn ids_end_with_an_error() {
    let mut solo = empty();
    // The row of last ids: every sequence at its end, as numbers of seven bits a byte.
    let (u32_max, u16_max) = ("ffffffff0f", "ffff03");
    let last = format!("01{u32_max}{u16_max}{u16_max}{u16_max}");
    let last = HexBinary::from_hex(&last).unwrap();
    solo.deps.storage.set(b"n", &last);
    let register = ExecuteMsg::Register {
        profile: profile("https://pia.example", &[]),
    };
    for (sender, msg, what) in [
        ("pia", register, "provider"),
        ("gov", add_class("cpu/4Gi"), "class"),
        ("gov", add_attribute("a=b"), "attribute"),
        ("gov", admit("audrey"), "auditor"),
    ] {
        assert_eq!(solo.err(sender, msg), ContractError::IdsUsedUp { what });
    }
}

#[test]
fn only_the_owner_adds_to_the_catalog() {
    let mut solo = empty();
    for msg in [add_class("cpu/4Gi"), add_attribute("a=b")] {
        for sender in ["ana", "gil", "token", "escrow"] {
            let error = solo.err(sender, msg.clone());
            let refused = ContractError::Guard(GuardError::NotAllowed {
                role: "owner".to_string(),
                holder: addr("gov").to_string(),
            });
            assert_eq!(error, refused);
        }
    }
}

#[test]
fn the_catalog_is_listed_by_id() {
    let mut solo = empty();
    for name in ["z", "y", "x"] {
        solo.ok("gov", add_class(name));
        solo.ok("gov", add_attribute(&format!("{name}=1")));
    }
    let page = QueryMsg::Classes {
        start_after: Some(ClassId(1)),
        limit: Some(1),
    };
    let found: ClassesResponse = solo.told(&page);
    let expected = Class {
        class: ClassId(2),
        name: "y".to_string(),
        carries: Resources {
            cpu_milli: 16_000,
            ..Resources::default()
        },
    };
    assert_eq!(found.classes, vec![expected]);
    let page = QueryMsg::Attributes {
        start_after: Some(AttributeId(2)),
        limit: None,
    };
    let found: AttributesResponse = solo.told(&page);
    let expected = Attribute {
        attribute: AttributeId(3),
        name: "x=1".to_string(),
    };
    assert_eq!(found.attributes, vec![expected]);
}
