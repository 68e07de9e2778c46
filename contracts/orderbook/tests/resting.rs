use cosmwasm_std::{from_json, Event};
use tender_interfaces::demand::{Demand, Mismatch};
use tender_interfaces::events::{AskChanged, OrderClosed, OrderTaken};
use tender_interfaces::orderbook::{
    ExecuteMsg, OrderResponse, OrdersResponse, QueryMsg, TimeInForce,
};
use tender_orderbook::ContractError;
use tender_types::{AccountId, AskId, LeaseId, LeaseKey, OrderId, ProviderId, Rate};

use crate::world::*;

/// An order of ana's for `units`, resting until NOW + 100.
fn resting(world: &mut World, demand: Demand) -> OrderId {
    let (placed, leases) = world.place(demand, book(TimeInForce::Gtt));
    assert_eq!(leases, []);
    placed.order
}

fn take(order: OrderId, ask: AskId) -> ExecuteMsg {
    ExecuteMsg::TakeOrder { order, ask }
}

#[test]
fn providers_take_an_order_piece_by_piece() {
    let mut world = World::new();
    let order = resting(&mut world, demand(3));
    let (first, second) = (
        world.post("pia", offer(H100, 900, 2)),
        world.post("pol", offer(H100, 1_000, 5)),
    );

    let response = world.run("pia", take(order, first.ask)).unwrap();
    let [lease] = opened(&response).unwrap().try_into().unwrap();
    assert_eq!(
        (lease.lease, lease.units, lease.rate),
        (order.into(), 2, Rate(900))
    );
    assert_eq!(
        (lease.payee, lease.ask),
        (addr("pia").into(), Some(first.ask))
    );
    let changed = AskChanged {
        ask: first.ask,
        provider: ProviderId(1),
        free: 0,
    };
    let taken = OrderTaken {
        order,
        lease: LeaseId(1),
        provider: ProviderId(1),
        units: 2,
        remaining: 1,
    };
    assert_eq!(response.events, [Event::from(changed), Event::from(taken)]);
    let rests: OrderResponse = world.ask(QueryMsg::Order { order });
    assert_eq!((rests.demand.units, rests.filled), (1, 2));
    world.check(1);

    let response = world.run("pol", take(order, second.ask)).unwrap();
    let opened_as: LeaseKey = from_json(response.data.as_ref().unwrap()).unwrap();
    assert_eq!(
        opened_as,
        LeaseKey {
            account: AccountId(9),
            lease: LeaseId(2)
        }
    );
    assert_eq!(opened(&response).unwrap()[0].units, 1);
    assert_eq!(world.free(second), 4);
    let gone = ContractError::OrderNotFound { order };
    assert_eq!(world.run("pol", take(order, second.ask)), Err(gone));
    world.check(1);
}

#[test]
fn an_order_filled_in_part_at_once_goes_on_with_new_numbers() {
    let mut world = World::new();
    world.post("pia", offer(H100, 900, 1));
    let (placed, _) = world.place(demand(2), book(TimeInForce::Gtt));
    assert_eq!(placed.leases, [LeaseId(1)]);
    let ask = world.post("pol", offer(H100, 900, 1));
    let response = world.run("pol", take(placed.order, ask.ask)).unwrap();
    assert_eq!(opened(&response).unwrap()[0].lease, LeaseId(2));
}

#[test]
fn a_whole_order_is_taken_whole() {
    let mut world = World::new();
    let order = resting(
        &mut world,
        Demand {
            whole: true,
            ..demand(3)
        },
    );
    let small = world.post("pia", offer(H100, 900, 2));
    let short = Mismatch::Units { free: 2, wanted: 3 };
    let refused = |ask, mismatch| Err(ContractError::AskRefused { ask, mismatch });
    assert_eq!(
        world.run("pia", take(order, small.ask)),
        refused(small.ask, short)
    );
    let dear = world.post("pia", offer(H100, 1_001, 3));
    let price = Mismatch::Price {
        rate: Rate(1_001),
        ceiling: Rate(1_000),
    };
    assert_eq!(
        world.run("pia", take(order, dear.ask)),
        refused(dear.ask, price)
    );
    let fits = world.post("pia", offer(H100, 1_000, 3));
    world.run("pia", take(order, fits.ask)).unwrap();
    world.check(1);
}

#[test]
fn only_the_owner_of_the_ask_takes_with_it() {
    let mut world = World::new();
    let order = resting(&mut world, demand(1));
    let ask = world.post("pia", offer(H100, 900, 1));
    let not_his = ContractError::AskNotFound {
        provider: ProviderId(2),
        ask: ask.ask,
    };
    assert_eq!(world.run("pol", take(order, ask.ask)), Err(not_his));
    let not_a_provider = ContractError::NotAProvider {
        sender: addr("ana").into(),
    };
    assert_eq!(world.run("ana", take(order, ask.ask)), Err(not_a_provider));
    world.provider("pia", 1, |row| row.bonded = false);
    let refused = ContractError::AskRefused {
        ask: ask.ask,
        mismatch: Mismatch::Bond {},
    };
    assert_eq!(world.run("pia", take(order, ask.ask)), Err(refused));
}

#[test]
fn an_order_is_taken_until_its_last_second_and_not_after() {
    for (now, over) in [(NOW + 99, false), (NOW + 100, true), (NOW + 101, true)] {
        let mut world = World::new();
        let order = resting(&mut world, demand(1));
        let ask = world.post("pia", offer(H100, 900, 1));
        world.now = now;
        let taken = world.run("pia", take(order, ask.ask));
        let expired_at = NOW + 100;
        match over {
            true => assert_eq!(taken, Err(ContractError::OrderOver { order, expired_at })),
            false => assert!(taken.is_ok()),
        }
    }
}

#[test]
fn a_tenant_takes_back_its_order() {
    let mut world = World::new();
    let order = resting(&mut world, demand(3));
    let cancel = ExecuteMsg::CancelOrder { order };
    let not_hers = ContractError::NotYourOrder {
        order,
        tenant: addr("ana").into(),
    };
    assert_eq!(world.run("ben", cancel.clone()), Err(not_hers));
    let response = world.run("ana", cancel.clone()).unwrap();
    let closed = OrderClosed {
        order,
        reason: "cancelled".to_string(),
        remaining: 3,
    };
    assert_eq!(response.events, [Event::from(closed)]);
    assert_eq!(
        world.run("ana", cancel),
        Err(ContractError::OrderNotFound { order })
    );
    let left: OrdersResponse = world.ask(QueryMsg::Orders {
        tenant: None,
        start_after: None,
        limit: None,
    });
    assert_eq!(left.orders, []);
    world.check(1);
}
