//! Names and the ids that stand for them.

use cosmwasm_std::{HexBinary, Response, Storage};
use tender_attestation::ContractError;
use tender_guard::GuardError;
use tender_interfaces::attestation::{
    attribute_key, class_id_key, class_key, AddAttributesResponse, AddClassesResponse, Attribute,
    AttributeResult, AttributeRow, AttributesResponse, Class, ClassResult, ClassRow,
    ClassesResponse, ExecuteMsg, NewClass, QueryMsg, Slice, MAX_CLASS_MEMORY, MAX_MIN_BOND,
    MAX_NAME, MAX_NEW_ATTRIBUTES, MAX_NEW_CLASSES, MAX_PARTS, REGION,
};
use tender_interfaces::events::{
    AttributeAdded, AttributePresent, ClassAdded, ClassBondSet, ClassPresent, EntryRefused,
};
use tender_testkit::solo::{addr, data, event};
use tender_types::{Akt, AttributeId, ClassId, Echo, Resources, Volume, VolumeClass};

use crate::verbs::{
    add_attributes, add_classes, admit, empty, h100, new_class, profile, Solo, Verbs, EU, H100,
};

/// A part of a device of that name, with memory of its own.
pub fn slice(of: &str, parts: u32, memory_gib: u32) -> NewClass {
    NewClass {
        slice_of: Some(Slice {
            class: of.to_string(),
            parts,
        }),
        ..new_class("nvidia", "h100", memory_gib, Some("mig"))
    }
}

/// What became of the only class of a message.
fn class_result(response: &Response) -> ClassResult {
    let told: AddClassesResponse = data(response);
    let [result] = told.results.as_slice() else {
        panic!("one result: {told:?}");
    };
    result.clone()
}

/// Adds one class; what it is refused for.
fn refused(solo: &mut Solo, new: NewClass) -> String {
    match class_result(&solo.ok("gov", add_classes(vec![new]))) {
        ClassResult::Refused { error } => error,
        other => panic!("refused: {other:?}"),
    }
}

fn added(solo: &mut Solo, new: NewClass) -> ClassId {
    match class_result(&solo.ok("gov", add_classes(vec![new]))) {
        ClassResult::Added { class } => class,
        other => panic!("added: {other:?}"),
    }
}

/// Adds one attribute; what it is refused for.
fn attribute_refused(solo: &mut Solo, name: &str) -> String {
    let told: AddAttributesResponse = data(&solo.ok("gov", add_attributes(&[name])));
    match told.results.as_slice() {
        [AttributeResult::Refused { error }] => error.clone(),
        other => panic!("refused: {other:?}"),
    }
}

#[test]
fn a_class_is_published_by_its_name_and_by_its_id() {
    let mut solo = empty();
    let response = solo.ok("gov", add_classes(vec![h100()]));
    let class = ClassId(1);
    assert_eq!(class_result(&response), ClassResult::Added { class });
    let expected = ClassAdded {
        class,
        name: H100.to_string(),
        carries: h100().carries,
        device: class,
        parts: 1,
        bond_per_unit: Akt(50),
    };
    assert_eq!(event::<ClassAdded>(&response), expected);
    let row = ClassRow {
        class,
        carries: h100().carries,
        vendor: "nvidia".to_string(),
        model: "h100".to_string(),
        memory_gib: 80,
        interface: Some("sxm".to_string()),
        device: class,
        parts: 1,
        bond_per_unit: Akt(50),
    };
    assert!(row.is_whole());
    for key in [class_key(H100), class_id_key(class)] {
        assert_eq!(solo.published(&key), Some(row.clone()));
    }
    // Without an interface the name ends with the memory.
    let any = new_class("nvidia", "h100", 80, None);
    assert_eq!(added(&mut solo, any), ClassId(2));
    let any: ClassRow = solo.published(&class_key("nvidia/h100/80Gi")).unwrap();
    assert_eq!((any.class, any.interface), (ClassId(2), None));
}

