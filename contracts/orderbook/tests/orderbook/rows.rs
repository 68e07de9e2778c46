//! Rows are fixed to the byte: a change needs a version, and changes the gas of every take.

use cosmwasm_std::{HexBinary, Storage};
use tender_interfaces::escrow::{CloseReason, ClosedBy};
use tender_interfaces::orderbook::{keys, OfferChange};
use tender_orderbook::state::{
    BOOK, CARDS, CARD_USES, CONFIG, FAILED, LOCKED, ORDERS, PLACES, TURNS,
};
use tender_types::{AccountId, ClassId, LeaseId, ProviderId, Rate};

use crate::verbs::*;
use crate::world::*;

/// $2.00 an hour.
const RATE: u128 = 555_555_555;

/// A book with one of each row.
fn filled() -> World {
    let mut world = world();
    world.purse(ANAS, u128::MAX);
    world.posts("pia", until(100, offer(H100, RATE, 64)));
    world.posts("pol", offer(H100, 100, 1));
    world.sets_card("pia", card()).unwrap();
    let mut wanted = demand(3);
    wanted.rematch = 1;
    wanted.lines[0] = gpus_of(3, 1, &[(H100_NAME, RATE)]);
    wanted.max_rate = Rate(3 * RATE);
    let (_, leases) = world.places(wanted.clone(), FOK);
    world.fails(&leases[0], CloseReason::Declined, ClosedBy::Provider);
    let cpu = lines(vec![cpus(2, 1_000, 1_024)], Default::default());
    world.places(cpu, named(&[(1, &[])]));
    wanted.lines[0] = gpus_of(300, 1, &[(H100_NAME, 99)]);
    world.places(wanted, rest(2));
    // Sold out, and taken back while on lease.
    let (_, leases) = world.places(demand(1), FOK);
    assert_eq!(leases[0].key.provider, ProviderId(2));
    world.posts("pam", offer(A100, 100, 1));
    let a100 = lines(vec![gpus_of(1, 1, &[(A100_NAME, 100)])], Default::default());
    world.places(a100, FOK);
    world.makes("pam", OfferChange::Withdraw { class: A100 });
    world
}

/// Each row's letter, key and value, in hex.
fn rows(world: &World) -> Vec<(char, String, String)> {
    let row = |key: Vec<u8>| {
        let value = world.deps.storage.get(&key).unwrap();
        (
            char::from(key[0]),
            HexBinary::from(&key[1..]).to_hex(),
            HexBinary::from(value).to_hex(),
        )
    };
    vec![
        row(CONFIG.key()),
        row(vec![keys::ALLOWANCE]),
        row(TURNS.key()),
        row(BOOK.key(&(H100, Rate(RATE), 1))),
        row(PLACES.key(&(ProviderId(1), H100))),
        row(PLACES.key(&(ProviderId(2), H100))),
        row(PLACES.key(&(ProviderId(3), A100))),
        row(CARDS.key(&ProviderId(1))),
        row(CARD_USES.key(&ProviderId(1))),
        row(LOCKED.key(&ProviderId(1))),
        row(ORDERS.key(&(ANAS, 2))),
        row(FAILED.key(&(ANAS, LeaseId(1)))),
    ]
}

#[test]
fn every_row_is_what_it_was() {
    let world = filled();
    let found = rows(&world);
    let golden = include_str!("rows.golden");
    let text: String = found
        .iter()
        .map(|(letter, key, value)| format!("{letter} {key} {value}\n"))
        .collect();
    assert_eq!(text, golden);
}

#[test]
fn rows_are_as_short_as_the_readme_says() {
    let world = filled();
    let size = |world: &World, key: Vec<u8>| {
        let value = world.deps.storage.get(&key).unwrap().len();
        (char::from(key[0]), key.len(), value)
    };
    let mut sizes = vec![
        size(&world, CONFIG.key()),
        size(&world, vec![keys::ALLOWANCE]),
    ];
    let rest = [
        TURNS.key(),
        BOOK.key(&(H100, Rate(RATE), 1)),
        PLACES.key(&(ProviderId(1), H100)),
        PLACES.key(&(ProviderId(2), H100)),
        CARDS.key(&ProviderId(1)),
        CARD_USES.key(&ProviderId(1)),
        LOCKED.key(&ProviderId(1)),
        ORDERS.key(&(ANAS, 2)),
        FAILED.key(&(ANAS, LeaseId(1))),
    ];
    sizes.extend(rest.map(|key| size(&world, key)));
    println!("letter, bytes of key, bytes of value\n{sizes:?}");
    // Addresses are as long as the chain makes them.
    let address = canonical("ana").len();
    let expected = [
        ('C', 1, 3 * address + 18),
        ('A', 1, 4),
        ('m', 1, 2),
        ('a', 16, 33),
        ('q', 7, 15),
        ('q', 7, 40),
        ('k', 5, 54),
        ('u', 5, 13),
        ('L', 5, 3),
        ('r', 10, address + 74),
        ('f', 13, 42),
    ];
    assert_eq!(sizes, expected);
}

#[test]
fn the_book_is_in_order_of_class_rate_and_turn() {
    let key = BOOK.key(&(ClassId(0x0102), Rate(0x1000), 7));
    assert_eq!(key, [b'a', 1, 2, 2, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 7]);
    let key = PLACES.key(&(ProviderId(5), ClassId(0x0102)));
    assert_eq!(key, [b'q', 0, 0, 0, 5, 1, 2]);
    let key = ORDERS.key(&(AccountId(9), 3));
    assert_eq!(key, [b'r', 0, 0, 0, 0, 0, 0, 0, 9, 3]);
    let key = FAILED.key(&(AccountId(9), LeaseId(7)));
    assert_eq!(key, [b'f', 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 7]);
    for (letter, key) in [
        (b'k', CARDS.key(&ProviderId(5))),
        (b'u', CARD_USES.key(&ProviderId(5))),
        (b'L', LOCKED.key(&ProviderId(5))),
    ] {
        assert_eq!(key, [letter, 0, 0, 0, 5]);
    }
    assert_eq!((CONFIG.key(), TURNS.key()), (vec![b'C'], vec![b'm']));
}
