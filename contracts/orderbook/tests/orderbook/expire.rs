//! Clearing away what is over.

use tender_guard::GuardError;
use tender_interfaces::attestation::{ProviderRow, ProviderStatus};
use tender_interfaces::events::{OfferChanged, OrderClosed};
use tender_interfaces::orderbook::{
    ExecuteMsg, OfferChange, OfferState, OrderEnd, QueryMsg, MAX_BATCH,
};
use tender_orderbook::ContractError;
use tender_types::{OfferKey, OrderKey, Rate, Seconds};

use crate::verbs::*;
use crate::world::*;

fn expire(orders: Vec<OrderKey>, offers: Vec<OfferKey>) -> ExecuteMsg {
    ExecuteMsg::Expire { orders, offers }
}

const fn slot(slot: u8) -> OrderKey {
    OrderKey {
        account: ANAS,
        slot,
    }
}

/// What makes an offer dead, and what brings its provider back to life.
type Death = (fn(&mut ProviderRow), fn(&mut ProviderRow));

const DEATHS: [Death; 6] = [
    (
        |row| row.status = ProviderStatus::Leaving,
        |row| row.status = ProviderStatus::Active,
    ),
    (
        |row| row.status = ProviderStatus::Jailed,
        |row| row.status = ProviderStatus::Active,
    ),
    (
        |row| row.status = ProviderStatus::Suspended,
        |row| row.status = ProviderStatus::Active,
    ),
    (|row| row.bonded = false, |row| row.bonded = true),
    (
        |row| row.attestations[0].expires_at = after(0),
        |row| row.attestations[0].expires_at = after(9_999),
    ),
    (
        |row| row.attestations[0].classes[0].count = 3,
        |row| row.attestations[0].classes[0].count = 4,
    ),
];

#[test]
fn every_kind_of_dead_offer_is_taken_out_and_comes_back_when_it_is_alive() {
    for (dies, lives) in DEATHS {
        let mut world = world();
        world.posts("pia", offer(H100, 100, 4));
        let clear = expire(vec![], vec![key(1, H100)]);
        assert!(world.send("mallory", &clear).unwrap().events.is_empty());
        assert_eq!(world.in_book(H100), [1]);
        world.change(1, dies);
        let response = world.send("mallory", &clear).unwrap();
        let changed: OfferChanged = event(&response);
        assert_eq!((changed.state, changed.free), (OfferState::Parked, 4));
        assert!(world.in_book(H100).is_empty());
        world.check(30);
        // Once is enough.
        assert!(world.send("mallory", &clear).unwrap().events.is_empty());
        let back = [
            post(offer(H100, 100, 4)),
            OfferChange::Reprice {
                class: H100,
                rate: Rate(200),
            },
            OfferChange::Report {
                class: H100,
                largest: 2,
            },
            OfferChange::Resize {
                class: H100,
                units: 4,
            },
        ];
        for change in back {
            // Not while it is dead: the last is no more than it was, so it is made and stays out.
            let made = world.changes("pia", change.clone()).is_ok();
            assert_eq!(made, matches!(change, OfferChange::Resize { .. }));
            assert!(world.in_book(H100).is_empty());
            world.change(1, lives);
            world.makes("pia", change);
            assert_eq!(world.in_book(H100), [1]);
            world.change(1, dies);
            world.send("mallory", &clear).unwrap();
        }
        world.check(30);
    }
}

#[test]
fn an_offer_of_an_earlier_registration_or_past_its_time_is_taken_out() {
    let mut world = world();
    world.posts("pia", until(10, offer(H100, 100, 4)));
    world.posts("pol", offer(H100, 200, 4));
    let clear = expire(vec![], vec![key(1, H100), key(2, H100), key(3, H100)]);
    world.wait(Seconds(9));
    assert!(world.send("mallory", &clear).unwrap().events.is_empty());
    world.wait(Seconds(1));
    world.send("mallory", &clear).unwrap();
    assert_eq!(world.in_book(H100), [2]);
    world.change(2, |row| row.epoch = 2);
    world.send("mallory", &clear).unwrap();
    assert!(world.in_book(H100).is_empty());
    // It is only parked: both come back by being offered anew.
    world.posts("pia", offer(H100, 100, 4));
    world.posts("pol", offer(H100, 200, 4));
    assert_eq!(world.in_book(H100), [1, 2]);
    world.check(30);
}

#[test]
fn what_rests_beyond_its_time_is_removed_and_nothing_before() {
    let mut world = world();
    world.places(demand(3), rest(0));
    let clear = expire(vec![slot(0), slot(1)], vec![]);
    world.at(after(999));
    assert!(world.send("mallory", &clear).unwrap().events.is_empty());
    world.at(after(1_000));
    let response = world.send("mallory", &clear).unwrap();
    let closed: OrderClosed = event(&response);
    assert_eq!((closed.reason, closed.missing), (OrderEnd::Expired, 3));
    let order = slot(0);
    let gone =
        world.query::<_, tender_interfaces::orderbook::OrderResponse>(&QueryMsg::Order { order });
    assert_eq!(gone, Err(ContractError::OrderNotFound { order }));
}

#[test]
fn a_message_names_something_each_once_and_not_too_much() {
    let mut world = world();
    let offers = |count: u32| -> Vec<OfferKey> { (0..count).map(|id| key(id, H100)).collect() };
    let none = world.send("mallory", &expire(vec![], vec![]));
    assert_eq!(none, Err(list_length("offers", 0, 1, MAX_BATCH)));
    assert!(world
        .send("mallory", &expire(vec![slot(0)], vec![]))
        .is_ok());
    assert!(world
        .send("mallory", &expire(vec![slot(0)], offers(49)))
        .is_ok());
    let many = world.send("mallory", &expire(vec![slot(0)], offers(50)));
    assert_eq!(many, Err(list_length("offers", 50, 0, 49)));
    assert!(world.send("mallory", &expire(vec![], offers(50))).is_ok());
    let twice = world.send("mallory", &expire(vec![slot(0); 2], vec![]));
    assert_eq!(twice, Err(GuardError::Duplicate { what: "orders" }.into()));
}
