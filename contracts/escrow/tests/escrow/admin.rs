//! Setting up, changing, pausing, moving on.

use cosmwasm_std::testing::mock_env;
use cosmwasm_std::{Binary, Empty, Reply, SubMsgResult};
use tender_escrow::contract::{migrate, reply};
use tender_escrow::ContractError;
use tender_guard::GuardError;
use tender_interfaces::escrow::{ConfigResponse, ExecuteMsg, Params, QueryMsg};
use tender_interfaces::events::AssetAdded;
use tender_interfaces::orderbook::MAX_ASSETS;
use tender_interfaces::roles::{ActionClass, Role, RoleMsg, RolesResponse};
use tender_types::{Asset, Bps};

use crate::world::{addr, instantiation, params, told, World};

fn native(denom: &str) -> Asset {
    Asset::Native {
        denom: denom.to_string(),
    }
}

fn change(params: Params) -> ExecuteMsg {
    ExecuteMsg::UpdateConfig {
        orderbook: None,
        auction: None,
        treasury: None,
        params: Some(params),
    }
}

#[test]
fn an_escrow_says_how_it_is_set_up() {
    let world = World::new();
    let config: ConfigResponse = world.ask(QueryMsg::Config {}).unwrap();
    let cw20 = |name: &str| Asset::Cw20 {
        contract: addr(name).into(),
    };
    let expected = ConfigResponse {
        orderbook: Some(addr("orderbook").into()),
        auction: Some(addr("auction").into()),
        treasury: addr("treasury").into(),
        assets: vec![cw20("credit"), native("uusd"), cw20("token")],
        params: params(),
        paused: vec![],
    };
    assert_eq!(config, expected);
}

/// One inside and one outside of each bound, at instantiation and at every change.
#[test]
fn parameters_have_bounds() {
    const MONTH: u64 = 2_592_000;
    let with = |set: fn(&mut Params)| {
        let mut params = params();
        set(&mut params);
        params
    };
    let good = [
        with(|p| (p.take, p.burn) = (Bps(0), Bps(0))),
        with(|p| (p.take, p.burn) = (Bps(2_000), Bps(10_000))),
        with(|p| (p.min_runway, p.grace) = (60, 60)),
        with(|p| (p.min_runway, p.grace) = (MONTH, MONTH)),
    ];
    let bad = [
        ("take", with(|p| p.take = Bps(2_001))),
        ("burn", with(|p| p.burn = Bps(10_001))),
        ("min_runway", with(|p| p.min_runway = 59)),
        ("min_runway", with(|p| p.min_runway = MONTH + 1)),
        ("grace", with(|p| p.grace = 59)),
        ("grace", with(|p| p.grace = MONTH + 1)),
    ];
    let mut world = World::new();
    for params in good {
        world.send("gov", change(params)).unwrap();
        let mut msg = instantiation();
        msg.params = params;
        World::bare(&msg).map(|_| ()).unwrap();
    }
    for (name, params) in bad {
        let mut msg = instantiation();
        msg.params = params;
        let opened = World::bare(&msg).map(|_| ()).unwrap_err();
        let changed = world.send("gov", change(params)).unwrap_err();
        for refused in [opened, changed] {
            let ContractError::Guard(GuardError::OutOfRange { what, .. }) = refused else {
                panic!("{refused:?}")
            };
            assert_eq!(what, name);
        }
    }
}

#[test]
fn addresses_are_checked() {
    let bad = || "nobody".to_string();
    let mut msgs = vec![instantiation(); 6];
    msgs[0].owner = bad();
    msgs[1].guardian = Some(bad());
    msgs[2].credit = bad();
    msgs[3].treasury = bad();
    msgs[4].orderbook = Some(bad());
    msgs[5].auction = Some(bad());
    for msg in msgs {
        let refused = World::bare(&msg).map(|_| ());
        assert!(
            matches!(
                refused,
                Err(ContractError::Guard(GuardError::Address { .. }))
            ),
            "{refused:?}"
        );
    }
}

#[test]
fn the_owner_changes_what_is_given() {
    let mut world = World::new();
    let msg = ExecuteMsg::UpdateConfig {
        orderbook: Some(addr("book2").into()),
        auction: None,
        treasury: Some(addr("chest").into()),
        params: None,
    };
    for stranger in ["gil", "eve"] {
        let refused = world.send(stranger, msg.clone());
        assert!(matches!(
            refused,
            Err(ContractError::Guard(GuardError::NotAllowed { .. }))
        ));
    }
    world.send("gov", msg).unwrap();
    let config: ConfigResponse = world.ask(QueryMsg::Config {}).unwrap();
    assert_eq!(config.orderbook, Some(addr("book2").into()));
    assert_eq!(config.auction, Some(addr("auction").into()));
    assert_eq!(config.treasury, addr("chest").to_string());
    assert_eq!(config.params, params());
}

#[test]
fn assets_are_listed_once_and_are_few() {
    let mut world = World::new();
    let refused = world.send(
        "gil",
        ExecuteMsg::AddAsset {
            asset: native("uatom"),
        },
    );
    assert!(matches!(
        refused,
        Err(ContractError::Guard(GuardError::NotAllowed { .. }))
    ));
    let listed = |asset: &Asset, index| {
        Err(ContractError::AssetListed {
            asset: asset.to_string(),
            index,
        })
    };
    for (name, index) in [("credit", 0), ("token", 2)] {
        let asset = Asset::Cw20 {
            contract: addr(name).into(),
        };
        let again = world.send(
            "gov",
            ExecuteMsg::AddAsset {
                asset: asset.clone(),
            },
        );
        assert_eq!(again, listed(&asset, index));
    }
    let again = world.send(
        "gov",
        ExecuteMsg::AddAsset {
            asset: native("uusd"),
        },
    );
    assert_eq!(again, listed(&native("uusd"), 1));

    for index in 3u8..8 {
        let asset = native(&format!("ibc/{index:064}"));
        let added: AssetAdded = told(&world.send("gov", ExecuteMsg::AddAsset { asset }).unwrap());
        assert_eq!(added.index, index);
    }
    let config: ConfigResponse = world.ask(QueryMsg::Config {}).unwrap();
    assert_eq!(config.assets.len(), MAX_ASSETS);
    let more = world.send(
        "gov",
        ExecuteMsg::AddAsset {
            asset: native("uatom"),
        },
    );
    assert_eq!(more, Err(ContractError::TooManyAssets));
}

