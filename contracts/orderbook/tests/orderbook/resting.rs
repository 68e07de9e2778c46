use cosmwasm_std::Event;
use tender_interfaces::demand::{Demand, Mismatch};
use tender_interfaces::events::{AskChanged, OrderClosed, OrderTaken};
use tender_interfaces::orderbook::{
    ExecuteMsg, OrderEnd, OrderResponse, OrdersResponse, QueryMsg, TimeInForce,
};
use tender_orderbook::ContractError;
use tender_types::{AccountId, AskId, LeaseId, LeaseKey, OrderId, ProviderId, Rate};

use crate::verbs::*;

/// An order of ana's for `units`, resting until after(100).
fn resting(solo: &mut Solo, demand: Demand) -> OrderId {
    let (placed, leases) = solo.place(demand, book(TimeInForce::Gtt));
    assert_eq!(leases, []);
    placed.order
}

fn take(order: OrderId, ask: AskId) -> ExecuteMsg {
    ExecuteMsg::TakeOrder { order, ask }
}

#[test]
fn providers_take_an_order_piece_by_piece() {
    let mut solo = open();
    let order = resting(&mut solo, demand(3));
    let (first, second) = (
        solo.post("pia", offer(H100, 900, 2)),
        solo.post("pol", offer(H100, 1_000, 5)),
    );

    let response = solo.send("pia", &take(order, first.ask)).unwrap();
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
    let rests: OrderResponse = solo.answer(QueryMsg::Order { order });
    assert_eq!((rests.demand.units, rests.filled), (1, 2));
    solo.check(1);

    let response = solo.send("pol", &take(order, second.ask)).unwrap();
    let opened_as: LeaseKey = data(&response);
    assert_eq!(
        opened_as,
        LeaseKey {
            account: AccountId(9),
            lease: LeaseId(2)
        }
    );
    assert_eq!(opened(&response).unwrap()[0].units, 1);
    assert_eq!(solo.free(second), 4);
    let gone = ContractError::OrderNotFound { order };
    assert_eq!(solo.send("pol", &take(order, second.ask)), Err(gone));
    solo.check(1);
}

#[test]
fn an_order_filled_in_part_at_once_goes_on_with_new_numbers() {
    let mut solo = open();
    solo.post("pia", offer(H100, 900, 1));
    let (placed, _) = solo.place(demand(2), book(TimeInForce::Gtt));
    assert_eq!(placed.leases, [LeaseId(1)]);
    let ask = solo.post("pol", offer(H100, 900, 1));
    let response = solo.send("pol", &take(placed.order, ask.ask)).unwrap();
    assert_eq!(opened(&response).unwrap()[0].lease, LeaseId(2));
}

#[test]
fn a_whole_order_is_taken_whole() {
    let mut solo = open();
    let order = resting(
        &mut solo,
        Demand {
            whole: true,
            ..demand(3)
        },
    );
    let small = solo.post("pia", offer(H100, 900, 2));
    let short = Mismatch::Units { free: 2, wanted: 3 };
    let refused = |ask, mismatch| Err(ContractError::AskRefused { ask, mismatch });
    assert_eq!(
        solo.send("pia", &take(order, small.ask)),
        refused(small.ask, short)
    );
    let dear = solo.post("pia", offer(H100, 1_001, 3));
    let price = Mismatch::Price {
        rate: Rate(1_001),
        ceiling: Rate(1_000),
    };
    assert_eq!(
        solo.send("pia", &take(order, dear.ask)),
        refused(dear.ask, price)
    );
    let fits = solo.post("pia", offer(H100, 1_000, 3));
    solo.send("pia", &take(order, fits.ask)).unwrap();
    solo.check(1);
}

#[test]
fn only_the_owner_of_the_ask_takes_with_it() {
    let mut solo = open();
    let order = resting(&mut solo, demand(1));
    let ask = solo.post("pia", offer(H100, 900, 1));
    let not_his = ContractError::AskNotFound {
        provider: ProviderId(2),
        ask: ask.ask,
    };
    assert_eq!(solo.send("pol", &take(order, ask.ask)), Err(not_his));
    let not_a_provider = ContractError::NotAProvider {
        sender: addr("ana").into(),
    };
    assert_eq!(solo.send("ana", &take(order, ask.ask)), Err(not_a_provider));
    solo.register("pia", 1, |row| row.bonded = false);
    let refused = ContractError::AskRefused {
        ask: ask.ask,
        mismatch: Mismatch::Bond {},
    };
    assert_eq!(solo.send("pia", &take(order, ask.ask)), Err(refused));
}

#[test]
fn an_order_is_taken_until_its_last_second_and_not_after() {
    for (seconds, over) in [(99, false), (100, true), (101, true)] {
        let mut solo = open();
        let order = resting(&mut solo, demand(1));
        let ask = solo.post("pia", offer(H100, 900, 1));
        solo.at(after(seconds));
        let taken = solo.send("pia", &take(order, ask.ask));
        let expired_at = after(100);
        match over {
            true => assert_eq!(taken, Err(ContractError::OrderOver { order, expired_at })),
            false => assert_eq!(opened(&taken.unwrap()).unwrap()[0].lease, order.into()),
        }
    }
}

#[test]
fn a_tenant_takes_back_its_order() {
    let mut solo = open();
    let order = resting(&mut solo, demand(3));
    let cancel = ExecuteMsg::CancelOrder { order };
    let not_hers = ContractError::NotYourOrder {
        order,
        tenant: addr("ana").into(),
    };
    assert_eq!(solo.send("ben", &cancel), Err(not_hers));
    let response = solo.send("ana", &cancel).unwrap();
    let closed = OrderClosed {
        order,
        reason: OrderEnd::Cancelled,
        remaining: 3,
    };
    assert_eq!(event::<OrderClosed>(&response), closed);
    assert_eq!(
        solo.send("ana", &cancel),
        Err(ContractError::OrderNotFound { order })
    );
    let left: OrdersResponse = solo.answer(QueryMsg::Orders {
        tenant: None,
        start_after: None,
        limit: None,
    });
    assert_eq!(left.orders, []);
    solo.check(1);
}
