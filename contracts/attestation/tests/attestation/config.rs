//! Opening, configuring, pausing and migrating the registry.

use cosmwasm_std::testing::mock_env;
use cosmwasm_std::Empty;
use tender_attestation::contract::migrate;
use tender_attestation::ContractError;
use tender_guard::{set_version, GuardError};
use tender_interfaces::admin::{ActionClass, DEFAULT_GUARDIAN_PAUSE};
use tender_interfaces::attestation::{
    ConfigResponse, ExecuteMsg, InstantiateMsg, Params, QueryMsg, CHALLENGE_COOLDOWN,
    CHALLENGE_PERIOD, CONTRACT, MAX_MIN_BOND, MIN_SUSPENSION, OUTAGE_DECAY, UNBONDING as BOUNDS,
};
use tender_interfaces::events::{LinksUpdated, ParamsUpdated};
use tender_interfaces::{auction, escrow, oracle, orderbook};
use tender_testkit::solo::{addr, event, message};
use tender_types::{Akt, Seconds};

use crate::verbs::{
    bond, empty, furnished, link, opened, opening, pause, profile, public_key, revoke, rotate, set,
    vouched, Solo, Verbs, ENTRY, ONE, PARAMS, PIA, UNBONDING,
};

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
    let mut solo = vouched();
    let class = ActionClass::Attest;
    solo.ok("gov", pause(class));
    let msg = solo.sign("audrey", solo.statement("audrey", 2));
    let refused = ContractError::from(GuardError::Paused { class });
    assert_eq!(solo.err("pia", msg), refused);
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

/// A parameter, and the parameters with that value of it.
type Case = (&'static str, fn(u128) -> Params, u128, u128);

fn span(seconds: u128) -> Seconds {
    Seconds(u64::try_from(seconds).unwrap())
}

fn cases() -> [Case; 9] {
    let most = MAX_MIN_BOND.0;
    let bounds = |(shortest, longest): (Seconds, Seconds)| (shortest.0.into(), longest.0.into());
    let (unbonding, period) = (bounds(BOUNDS), bounds(CHALLENGE_PERIOD));
    let (cooldown, decay) = (bounds(CHALLENGE_COOLDOWN), bounds(OUTAGE_DECAY));
    let suspension = bounds(MIN_SUSPENSION);
    // The penalty has the auditor's bond as its bound, and so must not be in the way of that.
    const FREE: Params = Params {
        challenge_penalty: Akt(1),
        ..PARAMS
    };
    [
        (
            "min_bond",
            |n| Params {
                min_bond: Akt(n),
                ..PARAMS
            },
            1,
            most,
        ),
        (
            "unbonding",
            |n| Params {
                unbonding: span(n),
                ..PARAMS
            },
            unbonding.0,
            unbonding.1,
        ),
        (
            "min_auditor_bond",
            |n| Params {
                min_auditor_bond: Akt(n),
                ..FREE
            },
            1,
            most,
        ),
        (
            "challenge_bond",
            |n| Params {
                challenge_bond: Akt(n),
                ..PARAMS
            },
            1,
            most,
        ),
        (
            "challenge_period",
            |n| Params {
                challenge_period: span(n),
                ..PARAMS
            },
            period.0,
            period.1,
        ),
        (
            "challenge_cooldown",
            |n| Params {
                challenge_cooldown: span(n),
                ..PARAMS
            },
            cooldown.0,
            cooldown.1,
        ),
        (
            "challenge_penalty",
            |n| Params {
                challenge_penalty: Akt(n),
                ..PARAMS
            },
            1,
            PARAMS.min_auditor_bond.0,
        ),
        (
            "outage_decay",
            |n| Params {
                outage_decay: span(n),
                ..PARAMS
            },
            decay.0,
            decay.1,
        ),
        (
            "min_suspension",
            |n| Params {
                min_suspension: span(n),
                ..PARAMS
            },
            suspension.0,
            suspension.1,
        ),
    ]
}

#[test]
fn parameters_are_within_their_bounds_at_the_start_and_later() {
    // Between two values, so that each is a change.
    let another = Params {
        unbonding: BOUNDS.0.saturating_add(ONE),
        ..PARAMS
    };
    for (what, with, least, most) in cases() {
        let mut solo = empty();
        solo.ok("gov", set(another));
        for value in [least - 1, most + 1] {
            let out = ContractError::from(GuardError::OutOfRange {
                what,
                value: value.to_string().into(),
                min: least.to_string(),
                max: most.to_string(),
            });
            assert_eq!(solo.err("gov", set(with(value))), out);
            assert_eq!(changed(|msg| msg.params = with(value)), Err(out));
        }
        for value in [least, most] {
            let params = with(value);
            changed(|msg| msg.params = params).unwrap();
            let told: ParamsUpdated = event(&solo.ok("gov", set(params)));
            assert_eq!(told.by, addr("gov").to_string());
            assert_eq!(config(&solo).params, params);
            solo.ok("gov", set(another));
        }
    }
}

/// Three days outlast a weekend, whatever governance wishes.
#[test]
fn an_auditor_has_at_least_seventy_two_hours() {
    assert_eq!(CHALLENGE_PERIOD.0, Seconds::hours(72));
}

#[test]
fn what_is_so_already_is_refused() {
    let mut solo = furnished();
    assert_eq!(solo.err("gov", set(PARAMS)), no_change());
    assert_eq!(solo.err("gov", link(None, None)), no_change());
    let same = link(Some("orderbook"), Some("auction"));
    assert_eq!(solo.err("gov", same), no_change());
    let update = ExecuteMsg::UpdateProfile {
        profile: profile("https://pia.example", &[]),
    };
    assert_eq!(solo.err("pia", update), no_change());
    let same = rotate("audrey", public_key("audrey"));
    assert_eq!(solo.err("audrey", same), no_change());
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
            changed(|msg| msg.orderbook = Some(text.clone())),
            changed(|msg| msg.auction = Some(text.clone())),
        ];
        let later =
            |orderbook, auction| empty().err("gov", ExecuteMsg::UpdateLinks { orderbook, auction });
        let later = [later(Some(text.clone()), None), later(None, Some(text))];
        for error in results.into_iter().map(Result::unwrap_err).chain(later) {
            assert!(matches!(
                error,
                ContractError::Guard(GuardError::Address { .. })
            ));
        }
    }
}

