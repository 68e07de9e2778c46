use tender_guard::GuardError;
use tender_interfaces::events::{FeederAdmitted, FeederRemoved};
use tender_interfaces::oracle::{ConfigResponse, ExecuteMsg, Params, PriceResponse, QueryMsg};
use tender_oracle::ContractError;
use tender_testkit::solo::{addr, event};

use crate::verbs::{ago, opened, opening, oracle, Verbs, NOW, PARAMS};

#[test]
fn an_admitted_feeder_reports() {
    let mut solo = oracle();
    let answer = solo.admit("fox").unwrap();
    let feeder: String = addr("fox").into();
    assert_eq!(event::<FeederAdmitted>(&answer), FeederAdmitted { feeder });
    solo.report("fox", "1", NOW).unwrap();
    let config: ConfigResponse = solo.query(&QueryMsg::Config {}).unwrap();
    assert_eq!(config.feeders, 4);
}

#[test]
fn a_feeder_is_admitted_once() {
    let mut solo = oracle();
    let address = addr("fay").into();
    assert_eq!(
        solo.admit("fay"),
        Err(ContractError::AlreadyAdmitted { address })
    );
}

#[test]
fn a_removed_feeder_counts_no_longer() {
    let mut solo = oracle();
    for feeder in ["fay", "fin"] {
        solo.report(feeder, "1", NOW).unwrap();
    }
    let answer = solo.remove("fin").unwrap();
    let feeder: String = addr("fin").into();
    assert_eq!(event::<FeederRemoved>(&answer), FeederRemoved { feeder });
    let stale = PriceResponse::Stale {
        fresh: 1,
        needed: 2,
    };
    assert_eq!(solo.price(), stale);
    let address = addr("fin").into();
    let refused = solo.report("fin", "1", NOW);
    assert_eq!(refused, Err(ContractError::NotAFeeder { address }));
}

#[test]
fn a_slot_is_empty_when_it_is_given_away() {
    let mut solo = oracle();
    for feeder in ["fay", "fin"] {
        solo.report(feeder, "1", NOW).unwrap();
    }
    solo.remove("fay").unwrap();
    solo.admit("fox").unwrap();
    // The newcomer has fay's slot and none of its reports: neither the price nor the timestamp.
    assert!(matches!(
        solo.price(),
        PriceResponse::Stale { fresh: 1, .. }
    ));
    solo.report("fox", "1", ago(5)).unwrap();
    assert!(matches!(solo.price(), PriceResponse::Healthy { .. }));
}

#[test]
fn the_quorum_stays_within_reach() {
    let mut solo = oracle();
    solo.remove("fay").unwrap();
    let unreachable = |quorum, feeders| Err(ContractError::QuorumOutOfReach { quorum, feeders });
    assert_eq!(solo.remove("fin"), unreachable(2, 1));
    let of = |quorum| Params { quorum, ..PARAMS };
    assert_eq!(solo.update(of(3)), unreachable(3, 2));
    solo.update(of(1)).unwrap();
    solo.remove("fin").unwrap();
    assert_eq!(solo.remove("flo"), unreachable(1, 0));
    // A bad last feeder is replaced.
    solo.admit("fox").unwrap();
    solo.remove("flo").unwrap();
}

#[test]
fn an_oracle_may_open_before_its_feeders() {
    let mut solo = opened(&opening(&[])).unwrap();
    let stale = |fresh| PriceResponse::Stale { fresh, needed: 2 };
    assert_eq!(solo.price(), stale(0));
    solo.admit("fay").unwrap();
    solo.report("fay", "1", NOW).unwrap();
    assert_eq!(solo.price(), stale(1));
}

#[test]
fn there_are_sixteen_slots() {
    let names: Vec<String> = (0..17).map(|number| format!("f{number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let refused = opened(&opening(&names)).map(|_| ());
    let too_long = GuardError::ListLength {
        what: "feeders",
        length: 17,
        min: 0,
        max: 16,
    };
    assert_eq!(refused, Err(too_long.into()));
    let mut solo = opened(&opening(&names[..16])).unwrap();
    let full = ContractError::TooManyFeeders { max: 16 };
    assert_eq!(solo.admit("f16"), Err(full));
    solo.remove("f7").unwrap();
    solo.admit("f16").unwrap();
    for name in names[..16].iter().filter(|name| **name != "f7") {
        solo.report(name, "1", NOW).unwrap();
    }
    solo.report("f16", "1", NOW).unwrap();
    let PriceResponse::Healthy { reports, .. } = solo.price() else {
        panic!("{:?}", solo.price());
    };
    assert_eq!(reports, 16);
}

#[test]
fn opening_names_each_feeder_once() {
    let refused = opened(&opening(&["fay", "fay"])).map(|_| ());
    assert_eq!(
        refused,
        Err(GuardError::Duplicate { what: "feeders" }.into())
    );
}

#[test]
fn a_stranger_cannot_be_removed_and_text_is_no_address() {
    let mut solo = oracle();
    let address = addr("ana").into();
    assert_eq!(
        solo.remove("ana"),
        Err(ContractError::NotAFeeder { address })
    );
    for text in ["", "ana", &addr("ana").as_str().to_uppercase()] {
        let feeder = text.to_string();
        let admit = solo.send(
            "gov",
            &ExecuteMsg::AdmitFeeder {
                feeder: feeder.clone(),
            },
        );
        assert!(
            matches!(admit, Err(ContractError::Guard(GuardError::Address { .. }))),
            "{text}"
        );
        let remove = solo.send("gov", &ExecuteMsg::RemoveFeeder { feeder });
        assert!(
            matches!(
                remove,
                Err(ContractError::Guard(GuardError::Address { .. }))
            ),
            "{text}"
        );
    }
}