#[test]
fn a_list_can_be_sent_again() {
    let mut solo = empty();
    let list = || add_classes(vec![h100(), slice(H100, 7, 10)]);
    let added = |class| ClassResult::Added {
        class: ClassId(class),
    };
    let first: AddClassesResponse = data(&solo.ok("gov", list()));
    assert_eq!(first.results, [added(1), added(2)]);
    let before = solo.rows();
    let again = solo.ok("gov", list());
    let present = |class| ClassResult::Present {
        class: ClassId(class),
    };
    let told: AddClassesResponse = data(&again);
    assert_eq!(told.results, [present(1), present(2)]);
    let expected = ClassPresent {
        class: ClassId(2),
        name: "nvidia/h100/10Gi/mig".to_string(),
    };
    assert_eq!(ClassPresent::try_from(&again.events[1]), Ok(expected));
    assert_eq!(solo.rows(), before, "nothing is written");

    let list = || add_attributes(&[EU, "region=us-east"]);
    solo.ok("gov", list());
    let before = solo.rows();
    let again = solo.ok("gov", list());
    let present = |attribute| AttributeResult::Present {
        attribute: AttributeId(attribute),
    };
    let told: AddAttributesResponse = data(&again);
    assert_eq!(told.results, [present(1), present(2)]);
    let expected = AttributePresent {
        attribute: AttributeId(1),
        name: EU.to_string(),
    };
    assert_eq!(AttributePresent::try_from(&again.events[0]), Ok(expected));
    assert_eq!(solo.rows(), before);
}

#[test]
fn one_bad_entry_leaves_the_others() {
    let mut solo = empty();
    let bad = new_class("NVIDIA", "h100", 80, None);
    let other = new_class("amd", "mi300x", 192, None);
    let response = solo.ok("gov", add_classes(vec![h100(), bad, other]));
    let told: AddClassesResponse = data(&response);
    let error = ContractError::ClassPart {
        what: "vendor",
        text: "NVIDIA".into(),
        max: MAX_NAME,
    };
    let error = error.to_string();
    let added = |class| ClassResult::Added {
        class: ClassId(class),
    };
    let refused = ClassResult::Refused {
        error: error.clone(),
    };
    assert_eq!(told.results, [added(1), refused, added(2)]);
    let name = "NVIDIA/h100/80Gi".to_string();
    let expected = EntryRefused { name, error };
    assert_eq!(EntryRefused::try_from(&response.events[1]), Ok(expected));

    let response = solo.ok("gov", add_attributes(&["a=1", "b", "c=3"]));
    let told: AddAttributesResponse = data(&response);
    let [_, AttributeResult::Refused { error }, AttributeResult::Added { attribute }] =
        told.results.as_slice()
    else {
        panic!("{told:?}");
    };
    assert!(error.starts_with("attestation/attribute_name: 'b'"));
    assert_eq!(*attribute, AttributeId(2));
}

#[test]
fn what_is_told_of_a_refusal_is_bounded() {
    let mut solo = empty();
    let long = "x".repeat(100_000);
    let response = solo.ok("gov", add_classes(vec![new_class(&long, "y", 1, None)]));
    let told: EntryRefused = event(&response);
    assert!(told.name.len() < 200 && told.error.len() < 500);
    let response = solo.ok("gov", add_attributes(&[&long]));
    let told: EntryRefused = event(&response);
    assert!(told.name.len() < 200 && told.error.len() < 500);
}

#[test]
fn a_batch_is_bounded() {
    let mut solo = empty();
    let classes = |count: usize| {
        let class = |n| new_class("x", &format!("m{n}"), 1, None);
        add_classes((0..count).map(class).collect())
    };
    let names = |count: usize| ExecuteMsg::AddAttributes {
        names: (0..count).map(|n| format!("k=v{n}")).collect(),
    };
    let out = |what, length, max| {
        ContractError::from(GuardError::ListLength {
            what,
            length,
            min: 1,
            max,
        })
    };
    for length in [0, MAX_NEW_CLASSES + 1] {
        let expected = out("classes", length, 50);
        assert_eq!(solo.err("gov", classes(length)), expected);
    }
    for length in [0, MAX_NEW_ATTRIBUTES + 1] {
        let expected = out("names", length, 100);
        assert_eq!(solo.err("gov", names(length)), expected);
    }
    solo.ok("gov", classes(MAX_NEW_CLASSES));
    solo.ok("gov", names(MAX_NEW_ATTRIBUTES));
}

/// What writes a text into a class.
type Change = fn(&mut NewClass, String);