#[test]
fn the_others_are_set_later_by_the_owner_only() {
    let mut msg = opening();
    (msg.orderbook, msg.auction) = (None, None);
    let mut solo = opened(&msg).unwrap();
    let both = || link(Some("orderbook"), Some("auction"));
    for sender in ["gil", "orderbook", "ben"] {
        let refused = ContractError::from(GuardError::NotAllowed {
            role: "owner".to_string(),
            holder: addr("gov").into(),
        });
        assert_eq!(solo.err(sender, both()), refused);
        assert_eq!(solo.err(sender, set(PARAMS)), refused);
    }
    let told: LinksUpdated = event(&solo.ok("gov", both()));
    assert_eq!(told.by, addr("gov").to_string());
    let expected = ConfigResponse {
        token: addr("token").into(),
        orderbook: Some(addr("orderbook").into()),
        auction: Some(addr("auction").into()),
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
    let (book, oracle) = (orderbook::CONTRACT, oracle::CONTRACT);
    let mut solo = empty();
    solo.neighbour("oracle", oracle);
    let refused = solo.err("gov", link(Some("oracle"), None));
    assert_eq!(refused, wrong("orderbook", book, oracle));
    let refused = solo.err("gov", link(Some("nobody"), None));
    assert_eq!(refused, wrong("orderbook", book, "no contract"));
    let refused = solo.err("gov", link(Some("token"), None));
    assert_eq!(refused, wrong("orderbook", book, "crates.io:cw20-base"));
    let refused = solo.err("gov", link(None, Some("oracle")));
    assert_eq!(refused, wrong("auction", auction::CONTRACT, oracle));

    // While the suite is set up nothing may be there yet, but nothing else either.
    Solo::open_among(ENTRY, &opening(), |_| {}).unwrap();
    for (name, refused) in [
        ("token", wrong("token", "a cw20 token", oracle)),
        ("orderbook", wrong("orderbook", book, oracle)),
        ("auction", wrong("auction", auction::CONTRACT, oracle)),
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
