use cosmwasm_std::Event;
use tender_guard::GuardError;
use tender_interfaces::admin::{ActionClass, AdminMsg, DEFAULT_GUARDIAN_PAUSE};
use tender_interfaces::auction::{self, Rule};
use tender_interfaces::demand::{Demand, Mismatch, MAX_UNITS};
use tender_interfaces::events::{AskChanged, OrderPlaced};
use tender_interfaces::orderbook::{
    ExecuteMsg, OrderResponse, OrderStatus, Placed, QueryMsg, Selection, TimeInForce, MAX_FILLS,
    MAX_REST, MAX_SCAN,
};
use tender_market::resolve::DemandError;
use tender_orderbook::ContractError;
use tender_types::{AccountId, AskId, LeaseId, OrderId, ProviderId, Rate, Seconds, Tier};

use crate::verbs::*;

const RULE: Rule = Rule::TenantChoice {
    bidding: Seconds(60),
    choosing: Seconds(60),
};

#[test]
fn fill_or_kill_takes_all_or_nothing() {
    let mut solo = open();
    let ask = solo.post("pia", offer(H100, 700, 3));
    assert_eq!(
        solo.send("ana", &order(demand(4), book(TimeInForce::Fok), None)),
        Err(ContractError::NotFillable {
            filled: 3,
            wanted: 4,
            cheapest_refused: None
        })
    );
    assert_eq!(solo.free(ask), 3);
    let (placed, leases) = solo.place(demand(3), book(TimeInForce::Fok));
    assert_eq!((placed.filled, placed.status), (3, OrderStatus::Filled));
    assert_eq!((leases.len(), solo.free(ask)), (1, 0));
    solo.check(1);
}

#[test]
fn a_refusal_says_in_words_why_the_cheapest_ask_fails() {
    let mut solo = open();
    solo.post("pia", offer(H100, 700, 3));
    let wanted = Demand {
        min_tier: Tier(3),
        ..demand(1)
    };
    let refused = solo.send("ana", &order(wanted, book(TimeInForce::Fok), None));
    assert_eq!(
        refused.unwrap_err().to_string(),
        "orderbook/not_fillable: 0 of 1 units can be filled, and the cheapest ask that does not \
         serve is 1 (tier: 2 is attested, 3 is wanted): raise a ceiling or ask for less; \
         explain_match says why each ask fails"
    );
    let refused = solo.send("ana", &order(demand(4), book(TimeInForce::Fok), None));
    assert_eq!(
        refused.unwrap_err().to_string(),
        "orderbook/not_fillable: 3 of 4 units can be filled, and every ask looked at serves: raise \
         a ceiling or ask for less; explain_match says why each ask fails"
    );
}

#[test]
fn immediate_or_cancel_drops_the_rest_without_error() {
    let mut solo = open();
    let (placed, leases) = solo.place(demand(4), book(TimeInForce::Ioc));
    assert_eq!((placed.filled, placed.status), (0, OrderStatus::Dropped));
    assert_eq!((placed.leases, leases), (vec![], vec![]));
    solo.post("pia", offer(H100, 700, 3));
    let (placed, leases) = solo.place(demand(4), book(TimeInForce::Ioc));
    assert_eq!((placed.filled, placed.status), (3, OrderStatus::Dropped));
    assert_eq!(
        (placed.order, placed.leases),
        (OrderId(2), vec![LeaseId(2)])
    );
    assert_eq!(leases[0].lease, LeaseId(2));
}

#[test]
fn good_till_time_rests_with_what_is_unfilled() {
    let mut solo = open();
    solo.post("pia", offer(H100, 700, 1));
    solo.post("pol", offer(H100, 800, 1));
    let (placed, _) = solo.place(demand(5), book(TimeInForce::Gtt));
    assert_eq!((placed.filled, placed.status), (2, OrderStatus::Resting));
    assert_eq!(placed.leases, [LeaseId(1), LeaseId(2)]);
    let rests: OrderResponse = solo.answer(QueryMsg::Order { order: OrderId(1) });
    assert_eq!(
        (rests.demand.units, rests.filled, rests.expires_at),
        (3, 2, after(100))
    );
    assert_eq!(rests.tenant, addr("ana").as_str());
    let (placed, _) = solo.place(demand(1), book(TimeInForce::Gtt));
    assert_eq!(placed.order, OrderId(3));
    solo.check(1);
}

