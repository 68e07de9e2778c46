use cosmwasm_std::testing::{message_info, mock_dependencies, mock_env};
use cosmwasm_std::{coins, Empty};
use tender_auction::contract::{execute, instantiate, migrate};
use tender_auction::ContractError;
use tender_guard::{set_version, GuardError};
use tender_interfaces::auction::{ConfigResponse, ExecuteMsg, InstantiateMsg, QueryMsg};
use tender_interfaces::events::ConfigUpdated;
use tender_interfaces::roles::{ActionClass, Role, RoleMsg, RolesResponse};
use tender_types::{OrderId, ProviderId, Rate};

use crate::house::{addr, bid, choice, demand, event, not_allowed, House, H100};

fn instantiation() -> InstantiateMsg {
    InstantiateMsg {
        owner: addr("gov").to_string(),
        guardian: None,
        orderbook: addr("orderbook").to_string(),
        attestation: addr("attestation").to_string(),
        escrow: addr("escrow").to_string(),
    }
}

fn config(house: &House) -> ConfigResponse {
    house.ask(QueryMsg::Config {}).unwrap()
}

#[test]
fn every_address_is_checked_at_the_start_and_at_a_change() {
    let bad = "Orderbook".to_string();
    let changes: [fn(&mut InstantiateMsg, String); 5] = [
        |msg, text| msg.owner = text,
        |msg, text| msg.guardian = Some(text),
        |msg, text| msg.orderbook = text,
        |msg, text| msg.attestation = text,
        |msg, text| msg.escrow = text,
    ];
    for change in changes {
        let mut msg = instantiation();
        change(&mut msg, bad.clone());
        let info = message_info(&addr("deployer"), &[]);
        let answer = instantiate(mock_dependencies().as_mut(), mock_env(), info, msg);
        assert!(
            matches!(
                answer,
                Err(ContractError::Guard(GuardError::Address { .. }))
            ),
            "{answer:?}"
        );
    }
    let none = (None, None, None);
    for (orderbook, attestation, escrow) in [
        (Some(bad.clone()), none.1.clone(), none.2.clone()),
        (none.0.clone(), Some(bad.clone()), none.2.clone()),
        (none.0, none.1, Some(bad)),
    ] {
        let mut house = House::new();
        let msg = ExecuteMsg::UpdateConfig {
            orderbook,
            attestation,
            escrow,
        };
        let answer = house.send(&addr("gov"), msg);
        assert!(
            matches!(
                answer,
                Err(ContractError::Guard(GuardError::Address { .. }))
            ),
            "{answer:?}"
        );
    }
}

#[test]
fn the_owner_changes_what_is_given() {
    let mut house = House::new();
    let update = ExecuteMsg::UpdateConfig {
        orderbook: None,
        attestation: None,
        escrow: Some(addr("escrow2").to_string()),
    };
    assert_eq!(
        house.send(&addr("gil"), update.clone()),
        Err(not_allowed("owner", addr("gov").as_str()))
    );
    let response = house.send(&addr("gov"), update).unwrap();
    let by = addr("gov").to_string();
    assert_eq!(event::<ConfigUpdated>(&response), ConfigUpdated { by });
    let expected = ConfigResponse {
        orderbook: addr("orderbook").to_string(),
        attestation: addr("attestation").to_string(),
        escrow: addr("escrow2").to_string(),
        paused: vec![],
    };
    assert_eq!(config(&house), expected);
}

#[test]
fn owner_and_guardian_pause_and_the_owner_resumes() {
    let class = ActionClass::Bid;
    for (name, pauses, resumes) in [
        ("gov", true, true),
        ("gil", true, false),
        ("anyone", false, false),
    ] {
        let mut house = House::new();
        let done = house.send(&addr(name), ExecuteMsg::Pause { class });
        assert_eq!(done.is_ok(), pauses, "{name}");
        assert_eq!(config(&house).paused.contains(&class), pauses);
        let done = house.send(&addr(name), ExecuteMsg::Unpause { class });
        assert_eq!(done.is_ok(), resumes, "{name}");
    }
    let class = ActionClass::Mint;
    let answer = House::new().send(&addr("gov"), ExecuteMsg::Pause { class });
    assert!(matches!(
        answer,
        Err(ContractError::Guard(GuardError::UnknownClass { .. }))
    ));
}

#[test]
fn a_role_is_handed_over_in_two_steps() {
    let mut house = House::new();
    let (role, to) = (Role::Owner, addr("ana").to_string());
    let propose = ExecuteMsg::Role(RoleMsg::Propose { role, to });
    house.send(&addr("gov"), propose).unwrap();
    let accept = ExecuteMsg::Role(RoleMsg::Accept { role });
    assert!(house.send(&addr("ben"), accept.clone()).is_err());
    house.send(&addr("ana"), accept).unwrap();
    let roles: RolesResponse = house.ask(QueryMsg::Roles {}).unwrap();
    assert_eq!(roles.owner, addr("ana").to_string());
}

#[test]
fn no_message_takes_coins() {
    let order = OrderId(9);
    let provider = ProviderId(1);
    let class = ActionClass::Bid;
    for msg in [
        ExecuteMsg::Open {
            order,
            tenant: addr("tenant").to_string(),
            demand: demand(),
            rule: choice(),
        },
        bid(1, H100, 500),
        ExecuteMsg::WithdrawBid { order, provider },
        ExecuteMsg::Choose {
            order,
            provider,
            class: H100,
            max_rate: Rate(1),
        },
        ExecuteMsg::Close { order },
        ExecuteMsg::Cancel { order },
        ExecuteMsg::PruneBids { order, limit: None },
        ExecuteMsg::UpdateConfig {
            orderbook: None,
            attestation: None,
            escrow: None,
        },
        ExecuteMsg::Role(RoleMsg::Cancel { role: Role::Owner }),
        ExecuteMsg::Pause { class },
        ExecuteMsg::Unpause { class },
    ] {
        let mut house = House::with(choice());
        let info = message_info(&addr("gov"), &coins(1, "uakt"));
        let answer = execute(house.deps.as_mut(), mock_env(), info, msg);
        let refused = ContractError::Guard(GuardError::UnexpectedFunds);
        assert_eq!(answer, Err(refused));
    }
    let info = message_info(&addr("deployer"), &coins(1, "uakt"));
    let answer = instantiate(
        mock_dependencies().as_mut(),
        mock_env(),
        info,
        instantiation(),
    );
    assert_eq!(
        answer,
        Err(ContractError::Guard(GuardError::UnexpectedFunds))
    );
}

#[test]
fn a_migration_is_of_this_contract_and_not_backwards() {
    let mut house = House::new();
    migrate(house.deps.as_mut(), mock_env(), Empty {}).unwrap();
    let name = "crates.io:tender-auction";
    set_version(&mut house.deps.storage, name, "99.0.0").unwrap();
    assert!(matches!(
        migrate(house.deps.as_mut(), mock_env(), Empty {}),
        Err(ContractError::Guard(GuardError::NewerVersion { .. }))
    ));
    set_version(&mut house.deps.storage, "crates.io:tender-bme", "0.1.0").unwrap();
    assert!(matches!(
        migrate(house.deps.as_mut(), mock_env(), Empty {}),
        Err(ContractError::Guard(GuardError::OtherContract { .. }))
    ));
}
