//! Opening, configuring, pausing and migrating the registry.

use cosmwasm_std::testing::mock_env;
use cosmwasm_std::Empty;
use tender_attestation::contract::migrate;
use tender_attestation::ContractError;
use tender_guard::{set_version, GuardError};
use tender_interfaces::admin::{ActionClass, DEFAULT_GUARDIAN_PAUSE};
use tender_interfaces::attestation::{
    ConfigResponse, ExecuteMsg, InstantiateMsg, Params, QueryMsg, CONTRACT, MAX_MIN_BOND,
};
use tender_interfaces::events::{LinksUpdated, ParamsUpdated};
use tender_interfaces::{escrow, oracle};
use tender_testkit::solo::{addr, event, message};
use tender_types::{Akt, ProviderId, Seconds};

use crate::verbs::{
    bond, empty, furnished, link, opened, opening, pause, profile, public_key, revoke, set, Solo,
    Verbs, ENTRY, ONE, PARAMS, UNBONDING,
};

const PIA: ProviderId = ProviderId(1);

fn changed(change: impl FnOnce(&mut InstantiateMsg)) -> Result<(), ContractError> {
    let mut msg = opening();
    change(&mut msg);
    opened(&msg).map(|_| ())
}

fn config(solo: &Solo) -> ConfigResponse {
    solo.told(&QueryMsg::Config {})
}

fn no_change() -> ContractError {
    GuardError::NoChange.into()
}

#[test]
fn registering_is_paused_and_leaving_never_is() {
    let mut solo = furnished();
    let class = ActionClass::Register;
    solo.ok("gov", pause(class));
    let refused = ContractError::from(GuardError::Paused { class });
    let profile = profile("https://two.example", &[]);
    let update = ExecuteMsg::UpdateProfile {
        profile: profile.clone(),
    };
    assert_eq!(solo.err("pol", ExecuteMsg::Register { profile }), refused);
    assert_eq!(solo.err("pia", update), refused);
    assert_eq!(solo.err("token", bond(PIA, 1)), refused);
    solo.ok("pia", ExecuteMsg::StartLeaving {});
    assert_eq!(solo.err("pia", ExecuteMsg::CancelLeaving {}), refused);
    solo.vouch("audrey", 1);
}

#[test]
fn attesting_is_paused_and_revoking_never_is() {
    let mut solo = furnished();
    solo.vouch("audrey", 1);
    let class = ActionClass::Attest;
    solo.ok("gov", pause(class));
    let msg = solo.sign("audrey", solo.statement("audrey", 2));
    let refused = ContractError::from(GuardError::Paused { class });
    assert_eq!(solo.err("ben", msg), refused);
    solo.ok("token", bond(PIA, 1));
    solo.ok("audrey", revoke(PIA, "audrey"));
}

#[test]
fn providers_register_again_when_the_guardians_pause_lapses() {
    let mut solo = furnished();
    let class = ActionClass::Register;
    solo.ok("gil", pause(class));
    let until = solo.now().after(DEFAULT_GUARDIAN_PAUSE);
    solo.at(until.before(ONE));
    let refused = GuardError::PausedUntil { class, until };
    assert_eq!(solo.err("token", bond(PIA, 1)), refused.into());
    solo.at(until);
    solo.ok("token", bond(PIA, 1));
    solo.register("pol");
}

#[test]
fn a_bond_leaves_while_everything_is_paused() {
    let mut solo = furnished();
    for class in ExecuteMsg::CLASSES {
        solo.ok("gov", pause(*class));
    }
    solo.ok("pia", ExecuteMsg::StartLeaving {});
    solo.wait(UNBONDING);
    let paid = solo.ok("pia", ExecuteMsg::WithdrawBond {});
    assert_eq!(paid.messages.len(), 1);
}

#[test]
fn parameters_are_within_their_bounds_at_the_start_and_later() {
    let with = |min_bond, unbonding| Params {
        min_bond: Akt(min_bond),
        unbonding: Seconds(unbonding),
    };
    let most = MAX_MIN_BOND.0;
    let (hour, ninety_days) = (3_600, 90 * 24 * 3_600);
    let mut solo = empty();
    for (params, what, value) in [
        (with(0, hour), "min_bond", "0"),
        (with(most + 1, hour), "min_bond", "1000000000001"),
        (with(1, hour - 1), "unbonding", "3599"),
        (with(1, ninety_days + 1), "unbonding", "7776001"),
    ] {
        let (min, max) = match what {
            "min_bond" => ("1", "1000000000000"),
            _ => ("3600", "7776000"),
        };
        let out = ContractError::from(GuardError::OutOfRange {
            what,
            value: value.into(),
            min: min.to_string(),
            max: max.to_string(),
        });
        assert_eq!(solo.err("gov", set(params)), out);
        assert_eq!(changed(|msg| msg.params = params), Err(out));
    }
    for params in [with(1, hour), with(most, ninety_days)] {
        changed(|msg| msg.params = params).unwrap();
        let told: ParamsUpdated = event(&solo.ok("gov", set(params)));
        assert_eq!(told.by, addr("gov").to_string());
        assert_eq!(config(&solo).params, params);
    }
}

