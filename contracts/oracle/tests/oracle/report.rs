use cosmwasm_std::{Addr, Decimal, Event};
use tender_guard::GuardError;
use tender_interfaces::events::PriceReported;
use tender_interfaces::oracle::{ExecuteMsg, Oracle, PriceResponse, Rules, PRICE_KEY};
use tender_interfaces::roles::ActionClass;
use tender_math::PriceState;
use tender_oracle::ContractError;
use tender_types::Bps;

use crate::desk::{addr, usd, Desk, NOW, RULES};

fn healthy(price: &str, reports: u8, valid_until: u64) -> PriceResponse {
    let price = usd(price);
    PriceResponse::Healthy {
        price,
        reports,
        valid_until,
    }
}

#[test]
fn a_quorum_of_agreeing_reports_makes_a_price() {
    let mut desk = Desk::new();
    let stale = |fresh| PriceResponse::Stale { fresh, needed: 2 };
    assert_eq!(desk.price(), stale(0));
    desk.report("fay", "1.00", NOW - 5).unwrap();
    assert_eq!(desk.price(), stale(1));
    desk.report("fin", "1.005", NOW).unwrap();
    assert_eq!(desk.price(), healthy("1", 2, NOW + 55));
    desk.report("flo", "1.004", NOW).unwrap();
    assert_eq!(desk.price(), healthy("1.004", 3, NOW + 60));
}

#[test]
fn an_outlier_is_dropped_and_two_camps_have_no_price() {
    let mut desk = Desk::new();
    desk.report("fay", "1.00", NOW).unwrap();
    desk.report("fin", "1.01", NOW).unwrap();
    desk.report("flo", "7", NOW).unwrap();
    assert_eq!(desk.price(), healthy("1", 2, NOW + 60));
    desk.report("fin", "1.02", NOW).unwrap_err();
    desk.wait(1);
    desk.report("fin", "1.02", NOW + 1).unwrap();
    let apart = PriceResponse::Disagreement {
        agreeing: 1,
        needed: 2,
    };
    assert_eq!(desk.price(), apart);
}

#[test]
fn the_price_goes_stale_to_the_second() {
    let mut desk = Desk::new();
    desk.report("fay", "1", NOW).unwrap();
    desk.report("fin", "1", NOW).unwrap();
    desk.wait(60);
    assert_eq!(desk.price(), healthy("1", 2, NOW + 60));
    desk.wait(1);
    let stale = PriceResponse::Stale {
        fresh: 0,
        needed: 2,
    };
    assert_eq!(desk.price(), stale);
}

#[test]
fn an_event_says_what_was_reported_and_what_follows() {
    let mut desk = Desk::new();
    let event = |price: &str, median: Option<Decimal>| PriceReported {
        feeder: addr("fay").into(),
        price: usd(price),
        timestamp: NOW,
        median,
    };
    let first = desk.report("fay", "1.2", NOW).unwrap();
    assert_eq!(first.events, [Event::from(event("1.2", None))]);
    let second = desk.report("fin", "1.2", NOW).unwrap();
    let said = PriceReported::try_from(&second.events[0]).unwrap();
    assert_eq!(said.median, Some(usd("1.2")));
}

#[test]
fn a_timestamp_from_the_future_is_refused() {
    let mut desk = Desk::new();
    let refused = desk.report("fay", "1", NOW + 1);
    let (timestamp, now) = (NOW + 1, NOW);
    assert_eq!(
        refused,
        Err(ContractError::FutureTimestamp { timestamp, now })
    );
    let refused = desk.report("fay", "1", u64::MAX);
    let timestamp = u64::MAX;
    assert_eq!(
        refused,
        Err(ContractError::FutureTimestamp { timestamp, now })
    );
    desk.report("fay", "1", NOW).unwrap();
}

#[test]
fn a_timestamp_that_is_stale_already_is_refused() {
    let mut desk = Desk::new();
    let error = ContractError::StaleTimestamp {
        timestamp: NOW - 61,
        staleness: 60,
        now: NOW,
    };
    assert_eq!(desk.report("fay", "1", NOW - 61), Err(error));
    desk.report("fay", "1", NOW - 60).unwrap();
}

