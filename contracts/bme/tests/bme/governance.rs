use cosmwasm_std::testing::mock_env;
use cosmwasm_std::{Event, Uint128};
use tender_bme::contract::migrate;
use tender_bme::ContractError;
use tender_guard::{set_version, GuardError};
use tender_interfaces::bme::{ConfigResponse, ExecuteMsg, Params, QueryMsg};
use tender_interfaces::events::{ClassPaused, ConfigUpdated};
use tender_interfaces::roles::{ActionClass, Role, RoleMsg, RolesResponse};
use tender_types::Bps;

use crate::desk::{addr, opening, Desk, NOTHING, ONE, PARAMS};

fn update(suite: Option<Vec<String>>, params: Option<Params>) -> ExecuteMsg {
    ExecuteMsg::UpdateConfig {
        oracle: None,
        suite,
        params,
    }
}

fn owners_messages() -> Vec<ExecuteMsg> {
    vec![
        update(None, Some(PARAMS)),
        ExecuteMsg::Unpause {
            class: ActionClass::Mint,
        },
        ExecuteMsg::Role(RoleMsg::Propose {
            role: Role::Owner,
            to: addr("ana").into(),
        }),
    ]
}

#[test]
fn nobody_but_the_owner_governs() {
    let mut desk = Desk::new();
    for sender in ["ana", "gil", "escrow", "token"] {
        for msg in owners_messages() {
            let refused = desk.run(sender, msg.clone());
            let expected = GuardError::NotAllowed {
                role: "owner".to_string(),
                holder: addr("gov").into(),
            };
            assert_eq!(refused, Err(expected.into()), "{sender} {msg:?}");
        }
    }
    for msg in owners_messages() {
        let refused = desk.run_with_coins("gov", msg);
        assert_eq!(refused, Err(GuardError::UnexpectedFunds.into()));
    }
}

#[test]
fn what_is_not_given_stays() {
    let mut desk = Desk::new();
    let before: ConfigResponse = desk.ask(QueryMsg::Config {});
    let msg = ExecuteMsg::UpdateConfig {
        oracle: Some(addr("other").into()),
        suite: None,
        params: None,
    };
    let answer = desk.run("gov", msg).unwrap();
    let by = addr("gov").into();
    assert_eq!(answer.events, [Event::from(ConfigUpdated { by })]);
    let expected = ConfigResponse {
        oracle: addr("other").into(),
        ..before.clone()
    };
    assert_eq!(desk.ask::<ConfigResponse>(QueryMsg::Config {}), expected);
    assert_eq!(before.suite, opening().suite);
    assert_eq!(before.params, PARAMS);
    assert_eq!(before.token, addr("token").as_str());
}

#[test]
fn a_new_suite_holds_at_once() {
    let mut desk = Desk::new();
    desk.mint("ana", 10 * ONE).unwrap();
    desk.send("ana", "escrow", ONE).unwrap();
    let suite = vec![addr("vault").to_string()];
    desk.run("gov", update(Some(suite), None)).unwrap();
    desk.send("ana", "vault", ONE).unwrap();
    let address = addr("escrow").into();
    let refused = desk.pay("escrow", &[("ben", 1)]);
    assert_eq!(refused, Err(ContractError::NotInSuite { address }));
    // What a contract that left still holds can be redeemed by it.
    desk.redeem("escrow", ONE).unwrap();
}

#[test]
fn a_suite_names_up_to_eight_contracts_once() {
    let mut desk = Desk::new();
    let names = |count: u8| -> Vec<String> {
        (0..count)
            .map(|number| addr(&format!("c{number}")).to_string())
            .collect()
    };
    for count in [0, 8] {
        desk.run("gov", update(Some(names(count)), None)).unwrap();
    }
    let refused = desk.run("gov", update(Some(names(9)), None));
    let length = matches!(
        refused,
        Err(ContractError::Guard(GuardError::ListLength {
            length: 9,
            ..
        }))
    );
    assert!(length, "{refused:?}");
    let twice = [names(1), names(1)].concat();
    let refused = desk.run("gov", update(Some(twice), None));
    assert_eq!(refused, Err(GuardError::Duplicate { what: "suite" }.into()));
    let refused = desk.run("gov", update(Some(vec!["escrow".to_string()]), None));
    assert!(matches!(
        refused,
        Err(ContractError::Guard(GuardError::Address { .. }))
    ));
}

