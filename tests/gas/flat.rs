//! What must not grow: a take with the book, a payment with the account's leases.

use tender_chain::Chain;
use tender_interfaces::orderbook::Named;
use tender_testkit::{usd_per_hour, Artifacts, Card, Catalog, Offer, Order, Settings, World};
use tender_types::{ProviderId, Resources};

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
fn a_take_costs_the_same_with_ten_and_ten_thousand_offers() {
    let take = |offers: u32| {
        let mut world = world();
        // A provider has one offer of a class, so there are as many providers.
        for number in 0..offers {
            let name = format!("p{number}");
            world.provider(&name, &[]);
            let sender = world.addr(&name);
            let price = format!("2.{:04}", number % 10_000);
            let offer = Offer::of(Catalog::H100, 8, &price);
            world.post(&sender, offer).unwrap();
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
        world.card(&ben, Card::of(600, "0.01").change()).unwrap();
        let (ana, account) = world.tenant("ana", 10_000 * AKT);
        let half = Resources {
            cpu_milli: 500,
            memory_mib: 512,
            ..Resources::default()
        };
        let named = Named {
            provider: ProviderId(1),
            classes: vec![],
            most: usd_per_hour("0.10"),
        };
        let order = Order::on(account)
            .each(half)
            .at_most("0.10")
            .named(vec![named]);
        let leases: Vec<_> = (0..leases)
            .map(|_| world.rent(&ana, &order).unwrap().value[0])
            .collect();
        let mut pay = || {
            world.advance(600);
            world.withdraw(&ben, &leases[..1]).unwrap().gas_pinned.total
        };
        pay();
        pay()
    };
    assert_flat(pay(1), pay(1_000));
}
