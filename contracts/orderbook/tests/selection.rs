use cosmwasm_std::{from_json, Event};
use tender_guard::GuardError;
use tender_interfaces::auction::{self, Rule};
use tender_interfaces::demand::{Demand, Mismatch};
use tender_interfaces::events::{AskChanged, OrderPlaced};
use tender_interfaces::orderbook::{
    ExecuteMsg, OrderResponse, OrderStatus, Placed, QueryMsg, Selection, TimeInForce, MAX_FILLS,
    MAX_REST, MAX_SCAN,
};
use tender_interfaces::roles::ActionClass;
use tender_market::resolve::DemandError;
use tender_orderbook::ContractError;
use tender_types::{AccountId, AskId, LeaseId, OrderId, ProviderId, Rate};

use crate::world::*;

const RULE: Rule = Rule::TenantChoice {
    bidding: 60,
    choosing: 60,
};

#[test]
fn fill_or_kill_takes_all_or_nothing() {
    let mut world = World::new();
    let ask = world.post("pia", offer(H100, 700, 3));
    assert_eq!(
        world.run("ana", order(demand(4), book(TimeInForce::Fok), None)),
        Err(ContractError::NotFillable {
            filled: 3,
            wanted: 4,
            cheapest_refused: None
        })
    );
    assert_eq!(world.free(ask), 3);
    let (placed, leases) = world.place(demand(3), book(TimeInForce::Fok));
    assert_eq!((placed.filled, placed.status), (3, OrderStatus::Filled));
    assert_eq!((leases.len(), world.free(ask)), (1, 0));
    world.check(1);
}

#[test]
fn immediate_or_cancel_drops_the_rest_without_error() {
    let mut world = World::new();
    let (placed, leases) = world.place(demand(4), book(TimeInForce::Ioc));
    assert_eq!((placed.filled, placed.status), (0, OrderStatus::Dropped));
    assert_eq!((placed.leases, leases), (vec![], vec![]));
    world.post("pia", offer(H100, 700, 3));
    let (placed, leases) = world.place(demand(4), book(TimeInForce::Ioc));
    assert_eq!((placed.filled, placed.status), (3, OrderStatus::Dropped));
    assert_eq!(
        (placed.order, placed.leases),
        (OrderId(2), vec![LeaseId(2)])
    );
    assert_eq!(leases[0].lease, LeaseId(2));
}

#[test]
fn good_till_time_rests_with_what_is_unfilled() {
    let mut world = World::new();
    world.post("pia", offer(H100, 700, 1));
    world.post("pol", offer(H100, 800, 1));
    let (placed, _) = world.place(demand(5), book(TimeInForce::Gtt));
    assert_eq!((placed.filled, placed.status), (2, OrderStatus::Resting));
    assert_eq!(placed.leases, [LeaseId(1), LeaseId(2)]);
    let rests: OrderResponse = world.ask(QueryMsg::Order { order: OrderId(1) });
    assert_eq!(
        (rests.demand.units, rests.filled, rests.expires_at),
        (3, 2, NOW + 100)
    );
    assert_eq!(rests.tenant, addr("ana").as_str());
    let (placed, _) = world.place(demand(1), book(TimeInForce::Gtt));
    assert_eq!(placed.order, OrderId(3));
    world.check(1);
}

#[test]
fn a_reached_scan_limit_is_said() {
    let mut world = World::new();
    for rate in [100, 200] {
        world.post("pia", offer(H100, rate, 1));
    }
    let whole = Demand {
        whole: true,
        ..demand(2)
    };
    let scan = |max_scan| Selection::Book {
        time_in_force: TimeInForce::Gtt,
        max_scan: Some(max_scan),
    };
    for (max_scan, status) in [
        (1, OrderStatus::RestingAfterScan),
        (2, OrderStatus::Resting),
    ] {
        let msg = order(whole.clone(), scan(max_scan), Some(NOW + 1));
        let response = world.run("ana", msg).unwrap();
        let placed: Placed = from_json(response.data.unwrap()).unwrap();
        assert_eq!(placed.status, status);
    }
    for max_scan in [0, MAX_SCAN + 1] {
        let refused = world.run("ana", order(demand(1), scan(max_scan), Some(NOW + 1)));
        assert!(matches!(
            refused,
            Err(ContractError::Guard(GuardError::OutOfRange { .. }))
        ));
    }
}

