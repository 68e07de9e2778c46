use cosmwasm_std::testing::mock_env;
use cosmwasm_std::Empty;
use tender_guard::{set_version, GuardError};
use tender_interfaces::events::ParamsUpdated;
use tender_interfaces::oracle::{
    ConfigResponse, ExecuteMsg, Params, PriceResponse, QueryMsg, CONTRACT,
};
use tender_oracle::contract::migrate;
use tender_oracle::ContractError;
use tender_testkit::solo::{addr, event, message};
use tender_types::{Bps, Seconds};

use crate::verbs::{later, opened, opening, oracle, Verbs, NOW, PARAMS};

#[test]
fn parameters_have_ranges() {
    let mut solo = oracle();
    let good = [
        Params {
            quorum: 1,
            staleness: Seconds(1),
            max_deviation: Bps(1),
        },
        Params {
            quorum: 3,
            staleness: Seconds(86_400),
            max_deviation: Bps(5_000),
        },
    ];
    for params in good {
        let answer = solo.update(params).unwrap();
        let by = addr("gov").into();
        assert_eq!(event::<ParamsUpdated>(&answer), ParamsUpdated { by });
        let config: ConfigResponse = solo.query(&QueryMsg::Config {}).unwrap();
        assert_eq!((config.params, config.feeders), (params, 3));
    }
    let staleness = |seconds| Params {
        staleness: Seconds(seconds),
        ..PARAMS
    };
    let quorum = |quorum| Params { quorum, ..PARAMS };
    let deviation = |bps| Params {
        max_deviation: Bps(bps),
        ..PARAMS
    };
    let bad = [
        (quorum(0), "quorum", "0", "1", "16"),
        (quorum(17), "quorum", "17", "1", "16"),
        (staleness(0), "staleness", "0", "1", "86400"),
        (staleness(86_401), "staleness", "86401", "1", "86400"),
        (deviation(0), "max_deviation", "0", "1", "5000"),
        (deviation(5_001), "max_deviation", "5001", "1", "5000"),
    ];
    for (params, what, value, min, max) in bad {
        let refused = Err(ContractError::Guard(GuardError::OutOfRange {
            what,
            value: value.into(),
            min: min.to_string(),
            max: max.to_string(),
        }));
        assert_eq!(solo.update(params), refused);
        let mut msg = opening(&[]);
        msg.params = params;
        assert_eq!(opened(&msg).map(|_| ()), refused.map(|_| ()));
    }
}

#[test]
fn the_same_parameters_again_are_refused() {
    let refused = Err(GuardError::NoChange.into());
    assert_eq!(oracle().update(PARAMS), refused);
}

#[test]
fn new_parameters_hold_for_the_reports_that_are_there() {
    let mut solo = oracle();
    solo.report("fay", "1.00", NOW).unwrap();
    solo.report("fin", "1.04", NOW).unwrap();
    let apart = PriceResponse::Disagreement {
        agreeing: 1,
        needed: 2,
    };
    assert_eq!(solo.price(), apart);
    let params = Params {
        max_deviation: Bps(500),
        ..PARAMS
    };
    solo.update(params).unwrap();
    let healthy = PriceResponse::Healthy {
        price: "1".parse().unwrap(),
        reports: 2,
        valid_until: later(60),
    };
    assert_eq!(solo.price(), healthy);
}

#[test]
fn the_owner_alone_admits_removes_and_sets_parameters() {
    let mut solo = oracle();
    let feeder: String = addr("fox").into();
    let owners = [
        ExecuteMsg::AdmitFeeder {
            feeder: feeder.clone(),
        },
        ExecuteMsg::RemoveFeeder { feeder },
        ExecuteMsg::UpdateParams { params: PARAMS },
    ];
    for sender in ["ana", "fay", "gil"] {
        for msg in &owners {
            let expected = GuardError::NotAllowed {
                role: "owner".to_string(),
                holder: addr("gov").into(),
            };
            assert_eq!(solo.send(sender, msg), Err(expected.into()), "{sender}");
        }
    }
}

#[test]
fn code_goes_forward_only() {
    let mut solo = oracle();
    solo.report("fay", "1", NOW).unwrap();
    let rows = solo.rows();
    migrate(solo.deps.as_mut(), mock_env(), message(&Empty {})).unwrap();
    assert_eq!(solo.rows(), rows);
    set_version(&mut solo.deps.storage, CONTRACT, "99.0.0").unwrap();
    let newer = GuardError::NewerVersion {
        found: "99.0.0".into(),
        code: env!("CARGO_PKG_VERSION"),
    };
    let refused = migrate(solo.deps.as_mut(), mock_env(), message(&Empty {}));
    assert_eq!(refused, Err(newer.into()));
    set_version(&mut solo.deps.storage, "crates.io:tender-bme", "0.0.1").unwrap();
    let other = GuardError::OtherContract {
        found: "crates.io:tender-bme".into(),
        expected: CONTRACT,
    };
    let refused = migrate(solo.deps.as_mut(), mock_env(), message(&Empty {}));
    assert_eq!(refused, Err(other.into()));
}
