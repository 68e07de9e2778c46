//! What is stored, to the byte: keys are API, bytes are gas.

use std::collections::BTreeMap;

use cosmwasm_std::{Order, Storage};

use crate::verbs::*;

/// Length of key and value of every row, by the row's letter.
fn sizes(solo: &Solo) -> BTreeMap<char, Vec<(usize, usize)>> {
    let mut sizes: BTreeMap<char, Vec<(usize, usize)>> = BTreeMap::new();
    let rows = solo.deps.storage.range(None, None, Order::Ascending);
    for (key, value) in rows {
        let letter = char::from(key[0]);
        sizes
            .entry(letter)
            .or_default()
            .push((key.len(), value.len()));
    }
    sizes
}

#[test]
fn rows_are_short() {
    let mut solo = with(descending());
    let open = sizes(&solo);
    println!("open: {open:?}");
    assert_eq!(open.keys().collect::<String>(), "COch");
    assert!(open[&'h'][0].1 <= 160, "{open:?}");
    solo.bid(1, 900).unwrap();
    solo.bid(2, 800).unwrap();
    let bid = sizes(&solo);
    println!("after two bids: {bid:?}");
    assert_eq!(bid[&'s'].len(), 1);
    assert!(bid[&'s'][0].1 <= 32, "{bid:?}");

    let mut solo = with(choice());
    solo.bid(1, 900).unwrap();
    solo.bid(2, 800).unwrap();
    let bid = sizes(&solo);
    println!("two bids to choose from: {bid:?}");
    assert_eq!(bid[&'b'].len(), 2);
    assert!(bid[&'b']
        .iter()
        .all(|(key, value)| *key == 13 && *value <= 16));
}

/// However many bid, an auction has the same rows, and none when it is over.
#[test]
fn an_open_descending_auction_leaves_nothing_behind() {
    let mut solo = open();
    let before = sizes(&solo);
    solo.hand_over(9, descending()).unwrap();
    for turn in 0..40 {
        let id = u32::try_from(turn % 5).unwrap() + 1;
        solo.bid(id, 1_000 - 10 * turn).unwrap();
        let rows: usize = sizes(&solo).values().map(Vec::len).sum();
        assert_eq!(rows, 5);
    }
    solo.later(60).close().unwrap();
    assert_eq!(sizes(&solo), before);
}
