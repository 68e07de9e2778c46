//! The bytes of every row: what a migration must respect.

use cosmwasm_std::Storage;
use tender_guard::canonical;
use tender_interfaces::bme::ExecuteMsg;
use tender_interfaces::roles::ActionClass;

use crate::desk::{addr, Desk, ONE};

/// An address as a field: its length and its bytes.
fn field(desk: &Desk, name: &str) -> Vec<u8> {
    let address = canonical(&desk.deps.api, addr(name).as_str()).unwrap();
    let mut bytes = vec![u8::try_from(address.len()).unwrap()];
    bytes.extend_from_slice(&address);
    bytes
}

#[test]
fn rows_are_where_and_what_they_were() {
    let mut desk = Desk::new();
    desk.mint("ana", 10 * ONE).unwrap();
    desk.redeem("ana", 300).unwrap();
    desk.burn("ana", 200).unwrap();
    let class = ActionClass::Spend;
    desk.run("gil", ExecuteMsg::Pause { class }).unwrap();
    let store = &desk.deps.storage;

    // 9 974 500 in groups of seven bits, the lowest first.
    let key = [vec![b'b'], field(&desk, "ana")].concat();
    assert_eq!(store.get(&key).unwrap(), [1, 0xe4, 0xe5, 0xe0, 0x04]);
    // Minted 9 975 000, redeemed 300, burned 200; AKT burned 10 000 000, minted 300, none uncovered.
    let ledger = [
        1, 0xd8, 0xe9, 0xe0, 0x04, 0xac, 0x02, 0xc8, 0x01, 0x80, 0xad, 0xe2, 0x04, 0xac, 0x02, 0,
    ];
    assert_eq!(store.get(b"L").unwrap(), ledger);
    let config = [
        vec![1],
        field(&desk, "token"),
        field(&desk, "oracle"),
        vec![2],
        field(&desk, "escrow"),
        field(&desk, "auction"),
        // Spreads 25 and 0, lines 9 500 and 9 000, minimum 1 000 000, `Spend` paused.
        vec![25, 0, 0x9c, 0x4a, 0xa8, 0x46, 0xc0, 0x84, 0x3d, 4],
    ];
    assert_eq!(store.get(b"C").unwrap(), config.concat());
    assert!(store.get(b"O").is_some());
    assert!(store.get(b"contract_info").is_some());
}

#[test]
fn an_emptied_balance_leaves_no_row() {
    let mut desk = Desk::new();
    desk.mint("ana", 10 * ONE).unwrap();
    desk.send("ana", "escrow", 9_975_000).unwrap();
    let key = [vec![b'b'], field(&desk, "ana")].concat();
    assert_eq!(desk.deps.storage.get(&key), None);
}
