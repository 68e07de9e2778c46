use tender_auction::state::{slot, Terms, Top, TERMS, TOP};
use tender_auction::ContractError;
use tender_interfaces::auction::{AuctionsResponse, QueryMsg};
use tender_interfaces::invariants::InvariantsResponse;
use tender_types::{AccountId, ClassId, Echo, OrderKey, ProviderId, Rate};

use crate::house::*;

fn key(account: u64, slot: u8) -> OrderKey {
    let account = AccountId(account);
    OrderKey { account, slot }
}

#[test]
fn auctions_are_paged_by_account_and_slot() {
    let mut house = open();
    for (account, slot) in [(12, 0), (3, 15), (300, 1), (3, 2)] {
        house.hand_over(key(account, slot), open_bidding()).unwrap();
    }
    let page = |account: Option<u64>, start_after: Option<OrderKey>, limit| {
        let msg = QueryMsg::Auctions {
            account: account.map(AccountId),
            start_after,
            limit: Some(limit),
        };
        let page: AuctionsResponse = house.answer(msg);
        let orders = page.auctions.iter().map(|auction| auction.order);
        orders.collect::<Vec<_>>()
    };
    assert_eq!(page(None, None, 3), [key(3, 2), key(3, 15), key(12, 0)]);
    assert_eq!(page(None, Some(key(12, 0)), 3), [key(300, 1)]);
    assert_eq!(page(None, Some(key(300, 1)), 3), []);
    assert_eq!(page(Some(3), None, 3), [key(3, 2), key(3, 15)]);
    assert_eq!(page(Some(3), Some(key(3, 2)), 3), [key(3, 15)]);
    assert_eq!(page(Some(4), None, 3), []);
}

#[test]
fn invariants_hold_and_are_paged() {
    let mut house = with(open_bidding());
    house.hand_over(key(10, 0), choice()).unwrap();
    house.hand_over(key(11, 0), sealed_bidding(None)).unwrap();
    house.bid(1, 900).unwrap();
    house.bid(2, 800).unwrap();
    let page = |start_after: Option<&str>| {
        let msg = QueryMsg::Invariants {
            start_after: start_after.map(ToString::to_string),
            limit: Some(2),
        };
        house.query::<_, InvariantsResponse>(&msg)
    };
    let first = page(None).unwrap();
    assert!(first.checks.iter().all(|check| check.holds), "{first:?}");
    assert_eq!(first.next.as_deref(), Some("10/0"));
    assert_eq!(page(Some("10/0")).unwrap().next, None);
    let text = Echo::of("x");
    assert_eq!(page(Some("x")), Err(ContractError::Cursor { text }));
}

/// Rows that no message writes: the check must be able to fail.
#[test]
fn what_does_not_hold_is_found() {
    let top: [fn(&mut Top); 11] = [
        |top| top.bids.reverse(),
        |top| top.bids[1].provider = ProviderId(1),
        |top| top.bids[1].classes = vec![ClassId(99)],
        |top| top.bids[1].classes.clear(),
        |top| top.bids[1].rate = Rate(MOST + 1),
        |top| top.bids[0].rate = Rate(0),
        |top| top.reserve = Some(Rate(850)),
        |top| top.failed = vec![ProviderId(1)],
        |top| top.failed = (10..19).map(ProviderId).collect(),
        |top| {
            let next = |id| {
                let mut bid = top.bids[1].clone();
                bid.provider = ProviderId(id);
                bid
            };
            let more: Vec<_> = (3..=9).map(next).collect();
            top.bids.extend(more);
        },
        |top| {
            top.awarded = Some(tender_types::LeaseKey {
                provider: ProviderId(1),
                account: AccountId(77),
                lease: tender_types::LeaseId(1),
            });
        },
    ];
    for change in top {
        let mut house = bid_for();
        let mut row = TOP.load(&house.deps.storage, &slot(ORDER)).unwrap();
        change(&mut row);
        TOP.save(&mut house.deps.storage, &slot(ORDER), &row);
        let broken = house.broken();
        assert_eq!(broken.len(), 1, "{row:?}");
        assert_eq!(broken[0].1, "orders 4/3");
    }
    let terms: [fn(&mut Terms); 4] = [
        |terms| terms.rule = sealed_bidding(Some(vec![1].into())),
        |terms| terms.expires_at = after(100),
        |terms| terms.opened_at = after(1),
        |terms| terms.round = HEIGHT + 1,
    ];
    for change in terms {
        let mut house = bid_for();
        let mut row = TERMS.load(&house.deps.storage, &slot(ORDER)).unwrap();
        change(&mut row);
        TERMS.save(&mut house.deps.storage, &slot(ORDER), &row);
        assert_eq!(house.broken().len(), 1, "{row:?}");
    }
    let mut house = bid_for();
    TERMS.remove(&mut house.deps.storage, &slot(ORDER));
    let broken = house.broken();
    assert_eq!((broken.len(), broken[0].1.as_str()), (1, "orders 4/3"));
}

fn bid_for() -> House {
    let mut house = with(open_bidding());
    house.bid(1, 900).unwrap();
    house.bid(2, 901).unwrap();
    house.sound();
    house
}
