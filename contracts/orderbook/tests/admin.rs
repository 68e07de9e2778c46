use cosmwasm_std::testing::{message_info, mock_dependencies, mock_env};
use cosmwasm_std::{coins, Addr, Empty};
use tender_guard::GuardError;
use tender_interfaces::orderbook::{ConfigResponse, ExecuteMsg, QueryMsg, Selection, TimeInForce};
use tender_interfaces::roles::{ActionClass, Role, RoleMsg, RolesResponse};
use tender_orderbook::contract::{execute, instantiate, migrate};
use tender_orderbook::ContractError;
use tender_types::{AskId, OrderId, Rate};

use crate::world::*;

/// Each message once. A new one does not compile until it is listed.
fn every_message() -> Vec<ExecuteMsg> {
    let class = ActionClass::Ask;
    let messages = vec![
        ExecuteMsg::PostAsk {
            offer: offer(H100, 1, 1),
        },
        ExecuteMsg::RepriceAsk {
            ask: AskId(1),
            rate: Rate(1),
        },
        ExecuteMsg::WithdrawAsk { ask: AskId(1) },
        order(demand(1), book(TimeInForce::Ioc), None),
        ExecuteMsg::TakeOrder {
            order: OrderId(1),
            ask: AskId(1),
        },
        ExecuteMsg::CancelOrder { order: OrderId(1) },
        ExecuteMsg::Expire {
            orders: vec![],
            asks: vec![],
        },
        ExecuteMsg::Release { releases: vec![] },
        ExecuteMsg::UpdateConfig {
            attestation: None,
            escrow: None,
            auction: None,
        },
        ExecuteMsg::Role(RoleMsg::Cancel { role: Role::Owner }),
        ExecuteMsg::Pause { class },
        ExecuteMsg::Unpause { class },
    ];
    let place = |message: &ExecuteMsg| match message {
        ExecuteMsg::PostAsk { .. } => 0,
        ExecuteMsg::RepriceAsk { .. } => 1,
        ExecuteMsg::WithdrawAsk { .. } => 2,
        ExecuteMsg::PlaceOrder { .. } => 3,
        ExecuteMsg::TakeOrder { .. } => 4,
        ExecuteMsg::CancelOrder { .. } => 5,
        ExecuteMsg::Expire { .. } => 6,
        ExecuteMsg::Release { .. } => 7,
        ExecuteMsg::UpdateConfig { .. } => 8,
        ExecuteMsg::Role(_) => 9,
        ExecuteMsg::Pause { .. } => 10,
        ExecuteMsg::Unpause { .. } => 11,
    };
    let places: Vec<usize> = messages.iter().map(place).collect();
    assert_eq!(places, (0..12).collect::<Vec<_>>());
    messages
}

#[test]
fn no_message_takes_coins() {
    let mut world = World::new();
    for msg in every_message() {
        let info = message_info(&addr("owner"), &coins(1, "uakt"));
        let refused = execute(world.deps.as_mut(), mock_env(), info, msg);
        assert_eq!(refused, Err(GuardError::UnexpectedFunds.into()));
    }
    let info = message_info(&addr("owner"), &coins(1, "uakt"));
    let mut deps = mock_dependencies();
    let refused = instantiate(deps.as_mut(), mock_env(), info, init());
    assert_eq!(refused, Err(GuardError::UnexpectedFunds.into()));
}

#[test]
fn addresses_are_checked_when_set() {
    let info = message_info(&addr("owner"), &[]);
    for wrong in 0..4 {
        let mut msg = init();
        let place = [
            &mut msg.owner,
            &mut msg.attestation,
            &mut msg.escrow,
            msg.auction.as_mut().unwrap(),
        ];
        let [..] = place;
        *place.into_iter().nth(wrong).unwrap() = addr("x").as_str().to_uppercase();
        let refused = instantiate(mock_dependencies().as_mut(), mock_env(), info.clone(), msg);
        assert!(matches!(
            refused,
            Err(ContractError::Guard(GuardError::Address { .. }))
        ));
    }
    let mut world = World::new();
    let escrow = Some("escrow".to_string());
    let msg = ExecuteMsg::UpdateConfig {
        attestation: None,
        escrow,
        auction: None,
    };
    let refused = world.run("owner", msg);
    assert!(matches!(
        refused,
        Err(ContractError::Guard(GuardError::Address { .. }))
    ));
}