#[test]
fn the_parts_of_a_class_have_one_form() {
    let mut solo = empty();
    let with = |change: Change, text: &str| {
        let mut new = h100();
        change(&mut new, text.to_string());
        new
    };
    let parts: [(&str, Change); 3] = [
        ("vendor", |new, text| new.vendor = text),
        ("model", |new, text| new.model = text),
        ("interface", |new, text| new.interface = Some(text)),
    ];
    for (what, change) in parts {
        for bad in ["", "/a", ".a", "-a", "a/b", "A", "a b", "a=b", "a\n", "é"] {
            let expected = ContractError::ClassPart {
                what,
                text: Echo::of(bad),
                max: MAX_NAME,
            };
            let refused = refused(&mut solo, with(change, bad));
            assert_eq!(refused, expected.to_string());
        }
        for good in ["9", "rtx-4090", "v1.2_x"] {
            added(&mut solo, with(change, good));
        }
    }
    // All together are as long as a name may be: `x/{model}/1Gi`.
    let model = "m".repeat(MAX_NAME - 6);
    added(&mut solo, new_class("x", &model, 1, None));
    let error = refused(&mut solo, new_class("x", &format!("{model}m"), 1, None));
    assert!(error.starts_with("attestation/class_name:"), "{error}");
}

#[test]
fn numbers_of_a_class_are_within_their_bounds() {
    let mut solo = empty();
    let memory = |memory_gib| new_class("x", "m", memory_gib, None);
    let parts = |parts| slice(H100, parts, parts + 1);
    let locks = |amount, memory_gib| NewClass {
        bond_per_unit: Akt(amount),
        ..new_class("x", "n", memory_gib, None)
    };
    added(&mut solo, h100());
    let most = MAX_MIN_BOND.0;
    for (new, what) in [
        (memory(0), "memory_gib"),
        (memory(MAX_CLASS_MEMORY + 1), "memory_gib"),
        (parts(0), "parts"),
        (parts(1), "parts"),
        (parts(MAX_PARTS + 1), "parts"),
        (locks(0, 1), "bond_per_unit"),
        (locks(most + 1, 1), "bond_per_unit"),
    ] {
        let error = refused(&mut solo, new);
        let expected = format!("guard/out_of_range: {what} is ");
        assert!(error.starts_with(&expected), "{error}");
    }
    for new in [
        memory(1),
        memory(MAX_CLASS_MEMORY),
        parts(2),
        parts(MAX_PARTS),
        locks(1, 1),
        locks(most, 2),
    ] {
        added(&mut solo, new);
    }
}

#[test]
fn a_slice_is_of_a_whole_device_of_the_same_make() {
    let mut solo = empty();
    let error = refused(&mut solo, slice(H100, 7, 10));
    assert!(error.starts_with("attestation/unknown_class:"), "{error}");
    added(&mut solo, h100());
    added(&mut solo, new_class("nvidia", "a100", 80, None));
    let class = added(&mut solo, slice(H100, 7, 10));
    let row: ClassRow = solo.published(&class_id_key(class)).unwrap();
    assert_eq!((row.device, row.parts), (ClassId(1), 7));
    assert!(!row.is_whole());
    // Two profiles can have the same memory: the model then says which.
    let profiled = |model: &str| NewClass {
        model: model.to_string(),
        ..slice(H100, 7, 20)
    };
    added(&mut solo, profiled("h100-1g.20gb"));
    added(&mut solo, profiled("h100-2g.20gb"));
    let error = refused(&mut solo, profiled("h1000-1g.20gb"));
    assert!(error.starts_with("attestation/slice_of:"), "{error}");
    for (of, why) in [
        ("nvidia/h100/10Gi/mig", "a slice of a slice"),
        ("nvidia/a100/80Gi", "another model"),
    ] {
        let expected = ContractError::SliceOf { name: of.into() };
        let refused = refused(&mut solo, slice(of, 2, 5));
        assert_eq!(refused, expected.to_string(), "{why}");
    }
}

#[test]
fn a_class_never_changes() {
    let mut solo = empty();
    added(&mut solo, h100());
    let changes: [fn(&mut NewClass); 3] = [
        |new| new.carries.cpu_milli += 1,
        |new| new.bond_per_unit = Akt(51),
        |new| {
            new.slice_of = Some(Slice {
                class: H100.to_string(),
                parts: 2,
            })
        },
    ];
    let expected = ContractError::ClassDiffers { name: H100.into() };
    for change in changes {
        let mut new = h100();
        change(&mut new);
        assert_eq!(refused(&mut solo, new), expected.to_string());
    }
}

