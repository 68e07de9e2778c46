use tender_auction::state::TERMS;
use tender_auction::ContractError;
use tender_interfaces::auction::{AuctionsResponse, BidsResponse, QueryMsg};
use tender_interfaces::invariants::InvariantsResponse;
use tender_types::{Echo, OrderId, ProviderId};

use crate::verbs::*;

#[test]
fn auctions_are_paged_by_order() {
    let mut solo = open();
    for order in [12, 3, 300, 7] {
        solo.hand_over(order, descending()).unwrap();
    }
    let page = |start_after: Option<u64>, limit| {
        let msg = QueryMsg::Auctions {
            start_after: start_after.map(OrderId),
            limit: Some(limit),
        };
        let page: AuctionsResponse = solo.answer(msg);
        let orders = page.auctions.iter().map(|auction| auction.order.0);
        orders.collect::<Vec<_>>()
    };
    assert_eq!(page(None, 3), [3, 7, 12]);
    assert_eq!(page(Some(12), 3), [300]);
    assert_eq!(page(Some(300), 3), [0u64; 0]);
}

#[test]
fn bids_are_paged_by_provider_under_both_rules() {
    for (rule, expected) in [
        (descending(), vec![(2, 600), (4, 700)]),
        (choice(), vec![(2, 600), (3, 900), (4, 700)]),
    ] {
        let mut solo = with(rule);
        solo.bid(3, 900).unwrap();
        solo.bid(4, 700).unwrap();
        solo.bid(2, 600).unwrap();
        let mut walked = vec![];
        let mut start_after = None;
        loop {
            let msg = QueryMsg::Bids {
                order: ORDER,
                start_after,
                limit: Some(1),
            };
            let page: BidsResponse = solo.answer(msg);
            let [bid] = page.bids.as_slice() else { break };
            walked.push(short(bid));
            start_after = Some(ProviderId(short(bid).0));
        }
        assert_eq!(walked, expected);
    }
}

#[test]
fn invariants_hold_and_are_paged() {
    let mut solo = with(descending());
    solo.hand_over(10, choice()).unwrap();
    solo.hand_over(11, descending()).unwrap();
    solo.bid(1, 900).unwrap();
    solo.bid(2, 800).unwrap();
    let page = |start_after: Option<&str>| {
        let msg = QueryMsg::Invariants {
            start_after: start_after.map(ToString::to_string),
            limit: Some(2),
        };
        solo.query::<_, InvariantsResponse>(&msg)
    };
    let first = page(None).unwrap();
    assert!(first.checks.iter().all(|check| check.holds), "{first:?}");
    assert_eq!(first.next.as_deref(), Some("10"));
    assert_eq!(page(Some("10")).unwrap().next, None);
    let text = Echo::of("x");
    assert_eq!(page(Some("x")), Err(ContractError::Cursor { text }));
}

/// Rows that no message writes: the check must be able to fail.
#[test]
fn top_bids_without_their_auction_are_found() {
    let mut solo = with(descending());
    solo.bid(1, 900).unwrap();
    TERMS.remove(&mut solo.deps.storage, &ORDER);
    let msg = QueryMsg::Invariants {
        start_after: None,
        limit: None,
    };
    let page: InvariantsResponse = solo.answer(msg);
    let broken: Vec<_> = page.checks.iter().filter(|check| !check.holds).collect();
    assert_eq!(broken.len(), 1);
    assert_eq!(broken[0].detail, "orders 9");
}
