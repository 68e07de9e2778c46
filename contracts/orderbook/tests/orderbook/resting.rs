//! Orders that wait for offers.

use tender_interfaces::demand::{Demand, Placement};
use tender_interfaces::events::{OrderClosed, OrderMatched, OrderPlaced};
use tender_interfaces::orderbook::{
    ExecuteMsg, Order, OrderEnd, OrderResponse, OrderStatus, Placed, QueryMsg, Way, MAX_REST,
    MAX_SLOTS,
};
use tender_orderbook::ContractError;
use tender_storage::unpack;
use tender_types::{OrderKey, Rate, Seconds};

use crate::verbs::*;
use crate::world::*;

const fn slot(slot: u8) -> OrderKey {
    OrderKey {
        account: ANAS,
        slot,
    }
}

const fn matching(slot_of_anas: u8) -> ExecuteMsg {
    ExecuteMsg::MatchOrder {
        order: slot(slot_of_anas),
        max_scan: None,
    }
}

fn resting(world: &World, number: u8) -> Option<OrderResponse> {
    let order = slot(number);
    world.query(&QueryMsg::Order { order }).ok()
}

fn limited(replicas: u32, max_rate: u128) -> Demand {
    Demand {
        max_rate: Rate(max_rate),
        ..demand(replicas)
    }
}

#[test]
fn what_the_book_has_is_leased_and_the_rest_waits() {
    let mut world = world();
    world.posts("pia", offer(H100, 500, 2));
    let (placed, leases) = world.places(limited(5, 3_000), rest(3));
    assert_eq!((placed.missing, placed.status), (3, OrderStatus::Resting));
    assert_eq!(served(&leases), [(1, 2, 1_000)]);
    let waits = resting(&world, 3).unwrap();
    assert_eq!((waits.demand.replicas(), waits.leases), (3, 1));
    // What is spent is gone from its limit.
    assert_eq!(waits.demand.max_rate, Rate(2_000));
    assert_eq!(
        (waits.tenant, waits.expires_at),
        (addr("ana").into(), after(1_000))
    );
    world.check(30);
    let nothing = world.tries("mallory", &matching(3)).unwrap_err();
    assert_eq!(nothing, ContractError::NothingMatches { order: slot(3) });
    world.posts("pol", offer(H100, 600, 2));
    world.posts("pam", offer(H100, 900, 9));
    let (response, leases) = world.tries("mallory", &matching(3)).unwrap();
    // 1 200 for two, and for the third nothing is left at 900.
    assert_eq!(served(&leases), [(2, 2, 1_200)]);
    assert_eq!(leases[0].tenant, addr("ana").as_str());
    let placed: Placed = data(&response);
    assert_eq!((placed.missing, placed.status), (1, OrderStatus::Resting));
    let matched = events::<OrderMatched>(&response.events).pop().unwrap();
    assert_eq!((matched.missing, matched.leases), (1, placed.leases));
    let whole: Order = unpack(&matched.packed).unwrap();
    assert_eq!(
        (whole.demand.replicas(), whole.demand.max_rate),
        (3, Rate(2_000))
    );
    assert_eq!(resting(&world, 3).unwrap().demand.max_rate, Rate(800));
    world.posts("pol", offer(H100, 800, 3));
    assert_eq!(served(&world.opens("mallory", &matching(3))), [(2, 1, 800)]);
    assert_eq!(resting(&world, 3), None);
    let gone = world.tries("mallory", &matching(3)).unwrap_err();
    assert_eq!(gone, ContractError::OrderNotFound { order: slot(3) });
    world.check(30);
}

