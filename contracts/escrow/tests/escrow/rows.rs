//! What is stored, to the byte: keys are API, bytes are gas.

use cosmwasm_std::Storage;
use tender_testkit::solo::canonical;

use crate::world::{key, lease, payee, World, UNIT};

/// The letters of rows that are packed: the others are cold.
const PACKED: &[u8] = b"CAnaoslpkf";

/// Ana rents from provider 1, sponsored by sam, for half an hour; a payment is held, fees were
/// collected.
fn world() -> World {
    let mut world = World::new();
    let account = world.open("ana", 1_000_000_000);
    world.deposit("sam", account, 250_000_000).unwrap();
    // $2.00 an hour.
    world
        .lease("ana", account, vec![lease(70_000, 1, 555_555_555)])
        .unwrap();
    world.outside.refusing.insert(payee(1));
    world
        .advance(1_800)
        .withdraw(&[key(account, 70_000)])
        .unwrap();
    world.collect(&[account]).unwrap();
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
    let lease = 70_000u64.to_be_bytes();
    let length = |address: &[u8]| [u8::try_from(address.len()).unwrap()];
    for key in [
        concat(&[b"C"]),
        concat(&[b"n"]),
        concat(&[b"A", &[1]]),
        concat(&[b"a", &account]),
        concat(&[b"o", &length(&ana), &ana, &account]),
        concat(&[b"s", &account, &length(&sam), &sam]),
        concat(&[b"l", &account, &lease]),
        concat(&[b"p", &1u32.to_be_bytes(), &account, &lease]),
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

/// However many leases an account has, its row grows by a byte or two.
#[test]
fn an_account_does_not_grow_with_its_leases() {
    let mut world = World::new();
    let account = world.open("ana", 1_000_000_000_000);
    let size = |world: &World| {
        let key = [b"a".as_slice(), &account.0.to_be_bytes()].concat();
        world.solo.deps.storage.get(&key).unwrap().len()
    };
    world
        .lease("ana", account, vec![lease(0, 1, UNIT)])
        .unwrap();
    let before = size(&world);
    for from in (1..1_000).step_by(50) {
        let leases = (from..from + 50).map(|id| lease(id, 1, UNIT)).collect();
        world.lease("ana", account, leases).unwrap();
    }
    assert!(
        size(&world) <= before + 4,
        "{before} became {}",
        size(&world)
    );
}