#[test]
fn a_reached_scan_limit_is_said() {
    let mut solo = open();
    for rate in [100, 200] {
        solo.post("pia", offer(H100, rate, 1));
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
        let msg = order(whole.clone(), scan(max_scan), Some(after(1)));
        let response = solo.send("ana", &msg).unwrap();
        let placed: Placed = data(&response);
        assert_eq!(placed.status, status);
    }
    for max_scan in [0, MAX_SCAN + 1] {
        let refused = solo.send("ana", &order(demand(1), scan(max_scan), Some(after(1))));
        let error = out_of_range("max_scan", max_scan, 1, MAX_SCAN);
        assert_eq!(refused, Err(error));
    }
}

#[test]
fn one_order_is_filled_from_eight_asks_at_most() {
    let mut solo = open();
    let units = u32::try_from(MAX_FILLS).unwrap();
    for _ in 0..=MAX_FILLS {
        solo.post("pia", offer(H100, 100, 1));
    }
    let too_many = order(demand(units + 1), book(TimeInForce::Fok), None);
    assert_eq!(
        solo.send("ana", &too_many),
        Err(ContractError::NotFillable {
            filled: 8,
            wanted: 9,
            cheapest_refused: None,
        })
    );
    let (placed, leases) = solo.place(demand(units + 1), book(TimeInForce::Gtt));
    assert_eq!(
        (placed.status, leases.len()),
        (OrderStatus::RestingAfterScan, MAX_FILLS)
    );
}

#[test]
fn only_an_order_that_rests_has_an_end_and_it_is_within_a_year() {
    let mut solo = open();
    let mut run = |time_in_force, expires_at| {
        let msg = order(demand(1), book(time_in_force), expires_at);
        let response = solo.send("ana", &msg)?;
        Ok(data::<Placed>(&response).status)
    };
    assert_eq!(
        run(TimeInForce::Gtt, None),
        Err(ContractError::ExpiryMissing)
    );
    assert_eq!(
        run(TimeInForce::Ioc, Some(after(1))),
        Err(ContractError::ExpiryUnused)
    );
    let over = ContractError::AlreadyOver {
        expires_at: START,
        now: START,
    };
    assert_eq!(run(TimeInForce::Gtt, Some(START)), Err(over));
    let (latest, later) = (after(MAX_REST.0), after(MAX_REST.0 + 1));
    let too_late = out_of_range("expires_at", later, START, latest);
    assert_eq!(run(TimeInForce::Gtt, Some(later)), Err(too_late));
    for until in [latest, after(1)] {
        assert_eq!(run(TimeInForce::Gtt, Some(until)), Ok(OrderStatus::Resting));
    }
}

#[test]
fn a_take_says_what_changed() {
    let mut solo = open();
    solo.post("pia", offer(H100, 700, 3));
    let response = solo
        .send("ana", &order(demand(2), book(TimeInForce::Fok), None))
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
        status: OrderStatus::Filled,
        leases: vec![LeaseId(1)],
    };
    assert_eq!(response.events, [Event::from(changed), Event::from(placed)]);
}

#[test]
fn named_asks_are_taken_in_their_order() {
    let mut solo = open();
    let (dear, cheap) = (
        solo.post("pia", offer(H100, 900, 2)),
        solo.post("pol", offer(H100, 100, 2)),
    );
    let spare = solo.post("pam", offer(A100, 100, 2));
    let asks = vec![dear, cheap, spare];
    let (placed, leases) = solo.place(demand(3), Selection::Asks { asks });
    assert_eq!(placed.status, OrderStatus::Filled);
    let taken: Vec<_> = leases
        .iter()
        .map(|lease| (lease.ask.unwrap(), lease.units))
        .collect();
    assert_eq!(taken, [(dear.ask, 2), (cheap.ask, 1)]);
    solo.check(1);
}