#[test]
fn the_owner_sets_what_a_unit_locks() {
    let mut solo = empty();
    added(&mut solo, h100());
    let set = |bond_per_unit| ExecuteMsg::SetClassBond {
        class: H100.to_string(),
        bond_per_unit: Akt(bond_per_unit),
    };
    let told: ClassBondSet = event(&solo.ok("gov", set(70)));
    let expected = ClassBondSet {
        class: ClassId(1),
        name: H100.to_string(),
        bond_per_unit: Akt(70),
    };
    assert_eq!(told, expected);
    for key in [class_key(H100), class_id_key(ClassId(1))] {
        let row: ClassRow = solo.published(&key).unwrap();
        assert_eq!(row.bond_per_unit, Akt(70));
    }
    let same = ContractError::from(GuardError::NoChange);
    assert_eq!(solo.err("gov", set(70)), same);
    for amount in [0, MAX_MIN_BOND.0 + 1] {
        let error = solo.err("gov", set(amount));
        assert!(matches!(
            error,
            ContractError::Guard(GuardError::OutOfRange { .. })
        ));
    }
    let unknown = ExecuteMsg::SetClassBond {
        class: "x/y/1Gi".to_string(),
        bond_per_unit: Akt(1),
    };
    let expected = ContractError::UnknownClass {
        name: "x/y/1Gi".into(),
    };
    assert_eq!(solo.err("gov", unknown), expected);
}

#[test]
fn an_attribute_has_an_id_and_so_has_its_key() {
    let mut solo = empty();
    let response = solo.ok("gov", add_attributes(&["tier=community"]));
    let expected = AttributeAdded {
        attribute: AttributeId(1),
        key: 2,
        name: "tier=community".to_string(),
    };
    assert_eq!(event::<AttributeAdded>(&response), expected);
    solo.ok(
        "gov",
        add_attributes(&[EU, "region=us-east", "tier=premium"]),
    );
    let row = |solo: &Solo, name| -> AttributeRow { solo.published(&attribute_key(name)).unwrap() };
    let expected = |attribute, key| AttributeRow {
        attribute: AttributeId(attribute),
        key,
    };
    assert_eq!(row(&solo, "tier=community"), expected(1, 2));
    assert_eq!(row(&solo, EU), expected(2, REGION));
    assert_eq!(row(&solo, "region=us-east"), expected(3, REGION));
    assert_eq!(row(&solo, "tier=premium"), expected(4, 2));
}

#[test]
fn attribute_names_are_a_key_and_a_value() {
    let mut solo = empty();
    let longest = format!("k={}", "v".repeat(MAX_NAME - 2));
    for good in ["k=v", "tier=community", "feature/x=~!", &longest] {
        let told: AddAttributesResponse = data(&solo.ok("gov", add_attributes(&[good])));
        assert!(matches!(
            told.results.as_slice(),
            [AttributeResult::Added { .. }]
        ));
    }
    let longer = format!("{longest}v");
    for bad in [
        "", "=", "k=", "=v", "kv", "k=v=w", "k==v", "k =v", "k=v\t", "k=é", &longer,
    ] {
        let expected = ContractError::AttributeName {
            name: Echo::of(bad),
            max: MAX_NAME,
        };
        assert_eq!(attribute_refused(&mut solo, bad), expected.to_string());
    }
}

/// A name of the greatest length is found again, and one longer is nobody's.
#[test]
fn the_longest_names_are_found() {
    let mut solo = empty();
    let model = "m".repeat(MAX_NAME - 6);
    let longest = new_class("x", &model, 1, None);
    added(&mut solo, longest.clone());
    let again = class_result(&solo.ok("gov", add_classes(vec![longest])));
    assert_eq!(again, ClassResult::Present { class: ClassId(1) });
    let attribute = format!("k={}", "v".repeat(MAX_NAME - 2));
    solo.ok("gov", add_attributes(&[&attribute]));
    let register = |attribute: &str| ExecuteMsg::Register {
        profile: profile("https://pia.example", &[attribute]),
    };
    let longer = format!("{attribute}v");
    let unknown = ContractError::UnknownAttribute {
        name: Echo::of(&longer),
    };
    assert_eq!(solo.err("pia", register(&longer)), unknown);
    solo.ok("pia", register(&attribute));
}

