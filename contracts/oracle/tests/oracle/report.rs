use cosmwasm_std::{coins, Decimal, Storage};
use tender_guard::GuardError;
use tender_interfaces::events::PriceReported;
use tender_interfaces::oracle::{ExecuteMsg, Oracle, PriceResponse, PRICE_KEY};
use tender_oracle::ContractError;
use tender_testkit::solo::{addr, event};
use tender_types::{Price, Seconds, Timestamp};

use crate::verbs::{ago, later, oracle, usd, Verbs, NOW};

fn healthy(price: &str, reports: u8, valid_until: Timestamp) -> PriceResponse {
    let price = usd(price);
    PriceResponse::Healthy {
        price,
        reports,
        valid_until,
    }
}

#[test]
fn a_quorum_of_agreeing_reports_makes_a_price() {
    let mut solo = oracle();
    let stale = |fresh| PriceResponse::Stale { fresh, needed: 2 };
    assert_eq!(solo.price(), stale(0));
    solo.report("fay", "1.00", ago(5)).unwrap();
    assert_eq!(solo.price(), stale(1));
    solo.report("fin", "1.005", NOW).unwrap();
    assert_eq!(solo.price(), healthy("1", 2, later(55)));
    solo.report("flo", "1.004", NOW).unwrap();
    assert_eq!(solo.price(), healthy("1.004", 3, later(60)));
}

#[test]
fn an_outlier_is_dropped_and_two_camps_have_no_price() {
    let mut solo = oracle();
    solo.report("fay", "1.00", NOW).unwrap();
    solo.report("fin", "1.01", NOW).unwrap();
    solo.report("flo", "7", NOW).unwrap();
    assert_eq!(solo.price(), healthy("1", 2, later(60)));
    solo.wait(Seconds(1));
    solo.report("fin", "1.02", later(1)).unwrap();
    let apart = PriceResponse::Disagreement {
        agreeing: 1,
        needed: 2,
    };
    assert_eq!(solo.price(), apart);
}

#[test]
fn the_price_goes_stale_to_the_second() {
    let mut solo = oracle();
    solo.report("fay", "1", NOW).unwrap();
    solo.report("fin", "1", NOW).unwrap();
    solo.wait(Seconds(60));
    assert_eq!(solo.price(), healthy("1", 2, later(60)));
    solo.wait(Seconds(1));
    let stale = PriceResponse::Stale {
        fresh: 0,
        needed: 2,
    };
    assert_eq!(solo.price(), stale);
}

#[test]
fn an_event_says_what_was_reported_and_what_follows() {
    let mut solo = oracle();
    let said = |price: &str, median: Option<Price>| PriceReported {
        feeder: addr("fay").into(),
        price: usd(price),
        timestamp: NOW,
        median,
    };
    let first = solo.report("fay", "1.2", NOW).unwrap();
    assert_eq!(event::<PriceReported>(&first), said("1.2", None));
    let second = solo.report("fin", "1.2", NOW).unwrap();
    let median = Some(usd("1.2"));
    let feeder = addr("fin").into();
    assert_eq!(
        event::<PriceReported>(&second),
        PriceReported {
            feeder,
            ..said("1.2", median)
        }
    );
}

#[test]
fn a_timestamp_from_the_future_is_refused() {
    let mut solo = oracle();
    let refused = solo.report("fay", "1", later(1));
    let (timestamp, now) = (later(1), NOW);
    assert_eq!(
        refused,
        Err(ContractError::FutureTimestamp { timestamp, now })
    );
    let refused = solo.report("fay", "1", Timestamp(u64::MAX));
    let timestamp = Timestamp(u64::MAX);
    assert_eq!(
        refused,
        Err(ContractError::FutureTimestamp { timestamp, now })
    );
    solo.report("fay", "1", NOW).unwrap();
}

#[test]
fn a_timestamp_that_is_stale_already_is_refused() {
    let mut solo = oracle();
    let error = ContractError::StaleTimestamp {
        timestamp: ago(61),
        staleness: Seconds(60),
        now: NOW,
    };
    assert_eq!(solo.report("fay", "1", ago(61)), Err(error));
    solo.report("fay", "1", ago(60)).unwrap();
}

#[test]
fn a_feeders_timestamps_rise() {
    let mut solo = oracle();
    solo.report("fay", "1", ago(10)).unwrap();
    let last = ago(10);
    for timestamp in [ago(11), ago(10)] {
        let refused = solo.report("fay", "2", timestamp);
        assert_eq!(
            refused,
            Err(ContractError::OldTimestamp { timestamp, last })
        );
    }
    // Another feeder's timestamps are its own.
    solo.report("fin", "1", ago(20)).unwrap();
    solo.report("fay", "1", ago(9)).unwrap();
}

#[test]
fn only_admitted_feeders_report() {
    let mut solo = oracle();
    for stranger in ["ana", "gov", "gil"] {
        let address = addr(stranger).into();
        let refused = solo.report(stranger, "1", NOW);
        assert_eq!(refused, Err(ContractError::NotAFeeder { address }));
    }
}

#[test]
fn a_price_is_above_zero() {
    let mut solo = oracle();
    assert_eq!(solo.report("fay", "0", NOW), Err(ContractError::ZeroPrice));
    solo.report("fay", "0.000000000000000001", NOW).unwrap();
}

#[test]
fn the_largest_price_is_no_panic() {
    let mut solo = oracle();
    let price = Price(Decimal::MAX);
    for feeder in ["fay", "fin", "flo"] {
        let msg = ExecuteMsg::Report {
            price,
            timestamp: NOW,
        };
        solo.send(feeder, &msg).unwrap();
    }
    let PriceResponse::Healthy { price, .. } = solo.price() else {
        panic!("{:?}", solo.price());
    };
    assert_eq!(price, Price(Decimal::MAX));
}

#[test]
fn coins_are_refused() {
    let mut solo = oracle();
    let msg = ExecuteMsg::Report {
        price: usd("1"),
        timestamp: NOW,
    };
    let refused = solo.send_with("fay", &msg, &coins(1, "uakt"));
    assert_eq!(refused, Err(GuardError::UnexpectedFunds.into()));
}

#[test]
fn a_raw_read_says_what_the_query_says() {
    let mut solo = oracle();
    solo.report("fay", "1.00", NOW).unwrap();
    solo.report("fin", "1.01", NOW).unwrap();
    let row = solo.deps.storage.get(&[PRICE_KEY]).unwrap();
    solo.neighbour_row("oracle", vec![PRICE_KEY], row);
    let address = addr("oracle");
    for _ in 0..2 {
        let querier = solo.deps.as_ref().querier;
        let state = Oracle(&address).price(querier, solo.now()).unwrap();
        assert_eq!(PriceResponse::from(state), solo.price());
        solo.wait(Seconds(61));
    }
}
