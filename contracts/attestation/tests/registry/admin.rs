//! Opening, configuring, pausing, handing over and migrating the registry.

use cosmwasm_std::testing::{message_info, mock_dependencies, mock_env};
use cosmwasm_std::{coins, Uint128};
use tender_attestation::{contract, ContractError};
use tender_guard::GuardError;
use tender_interfaces::attestation::{
    ConfigResponse, ExecuteMsg, InstantiateMsg, Params, QueryMsg, MAX_MIN_BOND,
};
use tender_interfaces::events::ConfigUpdated;
use tender_interfaces::roles::{ActionClass, Role, RoleMsg, RolesResponse};
use tender_types::ProviderId;

use crate::world::{
    add_attribute, add_class, addr, admit, bond, empty, event, furnished, opening, params, profile,
    remove, revoke, NOTHING, UNBONDING,
};

const PIA: ProviderId = ProviderId(1);

fn opened(change: impl FnOnce(&mut InstantiateMsg)) -> Result<(), ContractError> {
    let mut msg = opening();
    change(&mut msg);
    let info = message_info(&addr("deployer"), &[]);
    contract::instantiate(mock_dependencies().as_mut(), mock_env(), info, msg).map(|_| ())
}

/// One message of each kind, as somebody who may send it.
fn messages() -> Vec<(&'static str, ExecuteMsg)> {
    let world = furnished();
    let profile = profile("https://pia.example", &[]);
    let propose = RoleMsg::Propose {
        role: Role::Owner,
        to: addr("ana").into(),
    };
    let register = ExecuteMsg::Register {
        profile: profile.clone(),
    };
    let rotate = ExecuteMsg::RotateAuditorKey {
        auditor: addr("audrey").into(),
        public_key: crate::world::public_key("nova"),
    };
    let update = ExecuteMsg::UpdateConfig {
        escrow: None,
        params: None,
    };
    let class = ActionClass::Attest;
    vec![
        ("pol", register),
        ("pia", ExecuteMsg::UpdateProfile { profile }),
        ("token", bond(PIA, 1)),
        ("pia", ExecuteMsg::StartLeaving {}),
        ("pia", ExecuteMsg::CancelLeaving {}),
        ("pia", ExecuteMsg::WithdrawBond {}),
        ("gov", ExecuteMsg::Jail { provider: PIA }),
        ("gov", ExecuteMsg::Unjail { provider: PIA }),
        ("gov", add_class("cpu/4Gi")),
        ("gov", add_attribute("a=b")),
        ("gov", admit("auguste")),
        ("gov", remove("audrey")),
        ("gov", rotate),
        ("ben", world.sign("audrey", world.statement("audrey", 1))),
        ("gov", revoke(PIA, "audrey")),
        (
            "ben",
            ExecuteMsg::Refresh {
                providers: vec![PIA],
            },
        ),
        ("gov", update),
        ("gov", ExecuteMsg::Role(propose)),
        ("gov", ExecuteMsg::Pause { class }),
        ("gov", ExecuteMsg::Unpause { class }),
    ]
}

#[test]
fn no_message_takes_coins() {
    let mut world = furnished();
    let before = world.rows();
    for (sender, msg) in messages() {
        let error = world.call_with(sender, &coins(1, "uakt"), msg).unwrap_err();
        assert_eq!(error, ContractError::Guard(GuardError::UnexpectedFunds));
    }
    assert_eq!(world.rows(), before);
    let info = message_info(&addr("deployer"), &coins(1, "uakt"));
    let mut deps = mock_dependencies();
    let error = contract::instantiate(deps.as_mut(), mock_env(), info, opening()).unwrap_err();
    assert_eq!(error, ContractError::Guard(GuardError::UnexpectedFunds));
}

#[test]
fn what_is_paused_is_refused_and_nothing_else() {
    let paused = |class| ContractError::Guard(GuardError::Paused { class });
    for class in [ActionClass::Register, ActionClass::Attest] {
        let mut refused = vec![];
        for (sender, msg) in messages() {
            let mut world = furnished();
            world.ok("gil", ExecuteMsg::Pause { class });
            match world.call(sender, msg.clone()) {
                Err(error) if error == paused(class) => refused.push(msg),
                _ => {}
            }
        }
        let expected: Vec<_> = messages()
            .into_iter()
            .map(|(_, msg)| msg)
            .filter(|msg| match class {
                ActionClass::Attest => matches!(msg, ExecuteMsg::Attest { .. }),
                _ => matches!(
                    msg,
                    ExecuteMsg::Register { .. }
                        | ExecuteMsg::UpdateProfile { .. }
                        | ExecuteMsg::Receive(_)
                        | ExecuteMsg::CancelLeaving {}
                ),
            })
            .collect();
        assert_eq!(refused, expected);
    }
}

#[test]
fn a_bond_leaves_while_everything_is_paused() {
    let mut world = furnished();
    for class in [ActionClass::Register, ActionClass::Attest] {
        world.ok("gil", ExecuteMsg::Pause { class });
    }
    world.ok("pia", ExecuteMsg::StartLeaving {});
    world.wait(UNBONDING);
    assert_eq!(
        world.ok("pia", ExecuteMsg::WithdrawBond {}).messages.len(),
        1
    );
}

