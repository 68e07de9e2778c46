//! The bytes of every row. They are what other contracts read and what a migration must respect.

use cosmwasm_std::Storage;
use tender_interfaces::admin::{ActionClass, AdminMsg};
use tender_interfaces::oracle::ExecuteMsg;
use tender_testkit::solo::canonical;

use crate::verbs::{opened, opening, oracle, Verbs, NOW};

#[test]
fn rows_are_where_and_what_they_were() {
    let mut solo = oracle();
    // Version, nothing paused, slots 0 to 2 taken.
    assert_eq!(solo.deps.storage.get(b"C").unwrap(), [1, 0, 0b111]);
    solo.report("fin", "1.25", NOW).unwrap();
    let class = ActionClass::Report;
    let pause = ExecuteMsg::Admin(AdminMsg::Pause { class });
    solo.send("gov", &pause).unwrap();
    let store = &solo.deps.storage;

    // Version, quorum 2, staleness 60, deviation 100, one report: slot 1, 1.25 · 10¹⁸, time.
    let price = [
        1, 2, 60, 100, 1, 1, 0x80, 0x80, 0xf4, 0x89, 0x89, 0x8c, 0xb9, 0xac, 0x11, 0x80, 0xa4,
        0xa7, 0xda, 0x06,
    ];
    assert_eq!(store.get(b"p").unwrap(), price);
    // Version, one pause: `Report`, without an end; slots 0 to 2 taken.
    assert_eq!(store.get(b"C").unwrap(), [1, 1, 0, 0, 0b111]);

    let fin = canonical("fin");
    let mut key = vec![b'f', u8::try_from(fin.len()).unwrap()];
    key.extend_from_slice(&fin);
    assert_eq!(store.get(&key).unwrap(), [1, 1]);
    assert!(store.get(b"O").is_some());
    assert!(store.get(b"contract_info").is_some());
}

#[test]
fn a_full_price_row_stays_small() {
    let names: Vec<String> = (0..16).map(|number| format!("f{number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut solo = opened(&opening(&names)).unwrap();
    for name in names {
        solo.report(name, "1.234567", NOW).unwrap();
    }
    let bytes = solo.deps.storage.get(b"p").unwrap().len();
    println!("price row with 16 reports: {bytes} bytes");
    assert!(bytes <= 16 * 15 + 6, "{bytes}");
}