#[test]
fn a_feeders_timestamps_rise() {
    let mut desk = Desk::new();
    desk.report("fay", "1", NOW - 10).unwrap();
    let last = NOW - 10;
    for timestamp in [NOW - 11, NOW - 10] {
        let refused = desk.report("fay", "2", timestamp);
        assert_eq!(
            refused,
            Err(ContractError::OldTimestamp { timestamp, last })
        );
    }
    // Another feeder's timestamps are its own.
    desk.report("fin", "1", NOW - 20).unwrap();
    desk.report("fay", "1", NOW - 9).unwrap();
}

#[test]
fn only_admitted_feeders_report() {
    let mut desk = Desk::new();
    for stranger in ["ana", "gov", "gil"] {
        let address = addr(stranger).into();
        let refused = desk.report(stranger, "1", NOW);
        assert_eq!(refused, Err(ContractError::NotAFeeder { address }));
    }
}

#[test]
fn a_price_is_above_zero() {
    let mut desk = Desk::new();
    assert_eq!(desk.report("fay", "0", NOW), Err(ContractError::ZeroPrice));
    desk.report("fay", "0.000000000000000001", NOW).unwrap();
}

#[test]
fn the_largest_price_is_no_panic() {
    let mut desk = Desk::new();
    let price = Decimal::MAX;
    for feeder in ["fay", "fin", "flo"] {
        let msg = ExecuteMsg::Report {
            price,
            timestamp: NOW,
        };
        desk.run(feeder, msg).unwrap();
    }
    let PriceResponse::Healthy { price, .. } = desk.price() else {
        panic!("{:?}", desk.price());
    };
    assert_eq!(price, Decimal::MAX);
}

#[test]
fn coins_are_refused() {
    let mut desk = Desk::new();
    let msg = ExecuteMsg::Report {
        price: usd("1"),
        timestamp: NOW,
    };
    let refused = desk.run_with_coins("fay", msg);
    assert_eq!(refused, Err(GuardError::UnexpectedFunds.into()));
}

#[test]
fn a_pause_stops_reports_and_the_price_dies_of_age() {
    let mut desk = Desk::new();
    desk.report("fay", "1", NOW).unwrap();
    desk.report("fin", "1", NOW).unwrap();
    let class = ActionClass::Report;
    desk.run("gil", ExecuteMsg::Pause { class }).unwrap();
    let refused = desk.report("flo", "1", NOW);
    assert_eq!(refused, Err(GuardError::Paused { class }.into()));
    assert_eq!(desk.price(), healthy("1", 2, NOW + 60));
    desk.wait(61);
    assert!(matches!(desk.price(), PriceResponse::Stale { .. }));
    desk.run("gov", ExecuteMsg::Unpause { class }).unwrap();
    desk.report("flo", "1", NOW + 61).unwrap();
}

#[test]
fn new_rules_hold_for_the_reports_that_are_there() {
    let mut desk = Desk::new();
    desk.report("fay", "1.00", NOW).unwrap();
    desk.report("fin", "1.04", NOW).unwrap();
    assert!(matches!(desk.price(), PriceResponse::Disagreement { .. }));
    let rules = Rules {
        max_deviation: Bps(500),
        ..RULES
    };
    desk.rules(rules).unwrap();
    assert_eq!(desk.price(), healthy("1", 2, NOW + 60));
}

#[test]
fn a_raw_read_says_what_the_query_says() {
    use cosmwasm_std::testing::MockQuerier;
    use cosmwasm_std::{ContractResult, QuerierWrapper, Storage, SystemResult, WasmQuery};
    let mut desk = Desk::new();
    desk.report("fay", "1.00", NOW).unwrap();
    desk.report("fin", "1.01", NOW).unwrap();
    let row = desk.deps.storage.get(&[PRICE_KEY]).unwrap();
    let mut querier = MockQuerier::default();
    querier.update_wasm(move |query| match query {
        WasmQuery::Raw { key, .. } if key.as_slice() == [PRICE_KEY] => {
            SystemResult::Ok(ContractResult::Ok(row.clone().into()))
        }
        other => panic!("{other:?}"),
    });
    let at = |now| -> PriceState {
        let oracle: Addr = addr("oracle");
        Oracle(&oracle)
            .price(QuerierWrapper::new(&querier), now)
            .unwrap()
    };
    assert_eq!(PriceResponse::from(at(NOW)), desk.price());
    desk.wait(61);
    assert_eq!(PriceResponse::from(at(NOW + 61)), desk.price());
}