#[test]
fn a_class_carries_something_in_one_form() {
    let mut solo = empty();
    let with = |volumes: &[(VolumeClass, u64)]| NewClass {
        carries: Resources {
            volumes: volumes
                .iter()
                .map(|(class, mib)| Volume {
                    class: *class,
                    mib: *mib,
                })
                .collect(),
            ..Resources::default()
        },
        ..h100()
    };
    let (hdd, nvme) = (VolumeClass::Hdd, VolumeClass::Nvme);
    for wrong in [
        with(&[]),
        with(&[(nvme, 1), (hdd, 1)]),
        with(&[(hdd, 1), (hdd, 1)]),
        with(&[(hdd, 0)]),
    ] {
        let error = refused(&mut solo, wrong);
        assert!(error.starts_with("attestation/carries:"), "{error}");
    }
    added(&mut solo, with(&[(hdd, 1), (nvme, 1)]));
}

#[test]
fn no_name_meets_another_row() {
    let mut solo = empty();
    let version = cw2::get_contract_version(&solo.deps.storage).unwrap();
    // With attributes under `c` this one would be near the cw2 row.
    solo.ok("gov", add_attributes(&["ontract_info=1"]));
    added(&mut solo, new_class("ontract_info", "x", 1, None));
    let after = cw2::get_contract_version(&solo.deps.storage).unwrap();
    assert_eq!(after, version);
}

#[test]
fn ids_end_with_an_error() {
    let mut solo = empty();
    // The row of last ids: every sequence at its end, as numbers of seven bits a byte.
    let (u32_max, u16_max) = ("ffffffff0f", "ffff03");
    let last = format!("01{u32_max}{u16_max}{u16_max}{u16_max}{u16_max}");
    let last = HexBinary::from_hex(&last).unwrap();
    solo.deps.storage.set(b"n", &last);
    let register = ExecuteMsg::Register {
        profile: profile("https://pia.example", &[]),
    };
    let used_up = |what| ContractError::IdsUsedUp { what };
    assert_eq!(solo.err("pia", register), used_up("provider"));
    assert_eq!(solo.err("gov", admit("audrey")), used_up("auditor"));
    let before = solo.rows();
    let refused = refused(&mut solo, h100());
    assert_eq!(refused, used_up("class").to_string());
    let refused = attribute_refused(&mut solo, "a=b");
    assert_eq!(refused, used_up("attribute").to_string());
    assert_eq!(solo.rows(), before);
    // With keys used up, an attribute of a key that is there still has room.
    let last = HexBinary::from_hex(&format!("01{u32_max}{u16_max}01{u16_max}{u16_max}"));
    solo.deps.storage.set(b"n", &last.unwrap());
    let refused = attribute_refused(&mut solo, "a=b");
    assert_eq!(refused, used_up("key").to_string());
    solo.ok("gov", add_attributes(&[EU]));
}

#[test]
fn only_the_owner_adds_to_the_catalog() {
    let mut solo = empty();
    let set = ExecuteMsg::SetClassBond {
        class: H100.to_string(),
        bond_per_unit: Akt(1),
    };
    for msg in [add_classes(vec![h100()]), add_attributes(&["a=b"]), set] {
        for sender in ["ana", "gil", "token", "orderbook"] {
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
    let classes = ["z", "y", "x"].map(|model| new_class("v", model, 1, None));
    solo.ok("gov", add_classes(classes.to_vec()));
    solo.ok("gov", add_attributes(&["z=1", "y=1", "x=1"]));
    let page = QueryMsg::Classes {
        start_after: Some(ClassId(1)),
        limit: Some(1),
    };
    let found: ClassesResponse = solo.told(&page);
    let expected = Class {
        class: ClassId(2),
        name: "v/y/1Gi".to_string(),
        vendor: "v".to_string(),
        model: "y".to_string(),
        memory_gib: 1,
        interface: None,
        device: ClassId(2),
        parts: 1,
        carries: h100().carries,
        bond_per_unit: Akt(50),
    };
    assert_eq!(found.classes, vec![expected.clone()]);
    let name = "v/y/1Gi".to_string();
    assert_eq!(solo.told::<Class>(&QueryMsg::Class { name }), expected);
    let unknown = solo.query::<_, Class>(&QueryMsg::Class {
        name: "v/w/1Gi".to_string(),
    });
    let expected = ContractError::UnknownClass {
        name: "v/w/1Gi".into(),
    };
    assert_eq!(unknown, Err(expected));
    let page = QueryMsg::Attributes {
        start_after: Some(AttributeId(2)),
        limit: None,
    };
    let found: AttributesResponse = solo.told(&page);
    let expected = Attribute {
        attribute: AttributeId(3),
        key: 4,
        name: "x=1".to_string(),
    };
    assert_eq!(found.attributes, vec![expected]);
}