#[test]
fn the_owner_changes_addresses() {
    let mut world = World::new();
    let msg = ExecuteMsg::UpdateConfig {
        attestation: None,
        escrow: Some(addr("escrow2").into()),
        auction: Some(addr("auction2").into()),
    };
    for sender in ["ana", "guardian", "escrow"] {
        let refused = world.run(sender, msg.clone());
        assert!(matches!(
            refused,
            Err(ContractError::Guard(GuardError::NotAllowed { .. }))
        ));
    }
    world.run("owner", msg).unwrap();
    let config: ConfigResponse = world.ask(QueryMsg::Config {});
    let expected = ConfigResponse {
        attestation: addr("attestation").into(),
        escrow: addr("escrow2").into(),
        auction: Some(addr("auction2").into()),
        paused: vec![],
    };
    assert_eq!(config, expected);
}

#[test]
fn an_auction_needs_an_auction_house() {
    let mut world = World::new();
    let mut msg = init();
    msg.auction = None;
    let info = message_info(&addr("owner"), &[]);
    instantiate(world.deps.as_mut(), mock_env(), info, msg).unwrap();
    let rule = tender_interfaces::auction::Rule::TenantChoice {
        bidding: 60,
        choosing: 0,
    };
    let refused = world.run("ana", order(demand(1), Selection::Auction { rule }, None));
    assert_eq!(refused, Err(ContractError::NoAuction));
}

#[test]
fn the_guardian_pauses_and_only_the_owner_resumes() {
    let mut world = World::new();
    let class = ActionClass::Order;
    assert!(world.run("ana", ExecuteMsg::Pause { class }).is_err());
    world.run("guardian", ExecuteMsg::Pause { class }).unwrap();
    let config: ConfigResponse = world.ask(QueryMsg::Config {});
    assert_eq!(config.paused, [class]);
    assert!(world
        .run("guardian", ExecuteMsg::Unpause { class })
        .is_err());
    world.run("owner", ExecuteMsg::Unpause { class }).unwrap();
    world.place(demand(1), book(TimeInForce::Ioc));
    let foreign = world.run(
        "owner",
        ExecuteMsg::Pause {
            class: ActionClass::Bid,
        },
    );
    assert!(matches!(
        foreign,
        Err(ContractError::Guard(GuardError::UnknownClass { .. }))
    ));
}

#[test]
fn a_role_is_handed_over_in_two_steps() {
    let mut world = World::new();
    let propose = RoleMsg::Propose {
        role: Role::Owner,
        to: addr("dao").into(),
    };
    world.run("owner", ExecuteMsg::Role(propose)).unwrap();
    let accept = ExecuteMsg::Role(RoleMsg::Accept { role: Role::Owner });
    assert!(world.run("ana", accept.clone()).is_err());
    world.run("dao", accept).unwrap();
    let roles: RolesResponse = world.ask(QueryMsg::Roles {});
    assert_eq!(roles.owner, Addr::into_string(addr("dao")));
}

#[test]
fn a_migration_stays_with_its_contract() {
    let mut world = World::new();
    migrate(world.deps.as_mut(), mock_env(), Empty {}).unwrap();
    let store = &mut world.deps.storage;
    cw2::set_contract_version(store, "crates.io:tender-orderbook", "99.0.0").unwrap();
    let refused = migrate(world.deps.as_mut(), mock_env(), Empty {});
    assert!(matches!(
        refused,
        Err(ContractError::Guard(GuardError::NewerVersion { .. }))
    ));
}
