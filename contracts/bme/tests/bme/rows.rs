//! The bytes of every row: what a migration must respect.

use cosmwasm_std::Storage;
use tender_interfaces::admin::ActionClass;
use tender_testkit::solo::canonical;

use crate::verbs::{bme, Verbs, ONE};

/// An address as a field: its length and its bytes.
fn field(name: &str) -> Vec<u8> {
    let address = canonical(name);
    let mut bytes = vec![u8::try_from(address.len()).unwrap()];
    bytes.extend_from_slice(&address);
    bytes
}

#[test]
fn rows_are_where_and_what_they_were() {
    let mut solo = bme();
    solo.mint("ana", 10 * ONE).unwrap();
    solo.redeem("ana", 300).unwrap();
    solo.burn("ana", 200).unwrap();
    let store = &solo.deps.storage;

    // 9 974 500 in groups of seven bits, the lowest first.
    let key = [vec![b'b'], field("ana")].concat();
    assert_eq!(store.get(&key).unwrap(), [1, 0xe4, 0xe5, 0xe0, 0x04]);
    // Minted 9 975 000, redeemed 300, burned 200; AKT burned 10 000 000, minted 300, none uncovered.
    let ledger = [
        1, 0xd8, 0xe9, 0xe0, 0x04, 0xac, 0x02, 0xc8, 0x01, 0x80, 0xad, 0xe2, 0x04, 0xac, 0x02, 0,
    ];
    assert_eq!(store.get(b"L").unwrap(), ledger);
    let config = |paused: &[u8]| {
        [
            vec![1],
            field("token"),
            field("oracle"),
            vec![2],
            field("escrow"),
            field("auction"),
            // Version 1; spreads 25 and 0, lines 9 500 and 9 000, minimum 1 000 000.
            vec![1, 25, 0, 0x9c, 0x4a, 0xa8, 0x46, 0xc0, 0x84, 0x3d],
            paused.to_vec(),
        ]
        .concat()
    };
    assert_eq!(store.get(b"C").unwrap(), config(&[0]));
    assert!(store.get(b"O").is_some());
    assert!(store.get(b"contract_info").is_some());

    solo.pause("gov", ActionClass::Spend);
    // One pause: `Spend`, without an end.
    let paused = config(&[1, 2, 0]);
    assert_eq!(solo.deps.storage.get(b"C").unwrap(), paused);
}

#[test]
fn an_emptied_balance_leaves_no_row() {
    let mut solo = bme();
    solo.mint("ana", 10 * ONE).unwrap();
    solo.hand("ana", "escrow", 9_975_000).unwrap();
    let key = [vec![b'b'], field("ana")].concat();
    assert_eq!(solo.deps.storage.get(&key), None);
}
