//! Events are read back as they were written.

use cosmwasm_std::Event;
use tender_interfaces::auction::Outcome;
use tender_interfaces::events::{AuctionClosed, BidPlaced, EventError, EVENTS};
use tender_types::{AccountId, OrderKey, Rate};

#[test]
fn an_event_reads_back() {
    let closed = AuctionClosed {
        order: OrderKey {
            account: AccountId(7),
            slot: 3,
        },
        outcome: Outcome::NoBid,
        lease: None,
        rate: Some(Rate(5)),
    };
    let mut event = Event::from(closed.clone());
    event.ty = format!("wasm-{}", event.ty);
    assert_eq!(AuctionClosed::try_from(&event), Ok(closed));
}

#[test]
fn another_event_and_a_missing_attribute_are_named() {
    let event = Event::new("wasm-tender_auction_closed");
    assert_eq!(
        BidPlaced::try_from(&event),
        Err(EventError::Name {
            expected: "tender_bid_placed",
            found: "tender_auction_closed".to_string()
        })
    );
    assert_eq!(
        AuctionClosed::try_from(&event),
        Err(EventError::Missing { attribute: "order" })
    );
}

#[test]
fn names_and_attributes_are_what_a_chain_accepts() {
    for event in EVENTS {
        assert!(event.name.starts_with("tender_"), "{}", event.name);
        assert!(event
            .attributes
            .iter()
            .all(|(key, _)| !key.starts_with('_')));
    }
}