#[test]
fn what_is_so_already_is_refused() {
    let mut solo = furnished();
    assert_eq!(solo.err("gov", set(PARAMS)), no_change());
    assert_eq!(solo.err("gov", link(None)), no_change());
    assert_eq!(solo.err("gov", link(Some("escrow"))), no_change());
    let update = ExecuteMsg::UpdateProfile {
        profile: profile("https://pia.example", &[]),
    };
    assert_eq!(solo.err("pia", update), no_change());
    let rotate = ExecuteMsg::RotateAuditorKey {
        auditor: addr("audrey").into(),
        public_key: public_key("audrey"),
    };
    assert_eq!(solo.err("audrey", rotate), no_change());
}

#[test]
fn addresses_are_checked_at_the_start_and_later() {
    let shouted = addr("ana").to_string().to_uppercase();
    for text in ["", "ana", "osmo1xyz", &shouted] {
        let text = text.to_string();
        let results = [
            changed(|msg| msg.owner = text.clone()),
            changed(|msg| msg.guardian = Some(text.clone())),
            changed(|msg| msg.token = text.clone()),
            changed(|msg| msg.escrow = Some(text.clone())),
        ];
        let escrow = Some(text);
        let later = empty().err("gov", ExecuteMsg::UpdateLinks { escrow });
        for error in results.into_iter().map(Result::unwrap_err).chain([later]) {
            assert!(matches!(
                error,
                ContractError::Guard(GuardError::Address { .. })
            ));
        }
    }
}

#[test]
fn the_escrow_is_set_later_by_the_owner_only() {
    let mut msg = opening();
    msg.escrow = None;
    let mut solo = opened(&msg).unwrap();
    for sender in ["gil", "escrow", "ben"] {
        let refused = ContractError::from(GuardError::NotAllowed {
            role: "owner".to_string(),
            holder: addr("gov").into(),
        });
        assert_eq!(solo.err(sender, link(Some("escrow"))), refused);
        assert_eq!(solo.err(sender, set(PARAMS)), refused);
    }
    let told: LinksUpdated = event(&solo.ok("gov", link(Some("escrow"))));
    assert_eq!(told.by, addr("gov").to_string());
    let expected = ConfigResponse {
        token: addr("token").into(),
        escrow: Some(addr("escrow").into()),
        params: PARAMS,
    };
    assert_eq!(config(&solo), expected);
}

#[test]
fn a_contract_of_another_kind_is_refused() {
    let wrong = |link, expected, found: &str| {
        ContractError::from(GuardError::WrongContract {
            link,
            expected,
            found: found.into(),
        })
    };
    let (escrow, oracle) = (escrow::CONTRACT, oracle::CONTRACT);
    let mut solo = empty();
    solo.neighbour("oracle", oracle);
    let refused = solo.err("gov", link(Some("oracle")));
    assert_eq!(refused, wrong("escrow", escrow, oracle));
    let refused = solo.err("gov", link(Some("nobody")));
    assert_eq!(refused, wrong("escrow", escrow, "no contract"));
    let refused = solo.err("gov", link(Some("token")));
    assert_eq!(refused, wrong("escrow", escrow, "crates.io:cw20-base"));

    // While the suite is set up nothing may be there yet, but nothing else either.
    Solo::open_among(ENTRY, &opening(), |_| {}).unwrap();
    for (name, refused) in [
        ("token", wrong("token", "a cw20 token", oracle)),
        ("escrow", wrong("escrow", escrow, oracle)),
    ] {
        let opened = Solo::open_among(ENTRY, &opening(), |solo| solo.neighbour(name, oracle));
        assert_eq!(opened.map(|_| ()), Err(refused));
    }
}

#[test]
fn migration_is_from_this_contract_and_forward() {
    let mut solo = furnished();
    let before = solo.rows();
    migrate(solo.deps.as_mut(), mock_env(), message(&Empty {})).unwrap();
    assert_eq!(solo.rows(), before);
    set_version(&mut solo.deps.storage, CONTRACT, "99.0.0").unwrap();
    let newer = GuardError::NewerVersion {
        found: "99.0.0".into(),
        code: env!("CARGO_PKG_VERSION"),
    };
    let refused = migrate(solo.deps.as_mut(), mock_env(), message(&Empty {}));
    assert_eq!(refused, Err(newer.into()));
    set_version(&mut solo.deps.storage, escrow::CONTRACT, "0.0.1").unwrap();
    let other = GuardError::OtherContract {
        found: escrow::CONTRACT.into(),
        expected: CONTRACT,
    };
    let refused = migrate(solo.deps.as_mut(), mock_env(), message(&Empty {}));
    assert_eq!(refused, Err(other.into()));
}
