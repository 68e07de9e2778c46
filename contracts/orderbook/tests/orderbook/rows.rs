//! Keys and sizes of rows are fixed: a change needs a migration, and changes the gas of every take.

use cosmwasm_std::Storage;
use tender_interfaces::orderbook::TimeInForce;
use tender_orderbook::state::{BOOK, CONFIG, LOCATIONS, ORDERS, TENANT_ORDERS};
use tender_storage::RowItem;
use tender_types::{AskId, ClassId, OrderId, ProviderId, Rate};

use crate::verbs::*;

const H100_PER_HOUR: u128 = 555_555_555;

fn size(solo: &Solo, key: &[u8]) -> (usize, usize) {
    (key.len(), solo.deps.storage.get(key).unwrap().len())
}

#[test]
fn rows_are_as_short_as_the_readme_says() {
    let mut solo = open();
    solo.post("pia", offer(H100, H100_PER_HOUR, 64));
    solo.place(demand(2), book(TimeInForce::Gtt));
    let tenant = canonical("ana");
    let sizes = [
        ("C", size(&solo, &CONFIG.key())),
        ("n", size(&solo, b"n")),
        ("m", size(&solo, b"m")),
        (
            "a",
            size(&solo, &BOOK.key(&(ClassId(1), Rate(H100_PER_HOUR), 1))),
        ),
        ("q", size(&solo, &LOCATIONS.key(&(ProviderId(1), AskId(1))))),
        ("o", size(&solo, &ORDERS.key(&OrderId(1)))),
        (
            "t",
            size(&solo, &TENANT_ORDERS.key(&(tenant.clone(), OrderId(1)))),
        ),
    ];
    println!("row: key bytes, value bytes\n{sizes:?}");
    let address = tenant.len();
    let expected = [
        ("C", (1, 1 + 3 * (address + 1) + 1 + 1)),
        ("n", (1, 2)),
        ("m", (1, 2)),
        ("a", (16, 16)),
        ("q", (13, 9)),
        ("o", (9, 58 + address)),
        ("t", (1 + 1 + address + 8, 1)),
    ];
    assert_eq!(sizes, expected);
}

#[test]
fn the_book_is_in_order_of_class_rate_and_turn() {
    let key = BOOK.key(&(ClassId(0x0102), Rate(0x1000), 7));
    assert_eq!(key, [b'a', 1, 2, 2, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 7]);
    let key = LOCATIONS.key(&(ProviderId(5), AskId(7)));
    assert_eq!(key, [b'q', 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 7]);
    assert_eq!(ORDERS.key(&OrderId(9)), [b'o', 0, 0, 0, 0, 0, 0, 0, 9]);
    let next: [RowItem<tender_orderbook::state::Sequence>; 2] = [
        tender_orderbook::state::NEXT_ORDER,
        tender_orderbook::state::NEXT_ASK,
    ];
    assert_eq!(next.map(|row| row.key()), [vec![b'n'], vec![b'm']]);
}
