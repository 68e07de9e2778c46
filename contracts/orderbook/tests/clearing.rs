use cosmwasm_std::Event;
use tender_guard::GuardError;
use tender_interfaces::attestation::ProviderStatus;
use tender_interfaces::events::{AskChanged, AskWithdrawn, OrderClosed};
use tender_interfaces::orderbook::{ExecuteMsg, Offer, Release, TimeInForce, MAX_BATCH};
use tender_orderbook::ContractError;
use tender_types::{AskId, AskKey, OrderId, ProviderId};

use crate::world::*;

fn withdrawn(ask: AskKey, reason: &str) -> Event {
    Event::from(AskWithdrawn {
        ask: ask.ask,
        provider: ask.provider,
        reason: reason.to_string(),
    })
}

fn release(ask: AskKey, units: u32) -> Release {
    Release {
        provider: ask.provider,
        ask: ask.ask,
        units,
    }
}

#[test]
fn anyone_clears_what_is_over_and_nothing_else() {
    let mut world = World::new();
    let until = |end| Offer {
        expires_at: Some(end),
        ..offer(H100, 2_000, 1)
    };
    let asks = vec![
        world.post("pia", until(NOW + 100)),
        world.post("pia", until(NOW + 101)),
        world.post("pia", offer(H100, 2_000, 1)),
        key(3, 77),
    ];
    let (placed, _) = world.place(demand(3), book(TimeInForce::Gtt));
    let orders = vec![placed.order, OrderId(77)];
    let expire = ExecuteMsg::Expire {
        orders,
        asks: asks.clone(),
    };
    world.now = NOW + 99;
    assert!(world.run("bot", expire.clone()).unwrap().events.is_empty());
    world.now = NOW + 100;
    let closed = OrderClosed {
        order: placed.order,
        reason: "expired".to_string(),
        remaining: 3,
    };
    let expected = [Event::from(closed), withdrawn(asks[0], "expired")];
    assert_eq!(world.run("bot", expire).unwrap().events, expected);
    world.check(1);
}

#[test]
fn a_sold_out_ask_expires_too() {
    let mut world = World::new();
    let ask = world.post(
        "pia",
        Offer {
            expires_at: Some(NOW + 10),
            ..offer(H100, 1, 1)
        },
    );
    world.place(demand(1), book(TimeInForce::Fok));
    world.now = NOW + 10;
    let expire = ExecuteMsg::Expire {
        orders: vec![],
        asks: vec![ask],
    };
    assert_eq!(
        world.run("bot", expire).unwrap().events,
        [withdrawn(ask, "expired")]
    );
    world.check(1);
}

#[test]
fn asks_of_a_provider_that_is_not_active_are_cleared() {
    for status in [
        ProviderStatus::Leaving,
        ProviderStatus::Jailed,
        ProviderStatus::Left,
    ] {
        let mut world = World::new();
        let ask = world.post("pia", offer(H100, 1, 1));
        world.provider("pia", 1, |row| row.status = status);
        let expire = ExecuteMsg::Expire {
            orders: vec![],
            asks: vec![ask],
        };
        let response = world.run("bot", expire).unwrap();
        assert_eq!(response.events, [withdrawn(ask, "provider_inactive")]);
        world.check(1);
    }
}

#[test]
fn a_batch_is_bounded_and_names_things_once() {
    let mut world = World::new();
    let most = u64::try_from(MAX_BATCH).unwrap();
    let mut run = |orders: u64, asks: u64| {
        let orders = (0..orders).map(OrderId).collect();
        let asks = (0..asks).map(|ask| key(1, ask)).collect();
        world.run("bot", ExecuteMsg::Expire { orders, asks })
    };
    assert!(run(most, 0).is_ok() && run(1, most - 1).is_ok());
    assert!(run(most + 1, 0).is_err() && run(1, most).is_err());
    let twice = ExecuteMsg::Expire {
        orders: vec![OrderId(1), OrderId(1)],
        asks: vec![],
    };
    let duplicate = GuardError::Duplicate { what: "orders" };
    assert_eq!(world.run("bot", twice), Err(duplicate.into()));
    let releases = vec![release(key(1, 1), 1); MAX_BATCH + 1];
    assert!(world
        .run("escrow", ExecuteMsg::Release { releases })
        .is_err());
}

#[test]
fn released_units_come_back_and_a_sold_out_ask_returns_to_the_book() {
    let mut world = World::new();
    let ask = world.post("pia", offer(H100, 100, 4));
    let other = world.post("pol", offer(H100, 200, 4));
    world.place(demand(6), book(TimeInForce::Fok));
    assert_eq!((world.free(ask), world.free(other)), (0, 2));
    let releases = vec![
        release(ask, 1),
        release(other, 1),
        release(ask, 2),
        release(key(3, 9), 1),
    ];
    let response = world
        .run("escrow", ExecuteMsg::Release { releases })
        .unwrap();
    let changed = |ask: AskKey, free| {
        let AskKey { provider, ask } = ask;
        Event::from(AskChanged {
            ask,
            provider,
            free,
        })
    };
    assert_eq!(response.events, [changed(ask, 3), changed(other, 3)]);
    world.check(1);
    let (_, leases) = world.place(demand(1), book(TimeInForce::Fok));
    assert_eq!(leases[0].ask, Some(ask.ask));
}

#[test]
fn released_units_never_exceed_what_is_offered() {
    let mut world = World::new();
    let ask = world.post("pia", offer(H100, 100, 4));
    world.place(demand(1), book(TimeInForce::Fok));
    let releases = vec![release(ask, u32::MAX), release(ask, u32::MAX)];
    world
        .run("escrow", ExecuteMsg::Release { releases })
        .unwrap();
    assert_eq!(world.free(ask), 4);
}

#[test]
fn units_of_a_withdrawn_ask_have_no_place_to_return_to() {
    let mut world = World::new();
    let ask = world.post("pia", offer(H100, 100, 4));
    world.place(demand(1), book(TimeInForce::Fok));
    world
        .run("pia", ExecuteMsg::WithdrawAsk { ask: ask.ask })
        .unwrap();
    let releases = vec![release(ask, 1)];
    let response = world
        .run("escrow", ExecuteMsg::Release { releases })
        .unwrap();
    assert!(response.events.is_empty());
    world.check(1);
}

#[test]
fn only_escrow_releases() {
    let mut world = World::new();
    for sender in ["ana", "owner", "pia", "auction"] {
        let refused = world.run(sender, ExecuteMsg::Release { releases: vec![] });
        let error = GuardError::NotAllowed {
            role: "escrow".to_string(),
            holder: addr("escrow").into(),
        };
        assert_eq!(refused, Err(ContractError::Guard(error)));
    }
}

#[test]
fn ids_of_providers_and_asks_are_not_mixed_up() {
    let mut world = World::new();
    let ask = world.post("pia", offer(H100, 100, 4));
    let stranger = AskKey {
        provider: ProviderId(2),
        ask: AskId(1),
    };
    world.place(demand(2), book(TimeInForce::Fok));
    let releases = vec![release(stranger, 1)];
    world
        .run("escrow", ExecuteMsg::Release { releases })
        .unwrap();
    assert_eq!(world.free(ask), 2);
}
