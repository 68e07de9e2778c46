use tender_auction::ContractError;
use tender_interfaces::auction::{AuctionsResponse, BidsResponse, QueryMsg};
use tender_interfaces::invariants::InvariantsResponse;
use tender_types::{OrderId, ProviderId};

use crate::house::{choice, descending, short, House};

#[test]
fn auctions_are_paged_by_order() {
    let mut house = House::new();
    for order in [12, 3, 300, 7] {
        house.open(order, descending()).unwrap();
    }
    let page = |start_after: Option<u64>, limit| {
        let msg = QueryMsg::Auctions {
            start_after: start_after.map(OrderId),
            limit: Some(limit),
        };
        let page: AuctionsResponse = house.ask(msg).unwrap();
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
        let mut house = House::with(rule);
        house.bid(3, 900).unwrap();
        house.bid(4, 700).unwrap();
        house.bid(2, 600).unwrap();
        let mut walked = vec![];
        let mut start_after = None;
        loop {
            let msg = QueryMsg::Bids {
                order: OrderId(9),
                start_after,
                limit: Some(1),
            };
            let page: BidsResponse = house.ask(msg).unwrap();
            let [bid] = page.bids.as_slice() else { break };
            walked.push(short(bid));
            start_after = Some(ProviderId(short(bid).0));
        }
        assert_eq!(walked, expected);
    }
}

#[test]
fn invariants_hold_and_are_paged() {
    let mut house = House::with(descending());
    house.open(10, choice()).unwrap();
    house.open(11, descending()).unwrap();
    house.bid(1, 900).unwrap();
    house.bid(2, 800).unwrap();
    let page = |start_after: Option<&str>| {
        let msg = QueryMsg::Invariants {
            start_after: start_after.map(ToString::to_string),
            limit: Some(2),
        };
        house.ask::<InvariantsResponse>(msg)
    };
    let first = page(None).unwrap();
    assert!(first.checks.iter().all(|check| check.holds), "{first:?}");
    assert_eq!(first.next.as_deref(), Some("10"));
    assert_eq!(page(Some("10")).unwrap().next, None);
    let text = "x".to_string();
    assert_eq!(page(Some("x")), Err(ContractError::Cursor { text }));
}

/// Rows that no message writes: the check must be able to fail.
#[test]
fn a_standing_without_its_auction_is_found() {
    let mut house = House::with(descending());
    house.bid(1, 900).unwrap();
    let mut key = vec![b'h'];
    key.extend(9u64.to_be_bytes());
    cosmwasm_std::Storage::remove(&mut house.deps.storage, &key);
    let msg = QueryMsg::Invariants {
        start_after: None,
        limit: None,
    };
    let page: InvariantsResponse = house.ask(msg).unwrap();
    let broken: Vec<_> = page.checks.iter().filter(|check| !check.holds).collect();
    assert_eq!(broken.len(), 1);
    assert_eq!(broken[0].detail, "orders 9");
}
