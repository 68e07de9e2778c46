//! What must not grow: a take with the book, a payment with the account's leases.

use tender_chain::Chain;
use tender_testkit::{Artifacts, Ask, Catalog, Order, Settings, World};
use tender_types::LeaseKey;

const AKT: u128 = 1_000_000;

/// At most 5 % more.
#[track_caller]
fn assert_flat(small: u64, large: u64) {
    println!("small {small}, large {large}");
    assert!(large * 100 <= small * 105, "{small} became {large}");
}

fn world() -> World {
    let mut world = World::on(Chain::new(), &Artifacts, Settings::default()).furnish();
    world.provider("ben", &[]);
    world
}

#[test]
fn a_take_costs_the_same_with_ten_and_ten_thousand_asks() {
    let take = |asks: u32| {
        let mut world = world();
        let ben = world.addr("ben");
        for ask in 0..asks {
            let price = format!("2.{:04}", ask % 10_000);
            world.post(&ben, Ask::of(Catalog::H100, 8, &price)).unwrap();
        }
        let (ana, account) = world.tenant("ana", 1_000 * AKT);
        let order = Order::on(account).class(Catalog::H100, "3.00");
        world.place(&ana, &order).unwrap();
        world.place(&ana, &order).unwrap().tx.gas_pinned.total
    };
    assert_flat(take(10), take(10_000));
}

#[test]
fn paying_a_lease_costs_the_same_with_one_and_a_thousand_on_the_account() {
    let pay = |leases: u32| {
        let mut world = world();
        let ben = world.addr("ben");
        world
            .post(&ben, Ask::of(Catalog::CPU, 10_000, "0.01"))
            .unwrap();
        let (ana, account) = world.tenant("ana", 10_000 * AKT);
        let order = Order::on(account).class(Catalog::CPU, "0.02");
        let placed: Vec<_> = (0..leases)
            .map(|_| world.place(&ana, &order).unwrap().value)
            .collect();
        let lease = LeaseKey {
            account,
            lease: placed[0].leases[0],
        };
        let mut pay = || {
            world.advance(600);
            world.withdraw(&ben, &[lease]).unwrap().gas_pinned.total
        };
        pay();
        pay()
    };
    assert_flat(pay(1), pay(1_000));
}
