//! What is stored, to the byte: keys are API, bytes are gas.

use std::collections::BTreeMap;

use tender_auction::state::Top;
use tender_interfaces::auction::{bids_until_key, Bid, BidsUntilRow};
use tender_storage::{pack, unpack};
use tender_types::{ClassId, ProviderId, Rate, Tier};

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
    house.bid(1, 900).unwrap();
    let one = sizes(&house);
    println!("a bid: {one:?}");
    assert_eq!((one[&'s'][0].0, one[&'w'].as_slice()), (10, &[(5, 6)][..]));

    let mut house = with(sealed_bidding(None));
    house.commit(1, 900).unwrap();
    let committed = sizes(&house);
    println!("a commitment: {committed:?}");
    // Nothing else is written for it.
    assert_eq!(committed.keys().collect::<String>(), "COchmw");
    assert!(committed[&'m'][0].1 <= 64, "{committed:?}");
}

/// Eight H100 at $2 an hour each, bid by the ten-thousandth provider and seven after it.
#[test]
fn a_kept_bid_is_at_most_24_bytes() {
    let bid = |id| Bid {
        provider: ProviderId(10_000 + id),
        classes: vec![ClassId(200)],
        rate: Rate(8 * 555_555_555),
        tier: Tier(4),
        placed_at: START,
        valid_until: START,
    };
    let size = |bids: u32| {
        let top = Top {
            round: 30_000_000,
            since: START,
            best_at: START,
            reserve: None,
            bids: (0..bids).map(bid).collect(),
            awarded: None,
            failed: vec![],
        };
        pack(&top).len()
    };
    println!("none: {}, eight: {}", size(0), size(8));
    assert!(size(8) <= size(0) + 8 * 24);
    assert!(size(0) <= 20);
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
