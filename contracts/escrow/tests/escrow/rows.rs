//! What is stored, to the byte: keys are API, bytes are gas.

use cosmwasm_std::Storage;
use tender_testkit::solo::canonical;

use tender_interfaces::escrow::NewLease;
use tender_types::Seconds;

use crate::world::{bound, key, lease, payee, World, UNIT};

/// The letters of rows that are packed: the others are cold.
const PACKED: &[u8] = b"CAnaoslrgkf";

/// Ana rents from provider 1, sponsored by sam, for half an hour, and waits for three others; a payment
/// is held, fees were collected.
fn world() -> World {
    let mut world = World::new();
    let account = world.open("ana", 1_000_000_000);
    world.deposit("sam", account, 250_000_000).unwrap();
    // $2.00 an hour.
    let new = NewLease {
        start_within: Seconds(30),
        ..bound(1, 555_555_555, 30)
    };
    let keys = world.rent("ana", account, vec![new.clone()]);
    world.outside.refusing.insert(payee(1));
    world.advance(1_800).withdraw(&keys).unwrap();
    world.collect(&[account]).unwrap();
    world.lease("ana", account, vec![new.clone()]).unwrap();
    world.gang("ana", account, vec![new.clone(), new]).unwrap();
    world.start(&[key(1, account, 3)]).unwrap();
    world
}

#[test]
fn every_row_is_as_long_as_it_must_be() {
    let world = world();
    let mut table = String::new();
    for (key, value) in world.solo.rows() {
        if PACKED.contains(&key[0]) && !key.starts_with(b"contract_info") {
            let letter = char::from(key[0]);
            table += &format!("{letter} {} {}\n", key.len(), value.len());
        }
    }
    println!("{table}");
    // Addresses are of 32 bytes here, as those of contracts are; people's have 20.
    let expected = include_str!("rows.golden");
    assert_eq!(
        table, expected,
        "rows changed: gas and docs change with them"
    );
}

#[test]
fn keys_are_where_the_registry_says() {
    let world = world();
    let concat = |parts: &[&[u8]]| parts.concat();
    let (ana, sam, ben) = (canonical("ana"), canonical("sam"), canonical("provider1"));
    let account = 1u64.to_be_bytes();
    let lease = 1u32.to_be_bytes();
    let gang = 3u32.to_be_bytes();
    let length = |address: &[u8]| [u8::try_from(address.len()).unwrap()];
    for key in [
        concat(&[b"C"]),
        concat(&[b"n"]),
        concat(&[b"A", &[1]]),
        concat(&[b"a", &account]),
        concat(&[b"o", &length(&ana), &ana, &account]),
        concat(&[b"s", &account, &length(&sam), &sam]),
        concat(&[b"l", &1u32.to_be_bytes(), &account, &lease]),
        concat(&[b"r", &account, &lease]),
        concat(&[b"g", &account, &gang]),
        concat(&[b"k", &length(&ben), &ben, &[0]]),
        concat(&[b"f", &[0]]),
        concat(&[b"O"]),
    ] {
        assert!(
            world.solo.deps.storage.get(&key).is_some(),
            "no row under {key:?}"
        );
    }
}

/// However many leases an account has, its row grows by a few bytes.
#[test]
fn an_account_does_not_grow_with_its_leases() {
    let mut world = World::new();
    let account = world.open("ana", 1_000_000_000_000);
    let size = |world: &World| {
        let key = [b"a".as_slice(), &account.0.to_be_bytes()].concat();
        world.solo.deps.storage.get(&key).unwrap().len()
    };
    world.rent("ana", account, vec![lease(1, UNIT)]);
    let before = size(&world);
    world.rent("ana", account, vec![lease(1, UNIT); 1_000]);
    assert!(
        size(&world) <= before + 6,
        "{before} became {}",
        size(&world)
    );
}