#[test]
fn an_order_has_eight_leases_in_its_life() {
    let mut world = world();
    world.places(demand(16), rest(0));
    for number in 0..7 {
        world.posts("pia", offer(H100, 500, 2 * (number + 1)));
        let (response, leases) = world.tries("mallory", &matching(0)).unwrap();
        assert_eq!(served(&leases), [(1, 2, 1_000)]);
        assert_eq!(data::<Placed>(&response).missing, 14 - 2 * number);
    }
    assert_eq!(resting(&world, 0).unwrap().leases, 7);
    // The last lease has to bring the rest: one does not do.
    world.posts("pia", offer(H100, 500, 15));
    let refused = world.tries("mallory", &matching(0)).unwrap_err();
    assert_eq!(refused, ContractError::NothingMatches { order: slot(0) });
    world.posts("pia", offer(H100, 500, 16));
    let (response, _) = world.tries("mallory", &matching(0)).unwrap();
    assert_eq!(data::<Placed>(&response).status, OrderStatus::Filled);
    assert_eq!(resting(&world, 0), None);
}

#[test]
fn an_order_that_has_spent_all_it_may_cost_ends() {
    let mut world = world();
    world.places(limited(4, 1_200), rest(0));
    world.posts("pia", offer(H100, 600, 4));
    let (response, leases) = world.tries("mallory", &matching(0)).unwrap();
    assert_eq!(served(&leases), [(1, 2, 1_200)]);
    assert_eq!(data::<Placed>(&response).status, OrderStatus::Dropped);
    let closed = events::<OrderClosed>(&response.events).pop().unwrap();
    assert_eq!((closed.reason, closed.missing), (OrderEnd::Spent, 2));
    assert_eq!(resting(&world, 0), None);
    // At once, too: there is nothing to wait with.
    let (placed, _) = world.places(limited(4, 1_200), rest(0));
    assert_eq!((placed.status, placed.missing), (OrderStatus::Dropped, 2));
    assert_eq!(resting(&world, 0), None);
}

#[test]
fn only_who_can_pay_rests_an_order_and_only_on_its_own_account() {
    let mut world = world();
    let refused = world.tries("ben", &order(demand(1), rest(0))).unwrap_err();
    assert!(matches!(refused, ContractError::Std(_)), "{refused}");
    world.purse(ANAS, 2_999);
    let (rate, max_rate) = (Rate(2_999), Rate(3_000));
    let small = ContractError::PurseTooSmall { rate, max_rate };
    assert_eq!(world.refuses(limited(1, 3_000), rest(0)), small);
    world.places(limited(1, 2_999), rest(0));
    // What can be paid is asked again when it is matched.
    world.posts("pia", offer(H100, 1_000, 1));
    world.purse(ANAS, 999);
    let nothing = world.tries("mallory", &matching(0)).unwrap_err();
    assert_eq!(nothing, ContractError::NothingMatches { order: slot(0) });
    world.purse(ANAS, 1_000);
    world.opens("mallory", &matching(0));
    // An account that is no longer hers is nobody's to spend.
    world.places(limited(1, 1_000), rest(1));
    world.account("ben", ANAS, 1_000_000);
    assert!(matches!(
        world.tries("mallory", &matching(1)),
        Err(ContractError::Std(_))
    ));
}

#[test]
fn a_slot_is_taken_until_the_order_in_it_is_over() {
    let mut world = world();
    let error = out_of_range("slot", MAX_SLOTS, 0, MAX_SLOTS - 1);
    assert_eq!(world.refuses(demand(1), rest(MAX_SLOTS)), error);
    world.places(demand(1), rest(MAX_SLOTS - 1));
    world.places(demand(1), rest(0));
    let taken = ContractError::SlotTaken { order: slot(0) };
    assert_eq!(world.refuses(demand(1), rest(0)), taken);
    let until = |expires_at| Way::Rest {
        slot: 0,
        expires_at,
        max_scan: None,
    };
    world.at(after(999));
    assert_eq!(world.refuses(demand(1), until(after(2_000))), taken);
    world.at(after(1_000));
    let over = world.tries("mallory", &matching(0)).unwrap_err();
    let expired_at = after(1_000);
    assert_eq!(
        over,
        ContractError::OrderOver {
            order: slot(0),
            expired_at
        }
    );
    let (response, _) = world
        .tries("ana", &order(demand(2), until(after(2_000))))
        .unwrap();
    let closed = events::<OrderClosed>(&response.events).pop().unwrap();
    assert_eq!((closed.reason, closed.missing), (OrderEnd::Expired, 1));
    assert_eq!(events::<OrderPlaced>(&response.events)[0].slot, Some(0));
    assert_eq!(resting(&world, 0).unwrap().demand.replicas(), 2);
    world.check(1);
}