#[test]
fn one_order_is_filled_from_eight_asks_at_most() {
    let mut world = World::new();
    let units = u32::try_from(MAX_FILLS).unwrap();
    for _ in 0..=MAX_FILLS {
        world.post("pia", offer(H100, 100, 1));
    }
    let refused = world.run(
        "ana",
        order(demand(units + 1), book(TimeInForce::Fok), None),
    );
    assert!(matches!(
        refused,
        Err(ContractError::NotFillable {
            filled: 8,
            wanted: 9,
            ..
        })
    ));
    let (placed, leases) = world.place(demand(units + 1), book(TimeInForce::Gtt));
    assert_eq!(
        (placed.status, leases.len()),
        (OrderStatus::RestingAfterScan, MAX_FILLS)
    );
}

#[test]
fn only_an_order_that_rests_has_an_end_and_it_is_within_a_year() {
    let mut world = World::new();
    let mut run = |time_in_force, expires_at| {
        world.run("ana", order(demand(1), book(time_in_force), expires_at))
    };
    assert_eq!(
        run(TimeInForce::Gtt, None),
        Err(ContractError::ExpiryMissing)
    );
    assert_eq!(
        run(TimeInForce::Ioc, Some(NOW + 1)),
        Err(ContractError::ExpiryUnused)
    );
    let over = ContractError::AlreadyOver {
        expires_at: NOW,
        now: NOW,
    };
    assert_eq!(run(TimeInForce::Gtt, Some(NOW)), Err(over));
    assert!(run(TimeInForce::Gtt, Some(NOW + MAX_REST + 1)).is_err());
    assert!(run(TimeInForce::Gtt, Some(NOW + MAX_REST)).is_ok());
    assert!(run(TimeInForce::Gtt, Some(NOW + 1)).is_ok());
}

#[test]
fn a_take_says_what_changed() {
    let mut world = World::new();
    world.post("pia", offer(H100, 700, 3));
    let response = world
        .run("ana", order(demand(2), book(TimeInForce::Fok), None))
        .unwrap();
    let changed = AskChanged {
        ask: AskId(1),
        provider: ProviderId(1),
        free: 1,
    };
    let placed = OrderPlaced {
        order: OrderId(1),
        tenant: addr("ana").into(),
        account: AccountId(9),
        units: 2,
        filled: 2,
        status: "filled".to_string(),
    };
    assert_eq!(response.events, [Event::from(changed), Event::from(placed)]);
}

#[test]
fn named_asks_are_taken_in_their_order() {
    let mut world = World::new();
    let (dear, cheap) = (
        world.post("pia", offer(H100, 900, 2)),
        world.post("pol", offer(H100, 100, 2)),
    );
    let spare = world.post("pam", offer(A100, 100, 2));
    let asks = vec![dear, cheap, spare];
    let (placed, leases) = world.place(demand(3), Selection::Asks { asks });
    assert_eq!(placed.status, OrderStatus::Filled);
    let taken: Vec<_> = leases
        .iter()
        .map(|lease| (lease.ask.unwrap(), lease.units))
        .collect();
    assert_eq!(taken, [(dear.ask, 2), (cheap.ask, 1)]);
    world.check(1);
}

