use cosmwasm_std::testing::mock_env;
use cosmwasm_std::Empty;
use tender_bme::contract::migrate;
use tender_bme::ContractError;
use tender_guard::{set_version, GuardError};
use tender_interfaces::bme::{ConfigResponse, ExecuteMsg, Params, QueryMsg, CONTRACT};
use tender_interfaces::events::ParamsUpdated;
use tender_testkit::solo::{addr, event, message};
use tender_types::{Act, Bps};

use crate::verbs::{bme, opened, opening, Verbs, ONE, PARAMS};

fn spreads(mint: u16, redeem: u16) -> Params {
    Params {
        mint_spread: Bps(mint),
        redeem_spread: Bps(redeem),
        ..PARAMS
    }
}

fn lines(warn: u16, halt: u16) -> Params {
    Params {
        warn: Bps(warn),
        halt: Bps(halt),
        ..PARAMS
    }
}

fn least(min_mint: u128) -> Params {
    Params {
        min_mint: Act(min_mint),
        ..PARAMS
    }
}

#[test]
fn parameters_have_ranges() {
    let mut solo = bme();
    for params in [
        spreads(0, 1_000),
        spreads(1_000, 0),
        lines(10_000, 9_999),
        lines(1, 0),
        least(1),
        least(1_000 * ONE),
    ] {
        let answer = solo.update(params).unwrap();
        let by = addr("gov").into();
        assert_eq!(event::<ParamsUpdated>(&answer), ParamsUpdated { by });
        let config: ConfigResponse = solo.query(&QueryMsg::Config {}).unwrap();
        assert_eq!(config.params, params);
    }
    for (params, what, value, min, max) in [
        (spreads(1_001, 0), "mint_spread", "1001", "0", "1000"),
        (spreads(0, 1_001), "redeem_spread", "1001", "0", "1000"),
        (lines(10_001, 0), "warn", "10001", "1", "10000"),
        (lines(0, 0), "warn", "0", "1", "10000"),
        (least(0), "min_mint", "0", "1", "1000000000"),
        (
            least(1_000 * ONE + 1),
            "min_mint",
            "1000000001",
            "1",
            "1000000000",
        ),
    ] {
        let refused = Err(ContractError::Guard(GuardError::OutOfRange {
            what,
            value: value.into(),
            min: min.to_string(),
            max: max.to_string(),
        }));
        assert_eq!(solo.update(params), refused);
        let mut msg = opening();
        msg.params = params;
        assert_eq!(opened(&msg).map(|_| ()), refused.map(|_| ()));
    }
    let (warn, halt) = (Bps(9_000), Bps(9_000));
    let refused = solo.update(lines(9_000, 9_000));
    assert_eq!(refused, Err(ContractError::Thresholds { warn, halt }));
}

#[test]
fn the_same_parameters_again_are_refused() {
    let refused = bme().update(PARAMS);
    assert_eq!(refused, Err(GuardError::NoChange.into()));
}

#[test]
fn only_the_owner_sets_parameters() {
    let mut solo = bme();
    let params = least(1);
    for sender in ["ana", "gil", "escrow", "token"] {
        let expected = GuardError::NotAllowed {
            role: "owner".to_string(),
            holder: addr("gov").into(),
        };
        let refused = solo.send(sender, &ExecuteMsg::UpdateParams { params });
        assert_eq!(refused, Err(expected.into()), "{sender}");
    }
}

#[test]
fn code_goes_forward_only() {
    let mut solo = bme();
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
    set_version(&mut solo.deps.storage, "crates.io:tender-oracle", "0.0.1").unwrap();
    let other = GuardError::OtherContract {
        found: "crates.io:tender-oracle".into(),
        expected: CONTRACT,
    };
    let refused = migrate(solo.deps.as_mut(), mock_env(), message(&Empty {}));
    assert_eq!(refused, Err(other.into()));
}
