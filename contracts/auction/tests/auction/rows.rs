//! What is stored, to the byte: keys are API, bytes are gas.

use std::collections::BTreeMap;

use tender_interfaces::auction::{bids_until_key, BidsUntilRow};
use tender_storage::unpack;
use tender_types::ProviderId;

use crate::house::*;

/// Length of key and value of every row, by the row's letter.
fn sizes(house: &House) -> BTreeMap<char, Vec<(usize, usize)>> {
    let mut sizes: BTreeMap<char, Vec<(usize, usize)>> = BTreeMap::new();
    for (key, value) in house.rows() {
        let of = sizes.entry(char::from(key[0])).or_default();
        of.push((key.len(), value.len()));
    }
    sizes
}

#[test]
fn rows_are_short() {
    let mut house = with(open_bidding());
    let open = sizes(&house);
    println!("open: {open:?}");
    assert_eq!(open.keys().collect::<String>(), "COch");
    assert!(open[&'h'][0].1 <= 160, "{open:?}");
    let mut before = 0;
    for id in 1..=8 {
        house
            .bid(id, 555_555_555 % (2_000 - u128::from(id)))
            .unwrap();
        let top = sizes(&house)[&'s'][0].1;
        assert!(top - before <= 24 + if id == 1 { 20 } else { 0 }, "{top}");
        before = top;
    }
    let full = sizes(&house);
    println!("eight bids: {full:?}");
    assert_eq!(full[&'s'], [(10, full[&'s'][0].1)]);
    assert_eq!(full[&'w'].len(), 8);

    let mut house = with(sealed_bidding(None));
    house.commit(1, 900).unwrap();
    let committed = sizes(&house);
    println!("a commitment: {committed:?}");
    // Nothing else is written for it.
    assert_eq!(committed.keys().collect::<String>(), "COchmw");
    assert!(committed[&'m'][0].1 <= 72, "{committed:?}");
}

#[test]
fn until_when_bids_bind_is_published() {
    let mut house = with(open_bidding());
    house.bid(7, 900).unwrap();
    let key = bids_until_key(ProviderId(7));
    let rows = house.rows();
    let (_, row) = rows.iter().find(|(other, _)| *other == key).unwrap();
    let until = unpack::<BidsUntilRow>(row).unwrap().until;
    assert_eq!(Some(until), house.bound(7));
}

/// However many bid, an auction has the same rows, and none when it is over.
#[test]
fn an_auction_leaves_nothing_behind_but_who_is_bound() {
    let mut house = open();
    let before = sizes(&house);
    house.hand_over(ORDER, open_bidding()).unwrap();
    for turn in 0..40 {
        let id = u32::try_from(turn % 5).unwrap() + 1;
        house.bid(id, 1_000 - 10 * turn).unwrap();
        let rows = sizes(&house);
        assert_eq!((rows[&'h'].len(), rows[&'s'].len()), (1, 1));
    }
    house.later(60).close().unwrap();
    house.cancel().unwrap();
    let mut after = sizes(&house);
    assert_eq!(after.remove(&'w').unwrap().len(), 5);
    assert_eq!(after, before);
}