#[test]
fn nothing_rests_for_ever_or_not_at_all() {
    let mut world = world();
    let until = |expires_at| Way::Rest {
        slot: 0,
        expires_at,
        max_scan: None,
    };
    let (expires_at, now) = (START, START);
    let over = ContractError::AlreadyOver { expires_at, now };
    assert_eq!(world.refuses(demand(1), until(START)), over);
    let last = START.after(MAX_REST);
    let late = last.after(Seconds(1));
    let error = out_of_range("expires_at", late, START, last);
    assert_eq!(world.refuses(demand(1), until(late)), error);
    world.places(demand(1), until(last));
}

#[test]
fn a_tenant_takes_back_its_order() {
    let mut world = world();
    world.places(demand(3), rest(0));
    let cancel = ExecuteMsg::CancelOrder { order: slot(0) };
    let tenant = addr("ana").into();
    let refused = world.send("ben", &cancel);
    assert_eq!(
        refused,
        Err(ContractError::NotYourOrder {
            order: slot(0),
            tenant
        })
    );
    let response = world.send("ana", &cancel).unwrap();
    let closed: OrderClosed = event(&response);
    assert_eq!((closed.reason, closed.missing), (OrderEnd::Cancelled, 3));
    let none = ContractError::OrderNotFound { order: slot(0) };
    assert_eq!(world.send("ana", &cancel), Err(none));
}

#[test]
fn one_provider_serves_an_order_for_one_whenever_it_comes() {
    let mut world = world();
    world.posts("pia", offer(H100, 500, 2));
    let wanted = lines(vec![gpus(3)], Placement::OneProvider);
    let (placed, _) = world.places(wanted, rest(0));
    assert_eq!((placed.missing, placed.status), (3, OrderStatus::Resting));
    assert!(world.tries("mallory", &matching(0)).is_err());
    world.posts("pol", offer(H100, 600, 3));
    assert_eq!(
        served(&world.opens("mallory", &matching(0))),
        [(2, 3, 1_800)]
    );
}

#[test]
fn a_region_that_was_begun_with_is_kept() {
    let mut world = world();
    world.posts("pia", offer(H100, 500, 2));
    let wanted = lines(vec![gpus(4)], Placement::SameRegion);
    world.places(wanted, rest(0));
    assert_eq!(resting(&world, 0).unwrap().demand.attributes, [EU]);
    world.change(2, |row| row.attributes.0[0].attribute = US);
    world.posts("pol", offer(H100, 100, 2));
    let refused = world.tries("mallory", &matching(0)).unwrap_err();
    assert_eq!(refused, ContractError::NothingMatches { order: slot(0) });
    world.posts("pam", offer(H100, 900, 2));
    assert_eq!(
        served(&world.opens("mallory", &matching(0))),
        [(3, 2, 1_800)]
    );
    // How an order spreads over providers is kept count of by nobody.
    let spread = Placement::Spread {
        max_per_provider: 1,
    };
    let wanted = lines(vec![gpus(4)], spread);
    assert_eq!(world.refuses(wanted, rest(1)), ContractError::SpreadRests);
}

#[test]
fn the_end_of_the_search_is_told() {
    let mut world = world();
    world.posts("pia", offer(H100, 500, 1));
    world.posts("pol", offer(H100, 600, 1));
    let way = Way::Rest {
        slot: 0,
        expires_at: after(1_000),
        max_scan: Some(1),
    };
    let (placed, _) = world.places(demand(2), way);
    assert_eq!(placed.status, OrderStatus::RestingAfterScan);
    let msg = |max_scan| ExecuteMsg::MatchOrder {
        order: slot(0),
        max_scan,
    };
    let error = out_of_range("max_scan", 0, 1, 200);
    assert_eq!(world.tries("mallory", &msg(Some(0))).unwrap_err(), error);
    assert_eq!(
        served(&world.opens("mallory", &msg(Some(1)))),
        [(2, 1, 600)]
    );
}