#[test]
fn parameters_have_ranges() {
    let mut desk = Desk::new();
    let good = [
        Params {
            mint_spread: Bps(0),
            redeem_spread: Bps(1_000),
            ..PARAMS
        },
        Params {
            mint_spread: Bps(1_000),
            redeem_spread: Bps(0),
            ..PARAMS
        },
        Params {
            warn: Bps(10_000),
            halt: Bps(9_999),
            ..PARAMS
        },
        Params {
            warn: Bps(1),
            halt: Bps(0),
            ..PARAMS
        },
        Params {
            min_mint: Uint128::one(),
            ..PARAMS
        },
        Params {
            min_mint: Uint128::new(1_000 * ONE),
            ..PARAMS
        },
    ];
    for params in good {
        desk.run("gov", update(None, Some(params))).unwrap();
        assert_eq!(
            desk.ask::<ConfigResponse>(QueryMsg::Config {}).params,
            params
        );
    }
    let bad = [
        Params {
            mint_spread: Bps(1_001),
            ..PARAMS
        },
        Params {
            redeem_spread: Bps(1_001),
            ..PARAMS
        },
        Params {
            warn: Bps(10_001),
            ..PARAMS
        },
        Params {
            warn: Bps(0),
            ..PARAMS
        },
        Params {
            min_mint: Uint128::zero(),
            ..PARAMS
        },
        Params {
            min_mint: Uint128::new(1_000 * ONE + 1),
            ..PARAMS
        },
    ];
    for params in bad {
        let refused = desk.run("gov", update(None, Some(params)));
        let range = matches!(
            refused,
            Err(ContractError::Guard(GuardError::OutOfRange { .. }))
        );
        assert!(range, "{params:?}: {refused:?}");
        let mut msg = opening();
        msg.params = params;
        assert_eq!(Desk::opened(msg).map(|_| ()), refused.map(|_| ()));
    }
    let (warn, halt) = (Bps(9_000), Bps(9_000));
    let refused = desk.run(
        "gov",
        update(
            None,
            Some(Params {
                warn,
                halt,
                ..PARAMS
            }),
        ),
    );
    assert_eq!(refused, Err(ContractError::Thresholds { warn, halt }));
}

#[test]
fn the_guardian_pauses_and_the_owner_resumes() {
    let mut desk = Desk::new();
    let class = ActionClass::Spend;
    let refused = desk.run("ana", ExecuteMsg::Pause { class });
    assert!(matches!(
        refused,
        Err(ContractError::Guard(GuardError::NotAllowed { .. }))
    ));
    let answer = desk.run("gil", ExecuteMsg::Pause { class }).unwrap();
    let event = ClassPaused {
        class: "spend".to_string(),
        by: addr("gil").into(),
    };
    assert_eq!(answer.events, [Event::from(event)]);
    assert_eq!(
        desk.ask::<ConfigResponse>(QueryMsg::Config {}).paused,
        [class]
    );
    desk.run("gov", ExecuteMsg::Unpause { class }).unwrap();
    assert!(desk
        .ask::<ConfigResponse>(QueryMsg::Config {})
        .paused
        .is_empty());
    let class = ActionClass::Report;
    let allowed = vec![ActionClass::Mint, ActionClass::Spend];
    let refused = desk.run("gov", ExecuteMsg::Pause { class });
    assert_eq!(
        refused,
        Err(GuardError::UnknownClass { class, allowed }.into())
    );
}

#[test]
fn the_owner_changes_in_two_steps() {
    let mut desk = Desk::new();
    let to = addr("ana").into();
    let role = Role::Owner;
    desk.run("gov", ExecuteMsg::Role(RoleMsg::Propose { role, to }))
        .unwrap();
    desk.run("gov", update(None, Some(PARAMS))).unwrap();
    desk.run("ana", ExecuteMsg::Role(RoleMsg::Accept { role }))
        .unwrap();
    assert!(desk.run("gov", update(None, Some(PARAMS))).is_err());
    desk.run("ana", update(None, Some(PARAMS))).unwrap();
    assert_eq!(
        desk.ask::<RolesResponse>(QueryMsg::Roles {}).owner,
        addr("ana").as_str()
    );
}

#[test]
fn code_goes_forward_only() {
    let mut desk = Desk::new();
    migrate(desk.deps.as_mut(), mock_env(), NOTHING).unwrap();
    set_version(&mut desk.deps.storage, "crates.io:tender-bme", "99.0.0").unwrap();
    let refused = migrate(desk.deps.as_mut(), mock_env(), NOTHING);
    assert!(matches!(
        refused,
        Err(ContractError::Guard(GuardError::NewerVersion { .. }))
    ));
    set_version(&mut desk.deps.storage, "crates.io:tender-oracle", "0.0.1").unwrap();
    let refused = migrate(desk.deps.as_mut(), mock_env(), NOTHING);
    assert!(matches!(
        refused,
        Err(ContractError::Guard(GuardError::OtherContract { .. }))
    ));
}