#[test]
fn the_guardian_pauses_and_only_the_owner_resumes() {
    let mut world = furnished();
    let class = ActionClass::Attest;
    let not_allowed = |error: ContractError| {
        assert!(matches!(
            error,
            ContractError::Guard(GuardError::NotAllowed { .. })
        ));
    };
    not_allowed(world.err("ben", ExecuteMsg::Pause { class }));
    world.ok("gil", ExecuteMsg::Pause { class });
    let config: ConfigResponse = world.ask(QueryMsg::Config {});
    assert_eq!(config.paused, [class]);
    not_allowed(world.err("gil", ExecuteMsg::Unpause { class }));
    world.ok("gov", ExecuteMsg::Unpause { class });
    world.vouch("audrey", 1);
    let class = ActionClass::Mint;
    for msg in [ExecuteMsg::Pause { class }, ExecuteMsg::Unpause { class }] {
        let error = world.err("gov", msg);
        assert!(matches!(
            error,
            ContractError::Guard(GuardError::UnknownClass { .. })
        ));
    }
}

#[test]
fn parameters_are_within_their_bounds_at_the_start_and_later() {
    let with = |min_bond: u128, unbonding| Params {
        min_bond: Uint128::new(min_bond),
        unbonding,
    };
    let most = MAX_MIN_BOND.u128();
    let (hour, ninety_days) = (3_600, 90 * 24 * 3_600);
    let bad = [
        with(0, hour),
        with(most + 1, hour),
        with(1, hour - 1),
        with(1, ninety_days + 1),
    ];
    let mut world = empty();
    let update = |params| ExecuteMsg::UpdateConfig {
        escrow: None,
        params: Some(params),
    };
    for params in bad {
        let out = |error| matches!(error, ContractError::Guard(GuardError::OutOfRange { .. }));
        assert!(out(opened(|msg| msg.params = params).unwrap_err()));
        assert!(out(world.err("gov", update(params))));
    }
    for params in [with(1, hour), with(most, ninety_days)] {
        opened(|msg| msg.params = params).unwrap();
        let told: ConfigUpdated = event(&world.ok("gov", update(params)));
        assert_eq!(told.by, addr("gov").to_string());
        let config: ConfigResponse = world.ask(QueryMsg::Config {});
        assert_eq!(config.params, params);
    }
}

#[test]
fn addresses_are_checked_at_the_start_and_later() {
    let shouted = addr("ana").to_string().to_uppercase();
    for text in ["", "ana", "osmo1xyz", &shouted] {
        let text = text.to_string();
        let results = [
            opened(|msg| msg.owner = text.clone()),
            opened(|msg| msg.guardian = Some(text.clone())),
            opened(|msg| msg.token = text.clone()),
            opened(|msg| msg.escrow = Some(text.clone())),
        ];
        let update = ExecuteMsg::UpdateConfig {
            escrow: Some(text),
            params: None,
        };
        let later = empty().err("gov", update);
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
    let mut world = empty();
    let update = ExecuteMsg::UpdateConfig {
        escrow: Some(addr("second").into()),
        params: None,
    };
    for sender in ["gil", "escrow", "ben"] {
        let error = world.err(sender, update.clone());
        assert!(matches!(
            error,
            ContractError::Guard(GuardError::NotAllowed { .. })
        ));
    }
    world.ok("gov", update);
    let expected = ConfigResponse {
        token: addr("token").into(),
        escrow: Some(addr("second").into()),
        params: params(),
        paused: vec![],
    };
    assert_eq!(world.ask::<ConfigResponse>(QueryMsg::Config {}), expected);
}

#[test]
fn ownership_changes_hands_in_two_steps() {
    let mut world = empty();
    let propose = RoleMsg::Propose {
        role: Role::Owner,
        to: addr("ana").into(),
    };
    let accept = RoleMsg::Accept { role: Role::Owner };
    world.err("ben", ExecuteMsg::Role(propose.clone()));
    world.ok("gov", ExecuteMsg::Role(propose));
    world.err("ana", add_class("cpu/4Gi"));
    world.ok("ana", ExecuteMsg::Role(accept));
    world.err("gov", add_class("cpu/4Gi"));
    world.ok("ana", add_class("cpu/4Gi"));
    let roles: RolesResponse = world.ask(QueryMsg::Roles {});
    assert_eq!(roles.owner, addr("ana").to_string());
}

#[test]
fn migration_is_from_this_contract_and_forward() {
    let mut world = furnished();
    let migrate = |world: &mut crate::world::World| {
        let env = world.env.clone();
        contract::migrate(world.deps.as_mut(), env, NOTHING)
    };
    let before = world.rows();
    migrate(&mut world).unwrap();
    assert_eq!(world.rows(), before);
    for (name, version) in [
        ("crates.io:tender-attestation", "99.0.0"),
        ("crates.io:tender-escrow", "0.0.1"),
    ] {
        cw2::set_contract_version(&mut world.deps.storage, name, version).unwrap();
        let error = migrate(&mut world).unwrap_err();
        assert!(matches!(
            error,
            ContractError::Guard(
                GuardError::NewerVersion { .. } | GuardError::OtherContract { .. }
            )
        ));
    }
}
