use cosmwasm_std::Event;
use tender_guard::GuardError;
use tender_interfaces::attestation::ProviderStatus;
use tender_interfaces::events::{AskChanged, AskWithdrawn, OrderClosed};
use tender_interfaces::orderbook::{
    AskEnd, ExecuteMsg, Offer, OrderEnd, Release, TimeInForce, MAX_BATCH,
};
use tender_orderbook::ContractError;
use tender_types::{AskId, AskKey, OrderId, ProviderId};

use crate::verbs::*;

fn withdrawn(ask: AskKey, reason: AskEnd) -> Event {
    Event::from(AskWithdrawn {
        ask: ask.ask,
        provider: ask.provider,
        reason,
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
    let mut solo = open();
    let until = |seconds| Offer {
        expires_at: Some(after(seconds)),
        ..offer(H100, 2_000, 1)
    };
    let asks = vec![
        solo.post("pia", until(100)),
        solo.post("pia", until(101)),
        solo.post("pia", offer(H100, 2_000, 1)),
        key(3, 77),
    ];
    let (placed, _) = solo.place(demand(3), book(TimeInForce::Gtt));
    let orders = vec![placed.order, OrderId(77)];
    let expire = ExecuteMsg::Expire {
        orders,
        asks: asks.clone(),
    };
    solo.at(after(99));
    assert!(solo.send("bot", &expire).unwrap().events.is_empty());
    solo.at(after(100));
    let closed = OrderClosed {
        order: placed.order,
        reason: OrderEnd::Expired,
        remaining: 3,
    };
    let expected = [Event::from(closed), withdrawn(asks[0], AskEnd::Expired)];
    assert_eq!(solo.send("bot", &expire).unwrap().events, expected);
    solo.check(1);
}

#[test]
fn a_sold_out_ask_expires_too() {
    let mut solo = open();
    let ask = solo.post(
        "pia",
        Offer {
            expires_at: Some(after(10)),
            ..offer(H100, 1, 1)
        },
    );
    solo.place(demand(1), book(TimeInForce::Fok));
    solo.at(after(10));
    let expire = ExecuteMsg::Expire {
        orders: vec![],
        asks: vec![ask],
    };
    assert_eq!(
        solo.send("bot", &expire).unwrap().events,
        [withdrawn(ask, AskEnd::Expired)]
    );
    solo.check(1);
}

#[test]
fn asks_of_a_provider_that_is_not_active_are_cleared() {
    for status in [
        ProviderStatus::Leaving,
        ProviderStatus::Jailed,
        ProviderStatus::Left,
    ] {
        let mut solo = open();
        let ask = solo.post("pia", offer(H100, 1, 1));
        solo.register("pia", 1, |row| row.status = status);
        let expire = ExecuteMsg::Expire {
            orders: vec![],
            asks: vec![ask],
        };
        let response = solo.send("bot", &expire).unwrap();
        assert_eq!(response.events, [withdrawn(ask, AskEnd::ProviderInactive)]);
        solo.check(1);
    }
}

#[test]
fn a_batch_is_bounded_and_names_things_once() {
    let mut solo = open();
    let most = u64::try_from(MAX_BATCH).unwrap();
    let mut run = |orders: u64, asks: u64| {
        let orders = (0..orders).map(OrderId).collect();
        let asks = (0..asks).map(|ask| key(1, ask)).collect();
        let expire = ExecuteMsg::Expire { orders, asks };
        solo.send("bot", &expire).map(|response| response.events)
    };
    let too_long = |what, length, max| Err(list_length(what, length, 0, max));
    assert_eq!((run(most, 0), run(1, most - 1)), (Ok(vec![]), Ok(vec![])));
    let too_many = too_long("orders", MAX_BATCH + 1, MAX_BATCH);
    assert_eq!(run(most + 1, 0), too_many);
    assert_eq!(run(1, most), too_long("asks", MAX_BATCH, MAX_BATCH - 1));
    let twice = ExecuteMsg::Expire {
        orders: vec![OrderId(1), OrderId(1)],
        asks: vec![],
    };
    let duplicate = GuardError::Duplicate { what: "orders" };
    assert_eq!(solo.send("bot", &twice), Err(duplicate.into()));
    let releases = vec![release(key(1, 1), 1); MAX_BATCH + 1];
    let refused = solo.send("escrow", &ExecuteMsg::Release { releases });
    assert_eq!(
        refused.map(|response| response.events),
        too_long("releases", MAX_BATCH + 1, MAX_BATCH)
    );
}

#[test]
fn released_units_come_back_and_a_sold_out_ask_returns_to_the_book() {
    let mut solo = open();
    let ask = solo.post("pia", offer(H100, 100, 4));
    let other = solo.post("pol", offer(H100, 200, 4));
    solo.place(demand(6), book(TimeInForce::Fok));
    assert_eq!((solo.free(ask), solo.free(other)), (0, 2));
    let releases = vec![
        release(ask, 1),
        release(other, 1),
        release(ask, 2),
        release(key(3, 9), 1),
    ];
    let response = solo
        .send("escrow", &ExecuteMsg::Release { releases })
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
    solo.check(1);
    let (_, leases) = solo.place(demand(1), book(TimeInForce::Fok));
    assert_eq!(leases[0].ask, Some(ask.ask));
}

#[test]
fn released_units_never_exceed_what_is_offered() {
    let mut solo = open();
    let ask = solo.post("pia", offer(H100, 100, 4));
    solo.place(demand(1), book(TimeInForce::Fok));
    let releases = vec![release(ask, u32::MAX), release(ask, u32::MAX)];
    solo.send("escrow", &ExecuteMsg::Release { releases })
        .unwrap();
    assert_eq!(solo.free(ask), 4);
}

#[test]
fn units_of_a_withdrawn_ask_have_no_place_to_return_to() {
    let mut solo = open();
    let ask = solo.post("pia", offer(H100, 100, 4));
    solo.place(demand(1), book(TimeInForce::Fok));
    solo.send("pia", &ExecuteMsg::WithdrawAsk { ask: ask.ask })
        .unwrap();
    let releases = vec![release(ask, 1)];
    let response = solo
        .send("escrow", &ExecuteMsg::Release { releases })
        .unwrap();
    assert!(response.events.is_empty());
    solo.check(1);
}

#[test]
fn only_escrow_releases() {
    let mut solo = open();
    for sender in ["ana", "owner", "pia", "auction"] {
        let refused = solo.send(sender, &ExecuteMsg::Release { releases: vec![] });
        let error = GuardError::NotAllowed {
            role: "escrow".to_string(),
            holder: addr("escrow").into(),
        };
        assert_eq!(refused, Err(ContractError::Guard(error)));
    }
}

#[test]
fn ids_of_providers_and_asks_are_not_mixed_up() {
    let mut solo = open();
    let ask = solo.post("pia", offer(H100, 100, 4));
    let stranger = AskKey {
        provider: ProviderId(2),
        ask: AskId(1),
    };
    solo.place(demand(2), book(TimeInForce::Fok));
    let releases = vec![release(stranger, 1)];
    solo.send("escrow", &ExecuteMsg::Release { releases })
        .unwrap();
    assert_eq!(solo.free(ask), 2);
}
