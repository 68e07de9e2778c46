use cosmwasm_std::testing::mock_env;
use cosmwasm_std::{Empty, Event};
use tender_guard::{set_version, GuardError};
use tender_interfaces::events::ConfigUpdated;
use tender_interfaces::oracle::{ConfigResponse, ExecuteMsg, QueryMsg, Rules};
use tender_interfaces::roles::{ActionClass, Role, RoleMsg, RolesResponse};
use tender_oracle::contract::migrate;
use tender_oracle::ContractError;
use tender_types::Bps;

use crate::desk::{addr, opening, Desk, NOW, RULES};

fn owners_messages() -> Vec<ExecuteMsg> {
    let feeder: String = addr("fox").into();
    vec![
        ExecuteMsg::AdmitFeeder {
            feeder: feeder.clone(),
        },
        ExecuteMsg::RemoveFeeder { feeder },
        ExecuteMsg::UpdateRules { rules: RULES },
        ExecuteMsg::Unpause {
            class: ActionClass::Report,
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
    for sender in ["ana", "fay", "gil"] {
        for msg in owners_messages() {
            let refused = desk.run(sender, msg.clone());
            let expected = GuardError::NotAllowed {
                role: "owner".to_string(),
                holder: addr("gov").into(),
            };
            assert_eq!(refused, Err(expected.into()), "{sender} {msg:?}");
        }
    }
}

#[test]
fn governing_takes_no_coins() {
    let mut desk = Desk::new();
    for msg in owners_messages() {
        let refused = desk.run_with_coins("gov", msg);
        assert_eq!(refused, Err(GuardError::UnexpectedFunds.into()));
    }
}

#[test]
fn rules_have_ranges() {
    let mut desk = Desk::new();
    let good = [
        Rules {
            quorum: 1,
            staleness: 1,
            max_deviation: Bps(1),
        },
        Rules {
            quorum: 3,
            staleness: 86_400,
            max_deviation: Bps(5_000),
        },
    ];
    for rules in good {
        let answer = desk.rules(rules).unwrap();
        let by = addr("gov").into();
        assert_eq!(answer.events, [Event::from(ConfigUpdated { by })]);
        assert_eq!(desk.ask::<ConfigResponse>(QueryMsg::Config {}).rules, rules);
    }
    let bad = [
        Rules { quorum: 0, ..RULES },
        Rules {
            quorum: 17,
            ..RULES
        },
        Rules {
            staleness: 0,
            ..RULES
        },
        Rules {
            staleness: 86_401,
            ..RULES
        },
        Rules {
            max_deviation: Bps(0),
            ..RULES
        },
        Rules {
            max_deviation: Bps(5_001),
            ..RULES
        },
    ];
    for rules in bad {
        let refused = desk.rules(rules);
        let range = matches!(
            refused,
            Err(ContractError::Guard(GuardError::OutOfRange { .. }))
        );
        assert!(range, "{rules:?}: {refused:?}");
        let mut msg = opening(&[]);
        msg.rules = rules;
        assert_eq!(Desk::opened(msg).map(|_| ()), refused.map(|_| ()));
    }
}

#[test]
fn the_guardian_pauses_and_the_owner_resumes() {
    let mut desk = Desk::new();
    let class = ActionClass::Report;
    let refused = desk.run("ana", ExecuteMsg::Pause { class });
    assert!(matches!(
        refused,
        Err(ContractError::Guard(GuardError::NotAllowed { .. }))
    ));
    desk.run("gil", ExecuteMsg::Pause { class }).unwrap();
    assert_eq!(
        desk.ask::<ConfigResponse>(QueryMsg::Config {}).paused,
        [class]
    );
    desk.run("gov", ExecuteMsg::Unpause { class }).unwrap();
    assert!(desk
        .ask::<ConfigResponse>(QueryMsg::Config {})
        .paused
        .is_empty());
    let class = ActionClass::Mint;
    for msg in [ExecuteMsg::Pause { class }, ExecuteMsg::Unpause { class }] {
        let allowed = vec![ActionClass::Report];
        let unknown = GuardError::UnknownClass { class, allowed };
        assert_eq!(desk.run("gov", msg), Err(unknown.into()));
    }
}

#[test]
fn the_owner_changes_in_two_steps() {
    let mut desk = Desk::new();
    let propose = RoleMsg::Propose {
        role: Role::Owner,
        to: addr("ana").into(),
    };
    desk.run("gov", ExecuteMsg::Role(propose)).unwrap();
    let roles: RolesResponse = desk.ask(QueryMsg::Roles {});
    assert_eq!(roles.owner, addr("gov").as_str());
    assert_eq!(roles.proposed_owner, Some(addr("ana").into()));
    desk.run(
        "ana",
        ExecuteMsg::Role(RoleMsg::Accept { role: Role::Owner }),
    )
    .unwrap();
    assert_eq!(
        desk.ask::<RolesResponse>(QueryMsg::Roles {}).owner,
        addr("ana").as_str()
    );
    assert!(desk.admit("fox").is_err());
}

#[test]
fn code_goes_forward_only() {
    let mut desk = Desk::new();
    desk.report("fay", "1", NOW).unwrap();
    migrate(desk.deps.as_mut(), mock_env(), Empty {}).unwrap();
    let found = "99.0.0".to_string();
    set_version(&mut desk.deps.storage, "crates.io:tender-oracle", &found).unwrap();
    let refused = migrate(desk.deps.as_mut(), mock_env(), Empty {});
    let newer = matches!(&refused, Err(ContractError::Guard(GuardError::NewerVersion { found: at, .. })) if *at == found);
    assert!(newer, "{refused:?}");
    set_version(&mut desk.deps.storage, "crates.io:tender-bme", "0.0.1").unwrap();
    let refused = migrate(desk.deps.as_mut(), mock_env(), Empty {});
    assert!(matches!(
        refused,
        Err(ContractError::Guard(GuardError::OtherContract { .. }))
    ));
}