#[test]
fn a_named_ask_that_does_not_do_is_named_with_the_reason() {
    let mut solo = open();
    let ask = solo.post("pia", offer(H100, 1_001, 2));
    let sold_out = solo.post("pia", offer(H100, 1, 1));
    solo.place(demand(1), book(TimeInForce::Fok));
    let mut run = |asks| solo.send("ana", &order(demand(3), Selection::Asks { asks }, None));
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
    let what = "asks";
    for (asks, error) in [
        (vec![], list_length(what, 0, 1, MAX_FILLS)),
        (vec![ask, ask], GuardError::Duplicate { what }.into()),
        (
            (0..9).map(|ask| key(1, ask)).collect(),
            list_length(what, 9, 1, MAX_FILLS),
        ),
    ] {
        assert_eq!(run(asks), Err(error));
    }
}

#[test]
fn named_asks_fill_all_or_nothing() {
    let mut solo = open();
    let ask = solo.post("pia", offer(H100, 100, 2));
    let too_many = order(demand(3), Selection::Asks { asks: vec![ask] }, None);
    assert_eq!(
        solo.send("ana", &too_many),
        Err(ContractError::NotFillable {
            filled: 2,
            wanted: 3,
            cheapest_refused: None,
        })
    );
}

#[test]
fn an_auction_gets_the_order_under_its_number() {
    let mut solo = open();
    solo.place(demand(1), book(TimeInForce::Ioc));
    let selection = Selection::Auction { rule: RULE };
    let response = solo
        .send("ana", &order(demand(3), selection, None))
        .unwrap();
    let placed: Placed = data(&response);
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
    solo.check(1);
}

#[test]
fn a_demand_nobody_could_read_is_refused() {
    let mut solo = open();
    let wrong = Demand {
        units: 0,
        ..demand(1)
    };
    let refused = solo.send("ana", &order(wrong, book(TimeInForce::Ioc), None));
    let ContractError::Guard(error) = out_of_range("units", 0, 1, MAX_UNITS) else {
        panic!()
    };
    assert_eq!(refused, Err(DemandError::Guard(error).into()));
}

/// The guardian pauses what takes in; taking back goes on, and in time everything does.
#[test]
fn a_paused_class_is_refused_until_the_pause_lapses_and_what_takes_back_is_not() {
    let mut solo = open();
    let ask = solo.post("pia", offer(H100, 2_000, 2));
    let (placed, _) = solo.place(demand(1), book(TimeInForce::Gtt));
    for class in [ActionClass::Ask, ActionClass::Order] {
        let pause = ExecuteMsg::Admin(AdminMsg::Pause { class });
        solo.send("guardian", &pause).unwrap();
    }
    let until = START.after(DEFAULT_GUARDIAN_PAUSE);
    let post = ExecuteMsg::PostAsk {
        offer: offer(H100, 1, 1),
    };
    let reprice = ExecuteMsg::RepriceAsk {
        ask: ask.ask,
        rate: Rate(1),
    };
    let place = order(demand(1), book(TimeInForce::Ioc), None);
    let take = ExecuteMsg::TakeOrder {
        order: placed.order,
        ask: ask.ask,
    };
    for (sender, msg, class) in [
        ("pia", &post, ActionClass::Ask),
        ("pia", &reprice, ActionClass::Ask),
        ("ana", &place, ActionClass::Order),
        ("pia", &take, ActionClass::Order),
    ] {
        let paused = GuardError::PausedUntil { class, until };
        assert_eq!(solo.send(sender, msg), Err(paused.into()));
    }

    let order = placed.order;
    let cancel = ExecuteMsg::CancelOrder { order };
    let withdraw = ExecuteMsg::WithdrawAsk { ask: ask.ask };
    let release = ExecuteMsg::Release { releases: vec![] };
    let expire = ExecuteMsg::Expire {
        orders: vec![order],
        asks: vec![],
    };
    for (sender, msg) in [
        ("ana", &cancel),
        ("pia", &withdraw),
        ("escrow", &release),
        ("bot", &expire),
    ] {
        solo.send(sender, msg).unwrap();
    }

    solo.at(until);
    solo.send("pia", &post).unwrap();
    let response = solo.send("ana", &place).unwrap();
    assert_eq!(data::<Placed>(&response).filled, 1);
}