#[test]
fn a_denom_is_one_of_the_bank() {
    let mut world = World::new();
    for good in ["abc", "ibc/00", "factory/x.y:z_w-v/sub", &"a".repeat(128)] {
        world
            .send(
                "gov",
                ExecuteMsg::AddAsset {
                    asset: native(good),
                },
            )
            .unwrap();
    }
    for bad in [
        "",
        "ab",
        "1abc",
        "/abc",
        "a bc",
        "abc!",
        "äbcd",
        &"a".repeat(129),
    ] {
        let refused = world.send("gov", ExecuteMsg::AddAsset { asset: native(bad) });
        assert_eq!(
            refused,
            Err(ContractError::Denom {
                denom: bad.to_string()
            })
        );
    }
    let asset = Asset::Cw20 {
        contract: "token".to_string(),
    };
    let refused = world.send("gov", ExecuteMsg::AddAsset { asset });
    assert!(matches!(
        refused,
        Err(ContractError::Guard(GuardError::Address { .. }))
    ));
}

#[test]
fn the_guardian_pauses_and_the_owner_resumes() {
    let mut world = World::new();
    let class = ActionClass::Deposit;
    for (who, msg, allowed) in [
        ("eve", ExecuteMsg::Pause { class }, false),
        ("gil", ExecuteMsg::Pause { class }, true),
        ("gil", ExecuteMsg::Unpause { class }, false),
        ("gov", ExecuteMsg::Unpause { class }, true),
        (
            "gov",
            ExecuteMsg::Pause {
                class: ActionClass::Mint,
            },
            false,
        ),
    ] {
        assert_eq!(
            world.send(who, msg.clone()).is_ok(),
            allowed,
            "{who}: {msg:?}"
        );
    }
}

#[test]
fn roles_are_handed_over_in_two_steps() {
    let mut world = World::new();
    let role = Role::Owner;
    let to = addr("dao").into();
    world
        .send("gov", ExecuteMsg::Role(RoleMsg::Propose { role, to }))
        .unwrap();
    world
        .send("dao", ExecuteMsg::Role(RoleMsg::Accept { role }))
        .unwrap();
    let roles: RolesResponse = world.ask(QueryMsg::Roles {}).unwrap();
    assert_eq!(roles.owner, addr("dao").to_string());
    assert!(world.send("gov", change(params())).is_err());
    world.send("dao", change(params())).unwrap();
}

#[test]
fn a_migration_is_forwards_and_of_this_contract() {
    let mut world = World::new();
    migrate(world.deps.as_mut(), mock_env(), Empty {}).unwrap();
    cw2::set_contract_version(&mut world.deps.storage, "crates.io:tender-bme", "0.1.0").unwrap();
    let other = migrate(world.deps.as_mut(), mock_env(), Empty {});
    assert!(matches!(
        other,
        Err(ContractError::Guard(GuardError::OtherContract { .. }))
    ));
    let name = "crates.io:tender-escrow";
    cw2::set_contract_version(&mut world.deps.storage, name, "99.0.0").unwrap();
    let back = migrate(world.deps.as_mut(), mock_env(), Empty {});
    assert!(matches!(
        back,
        Err(ContractError::Guard(GuardError::NewerVersion { .. }))
    ));
}

#[test]
fn a_reply_to_nothing_is_refused() {
    let mut world = World::new();
    let mut replied = |id, payload: &[u8]| {
        let answer = Reply {
            id,
            payload: Binary::from(payload),
            gas_used: 0,
            result: SubMsgResult::Err("failed".to_string()),
        };
        reply(world.deps.as_mut(), mock_env(), answer).unwrap_err()
    };
    assert_eq!(replied(9, b""), ContractError::UnknownReply { id: 9 });
    for id in [1, 2] {
        let refused = replied(id, b"");
        assert!(matches!(refused, ContractError::Payload(_)), "{refused:?}");
    }
}

/// Coins that came with another message could never be taken out again.
#[test]
fn only_deposits_take_coins() {
    use cosmwasm_std::coins;
    use tender_types::AccountId;
    let mut world = World::new();
    let account = AccountId(1);
    let class = ActionClass::Deposit;
    let msgs = [
        ExecuteMsg::TakeBack {
            account,
            amount: None,
        },
        ExecuteMsg::Withdraw { leases: vec![] },
        ExecuteMsg::Settle { accounts: vec![] },
        ExecuteMsg::CloseAccount { account },
        ExecuteMsg::CollectFees { accounts: vec![] },
        ExecuteMsg::Claim {
            payee: addr("ana").into(),
            asset: 0,
        },
        ExecuteMsg::AddAsset {
            asset: native("uatom"),
        },
        change(params()),
        ExecuteMsg::Pause { class },
        ExecuteMsg::Unpause { class },
    ];
    for msg in msgs {
        let refused = world.send_with("gov", msg, &coins(1, "uusd"));
        assert_eq!(refused, Err(GuardError::UnexpectedFunds.into()));
    }
}
