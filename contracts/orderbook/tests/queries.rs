use tender_interfaces::demand::{Demand, Mismatch};
use tender_interfaces::invariants::InvariantsResponse;
use tender_interfaces::orderbook::{
    AskResponse, AsksResponse, BookCursor, ExplainMatchResponse, Offer, OrderResponse,
    OrdersResponse, QueryMsg, TimeInForce,
};
use tender_orderbook::ContractError;
use tender_types::{AskKey, AssetIndex, ClassId, Echo, OrderId, ProviderId, Rate};

use crate::verbs::*;

#[test]
fn the_book_is_paged_cheapest_first() {
    let mut solo = open();
    let rates = [30, 10, 20, 10, 10];
    for rate in rates {
        solo.post("pia", offer(H100, rate, 1));
    }
    solo.post("pia", offer(A100, 1, 1));
    let mut start_after = None;
    let mut walked = vec![];
    loop {
        let page: AsksResponse = solo.answer(QueryMsg::Book {
            class: ClassId(1),
            start_after,
            limit: Some(2),
        });
        let Some(last) = page.asks.last() else { break };
        assert!(page.asks.len() <= 2);
        start_after = Some(BookCursor {
            rate: last.rate,
            turn: last.turn,
        });
        walked.extend(page.asks.iter().map(|ask| (ask.rate.0, ask.ask.ask.0)));
    }
    assert_eq!(walked, [(10, 2), (10, 4), (10, 5), (20, 3), (30, 1)]);
}

#[test]
fn a_providers_asks_are_listed_also_those_sold_out() {
    let mut solo = open();
    solo.post("pia", offer(H100, 30, 1));
    solo.post("pol", offer(H100, 10, 1));
    solo.post("pia", offer(A100, 20, 1));
    let wanted = Demand {
        alternatives: vec![alternative(A100, 20)],
        ..demand(1)
    };
    solo.place(wanted, book(TimeInForce::Fok));
    let of = |solo: &Solo, provider, start_after| -> Vec<(AskKey, u32)> {
        let asks: AsksResponse = solo.answer(QueryMsg::Asks {
            provider,
            start_after,
            limit: None,
        });
        asks.asks.iter().map(|ask| (ask.ask, ask.free)).collect()
    };
    let (first, last) = (key(1, 1), key(1, 3));
    assert_eq!(of(&solo, ProviderId(1), None), [(first, 1), (last, 0)]);
    assert_eq!(of(&solo, ProviderId(1), Some(first.ask)), [(last, 0)]);
    assert_eq!(of(&solo, ProviderId(3), None), []);
}

#[test]
fn resting_orders_are_listed_by_all_and_by_tenant() {
    let mut solo = open();
    for tenant in ["ana", "ben", "ana"] {
        let msg = order(demand(1), book(TimeInForce::Gtt), Some(after(1)));
        solo.send(tenant, &msg).unwrap();
    }
    let ids = |solo: &Solo, tenant: Option<&str>, after: Option<u64>| -> Vec<u64> {
        let orders: OrdersResponse = solo.answer(QueryMsg::Orders {
            tenant: tenant.map(|name| addr(name).into()),
            start_after: after.map(OrderId),
            limit: Some(2),
        });
        orders.orders.iter().map(|order| order.order.0).collect()
    };
    assert_eq!(ids(&solo, None, None), [1, 2]);
    assert_eq!(ids(&solo, None, Some(2)), [3]);
    assert_eq!(ids(&solo, Some("ana"), None), [1, 3]);
    assert_eq!(ids(&solo, Some("ana"), Some(1)), [3]);
    assert_eq!(ids(&solo, Some("pia"), None), Vec::<u64>::new());
    solo.check(1);
    solo.check(100);
}

#[test]
fn explain_match_names_the_first_dimension_that_fails() {
    let mut solo = open();
    solo.post(
        "pia",
        Offer {
            assets: vec![AssetIndex(1)],
            ..offer(H100, 100, 1)
        },
    );
    solo.post("pol", offer(H100, 200, 1));
    solo.register("pol", 2, |row| row.bonded = false);
    solo.post("pam", offer(H100, 300, 2));
    solo.post("pam", offer(A100, 400, 2));
    solo.post("pia", offer(H100, 1_001, 2));
    let explain = |solo: &Solo, limit| -> ExplainMatchResponse {
        solo.answer(QueryMsg::ExplainMatch {
            demand: demand(5),
            limit,
        })
    };
    let explained = explain(&solo, None);
    let found: Vec<_> = explained
        .candidates
        .into_iter()
        .map(|one| (one.ask, one.mismatch))
        .collect();
    let price = Mismatch::Price {
        rate: Rate(1_001),
        ceiling: Rate(1_000),
    };
    let expected = [
        (key(1, 1), Some(Mismatch::Asset {})),
        (key(2, 2), Some(Mismatch::Bond {})),
        (key(3, 3), None),
        (key(1, 5), Some(price)),
    ];
    assert_eq!(found, expected);
    assert_eq!(explained.fillable, 2);
    assert_eq!(explain(&solo, Some(2)).candidates.len(), 2);
    let (placed, _) = solo.place(demand(5), book(TimeInForce::Ioc));
    assert_eq!(placed.filled, 2);
}

#[test]
fn a_cursor_of_something_else_is_refused() {
    let solo = open();
    for (text, said) in [
        ("", ""),
        ("zz", "zz"),
        ("43", "43"),
        ("71ff", "ff"),
        (
            "710000000100000000000000010000",
            "0000000100000000000000010000",
        ),
    ] {
        let msg = QueryMsg::Invariants {
            start_after: Some(text.to_string()),
            limit: None,
        };
        let refused = solo.query::<_, InvariantsResponse>(&msg);
        let error = ContractError::Cursor {
            text: Echo::of(said),
        };
        assert_eq!(refused, Err(error));
    }
}

#[test]
fn what_is_not_there_is_said() {
    let solo = open();
    let order = OrderId(1);
    assert_eq!(
        solo.query::<_, OrderResponse>(&QueryMsg::Order { order }),
        Err(ContractError::OrderNotFound { order })
    );
    let AskKey { provider, ask } = key(1, 1);
    assert_eq!(
        solo.query::<_, AskResponse>(&QueryMsg::Ask { ask: key(1, 1) }),
        Err(ContractError::AskNotFound { provider, ask })
    );
}