#[test]
fn a_named_ask_that_does_not_do_is_named_with_the_reason() {
    let mut world = World::new();
    let ask = world.post("pia", offer(H100, 1_001, 2));
    let sold_out = world.post("pia", offer(H100, 1, 1));
    world.place(demand(1), book(TimeInForce::Fok));
    let mut run = |asks| world.run("ana", order(demand(3), Selection::Asks { asks }, None));
    let price = Mismatch::Price {
        rate: Rate(1_001),
        ceiling: Rate(1_000),
    };
    let refused = |ask, mismatch| Err(ContractError::AskRefused { ask, mismatch });
    assert_eq!(run(vec![ask]), refused(ask.ask, price));
    let none_free = Mismatch::Units { free: 0, wanted: 3 };
    assert_eq!(run(vec![sold_out]), refused(sold_out.ask, none_free));
    let unknown = ContractError::AskNotFound {
        provider: ProviderId(2),
        ask: ask.ask,
    };
    assert_eq!(run(vec![key(2, 1)]), Err(unknown));
    for asks in [
        vec![],
        vec![ask, ask],
        (0..9).map(|ask| key(1, ask)).collect(),
    ] {
        assert!(matches!(run(asks), Err(ContractError::Guard(_))));
    }
}

#[test]
fn named_asks_fill_all_or_nothing() {
    let mut world = World::new();
    let ask = world.post("pia", offer(H100, 100, 2));
    let refused = world.run(
        "ana",
        order(demand(3), Selection::Asks { asks: vec![ask] }, None),
    );
    assert!(matches!(
        refused,
        Err(ContractError::NotFillable {
            filled: 2,
            wanted: 3,
            ..
        })
    ));
}

#[test]
fn an_auction_gets_the_order_under_its_number() {
    let mut world = World::new();
    world.place(demand(1), book(TimeInForce::Ioc));
    let selection = Selection::Auction { rule: RULE };
    let response = world.run("ana", order(demand(3), selection, None)).unwrap();
    let placed: Placed = from_json(response.data.clone().unwrap()).unwrap();
    assert_eq!(
        (placed.order, placed.status),
        (OrderId(2), OrderStatus::Auctioned)
    );
    let auction::ExecuteMsg::Open {
        order: id,
        tenant,
        demand,
        rule,
    } = auctioned(&response).unwrap()
    else {
        panic!()
    };
    assert_eq!((id, tenant, rule), (OrderId(2), addr("ana").into(), RULE));
    assert_eq!((demand.units, demand.alternatives.len()), (3, 1));
    world.check(1);
}

#[test]
fn a_demand_nobody_could_read_is_refused() {
    let mut world = World::new();
    let wrong = Demand {
        units: 0,
        ..demand(1)
    };
    let refused = world.run("ana", order(wrong, book(TimeInForce::Ioc), None));
    assert!(matches!(
        refused,
        Err(ContractError::Demand(DemandError::Guard(_)))
    ));
}

#[test]
fn a_paused_class_is_refused_and_what_takes_back_is_not() {
    let mut world = World::new();
    let ask = world.post("pia", offer(H100, 2_000, 2));
    let (placed, _) = world.place(demand(1), book(TimeInForce::Gtt));
    for class in [ActionClass::Ask, ActionClass::Order] {
        world.run("guardian", ExecuteMsg::Pause { class }).unwrap();
    }
    let paused = |class| Err(ContractError::Guard(GuardError::Paused { class }));
    let post = ExecuteMsg::PostAsk {
        offer: offer(H100, 1, 1),
    };
    assert_eq!(world.run("pia", post), paused(ActionClass::Ask));
    let reprice = ExecuteMsg::RepriceAsk {
        ask: ask.ask,
        rate: Rate(1),
    };
    assert_eq!(world.run("pia", reprice), paused(ActionClass::Ask));
    let place = order(demand(1), book(TimeInForce::Ioc), None);
    assert_eq!(world.run("ana", place), paused(ActionClass::Order));
    let take = ExecuteMsg::TakeOrder {
        order: placed.order,
        ask: ask.ask,
    };
    assert_eq!(world.run("pia", take), paused(ActionClass::Order));

    world
        .run(
            "ana",
            ExecuteMsg::CancelOrder {
                order: placed.order,
            },
        )
        .unwrap();
    world
        .run("pia", ExecuteMsg::WithdrawAsk { ask: ask.ask })
        .unwrap();
    world
        .run("escrow", ExecuteMsg::Release { releases: vec![] })
        .unwrap();
    world
        .run(
            "bot",
            ExecuteMsg::Expire {
                orders: vec![],
                asks: vec![],
            },
        )
        .unwrap();
}
