use cosmwasm_std::Event;
use tender_guard::GuardError;
use tender_interfaces::events::{FeederAdmitted, FeederRemoved};
use tender_interfaces::oracle::{ConfigResponse, ExecuteMsg, PriceResponse, QueryMsg, Rules};
use tender_oracle::ContractError;

use crate::desk::{addr, opening, Desk, NOW, RULES};

#[test]
fn an_admitted_feeder_reports() {
    let mut desk = Desk::new();
    let answer = desk.admit("fox").unwrap();
    let feeder: String = addr("fox").into();
    assert_eq!(answer.events, [Event::from(FeederAdmitted { feeder })]);
    desk.report("fox", "1", NOW).unwrap();
    assert_eq!(desk.ask::<ConfigResponse>(QueryMsg::Config {}).feeders, 4);
}

#[test]
fn a_feeder_is_admitted_once() {
    let mut desk = Desk::new();
    let address = addr("fay").into();
    assert_eq!(
        desk.admit("fay"),
        Err(ContractError::AlreadyAdmitted { address })
    );
}

#[test]
fn a_removed_feeder_counts_no_longer() {
    let mut desk = Desk::new();
    for feeder in ["fay", "fin"] {
        desk.report(feeder, "1", NOW).unwrap();
    }
    let answer = desk.remove("fin").unwrap();
    let feeder: String = addr("fin").into();
    assert_eq!(answer.events, [Event::from(FeederRemoved { feeder })]);
    let stale = PriceResponse::Stale {
        fresh: 1,
        needed: 2,
    };
    assert_eq!(desk.price(), stale);
    let address = addr("fin").into();
    let refused = desk.report("fin", "1", NOW);
    assert_eq!(refused, Err(ContractError::NotAFeeder { address }));
}

#[test]
fn a_slot_is_empty_when_it_is_given_away() {
    let mut desk = Desk::new();
    for feeder in ["fay", "fin"] {
        desk.report(feeder, "1", NOW).unwrap();
    }
    desk.remove("fay").unwrap();
    desk.admit("fox").unwrap();
    // The newcomer has fay's slot and none of its reports: neither the price nor the timestamp.
    assert!(matches!(
        desk.price(),
        PriceResponse::Stale { fresh: 1, .. }
    ));
    desk.report("fox", "1", NOW - 5).unwrap();
    assert!(matches!(desk.price(), PriceResponse::Healthy { .. }));
}

#[test]
fn the_quorum_stays_within_reach() {
    let mut desk = Desk::new();
    desk.remove("fay").unwrap();
    let unreachable = |quorum, feeders| Err(ContractError::QuorumOutOfReach { quorum, feeders });
    assert_eq!(desk.remove("fin"), unreachable(2, 1));
    let of = |quorum| Rules { quorum, ..RULES };
    assert_eq!(desk.rules(of(3)), unreachable(3, 2));
    desk.rules(of(1)).unwrap();
    desk.remove("fin").unwrap();
    assert_eq!(desk.remove("flo"), unreachable(1, 0));
    // A bad last feeder is replaced.
    desk.admit("fox").unwrap();
    desk.remove("flo").unwrap();
}

#[test]
fn an_oracle_may_open_before_its_feeders() {
    let mut desk = Desk::opened(opening(&[])).unwrap();
    let stale = |fresh| PriceResponse::Stale { fresh, needed: 2 };
    assert_eq!(desk.price(), stale(0));
    desk.admit("fay").unwrap();
    desk.report("fay", "1", NOW).unwrap();
    assert_eq!(desk.price(), stale(1));
}

#[test]
fn there_are_sixteen_slots() {
    let names: Vec<String> = (0..17).map(|number| format!("f{number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let refused = Desk::opened(opening(&names)).map(|_| ());
    let too_long = GuardError::ListLength {
        what: "feeders",
        length: 17,
        min: 0,
        max: 16,
    };
    assert_eq!(refused, Err(too_long.into()));
    let mut desk = Desk::opened(opening(&names[..16])).unwrap();
    let full = ContractError::TooManyFeeders { max: 16 };
    assert_eq!(desk.admit("f16"), Err(full));
    desk.remove("f7").unwrap();
    desk.admit("f16").unwrap();
    for name in names[..16].iter().filter(|name| **name != "f7") {
        desk.report(name, "1", NOW).unwrap();
    }
    desk.report("f16", "1", NOW).unwrap();
    let PriceResponse::Healthy { reports, .. } = desk.price() else {
        panic!("{:?}", desk.price());
    };
    assert_eq!(reports, 16);
}

#[test]
fn opening_names_each_feeder_once() {
    let refused = Desk::opened(opening(&["fay", "fay"])).map(|_| ());
    assert_eq!(
        refused,
        Err(GuardError::Duplicate { what: "feeders" }.into())
    );
}

#[test]
fn a_stranger_cannot_be_removed_and_text_is_no_address() {
    let mut desk = Desk::new();
    let address = addr("ana").into();
    assert_eq!(
        desk.remove("ana"),
        Err(ContractError::NotAFeeder { address })
    );
    for text in ["", "ana", &addr("ana").as_str().to_uppercase()] {
        let feeder = text.to_string();
        let admit = desk.run(
            "gov",
            ExecuteMsg::AdmitFeeder {
                feeder: feeder.clone(),
            },
        );
        assert!(
            matches!(admit, Err(ContractError::Guard(GuardError::Address { .. }))),
            "{text}"
        );
        let remove = desk.run("gov", ExecuteMsg::RemoveFeeder { feeder });
        assert!(
            matches!(
                remove,
                Err(ContractError::Guard(GuardError::Address { .. }))
            ),
            "{text}"
        );
    }
}
