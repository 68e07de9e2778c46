//! Setting up, parameters, links, assets, moving on.

use cosmwasm_std::testing::mock_env;
use cosmwasm_std::{Binary, Empty, Reply, SubMsgResult};
use serde::Serialize;
use tender_escrow::contract::{migrate, reply};
use tender_escrow::ContractError;
use tender_guard::GuardError;
use tender_interfaces::escrow::{
    ConfigResponse, ExecuteMsg, InstantiateMsg, Params, QueryMsg, START_BLOCKS,
};
use tender_interfaces::events::{AssetAdded, LinksUpdated, ParamsUpdated};
use tender_interfaces::invariants::{Check, InvariantsResponse};
use tender_interfaces::orderbook::MAX_ASSETS;
use tender_interfaces::{auction, bme, orderbook};
use tender_storage::CodecError;
use tender_testkit::solo::{addr, message};
use tender_types::{AccountId, Asset, AssetIndex, Bps, Echo, Seconds};

use crate::world::{
    asset, native, opening_message, params, told, Events, World, CREDIT, TOKEN, USD,
};

const NOBODY: ExecuteMsg = ExecuteMsg::UpdateLinks {
    orderbook: None,
    treasury: None,
};

fn orderbook_is(name: &str) -> ExecuteMsg {
    ExecuteMsg::UpdateLinks {
        orderbook: Some(addr(name).into()),
        treasury: None,
    }
}

fn not_owner() -> Events {
    Err(ContractError::Guard(GuardError::NotAllowed {
        role: "owner".to_string(),
        holder: addr("gov").into(),
    }))
}

fn wrong(link: &'static str, expected: &'static str, found: &str) -> ContractError {
    ContractError::Guard(GuardError::WrongContract {
        link,
        expected,
        found: Echo::of(found),
    })
}

fn config(world: &World) -> ConfigResponse {
    world.query(QueryMsg::Config {}).unwrap()
}

#[test]
fn an_escrow_says_how_it_is_set_up() {
    let expected = ConfigResponse {
        orderbook: Some(addr("orderbook").into()),
        treasury: addr("treasury").into(),
        assets: [CREDIT, USD, TOKEN].map(asset).into(),
        params: params(),
    };
    assert_eq!(config(&World::new()), expected);
}

/// One inside and one outside of each bound, at instantiation and at every change.
#[test]
fn parameters_have_bounds() {
    const MINUTE: Seconds = Seconds(60);
    const MONTH: Seconds = Seconds(2_592_000);
    let with = |set: fn(&mut Params)| {
        let mut params = params();
        set(&mut params);
        params
    };
    let good = [
        with(|p| (p.take, p.burn) = (Bps(0), Bps(0))),
        with(|p| (p.take, p.burn) = (Bps(2_000), Bps(10_000))),
        with(|p| (p.min_runway, p.grace) = (MINUTE, MINUTE)),
        with(|p| (p.min_runway, p.grace) = (MONTH, MONTH)),
        with(|p| p.start_blocks = 1),
        with(|p| p.start_blocks = START_BLOCKS),
    ];
    let bad = [
        ("take", "2001", with(|p| p.take = Bps(2_001))),
        ("burn", "10001", with(|p| p.burn = Bps(10_001))),
        ("min_runway", "59", with(|p| p.min_runway = Seconds(59))),
        (
            "min_runway",
            "2592001",
            with(|p| p.min_runway = Seconds(2_592_001)),
        ),
        ("grace", "59", with(|p| p.grace = Seconds(59))),
        ("grace", "2592001", with(|p| p.grace = Seconds(2_592_001))),
        ("start_blocks", "0", with(|p| p.start_blocks = 0)),
        ("start_blocks", "101", with(|p| p.start_blocks = 101)),
    ];
    let mut world = World::new();
    for params in good {
        world
            .send("gov", ExecuteMsg::UpdateParams { params })
            .unwrap();
        assert_eq!(config(&world).params, params);
        let mut msg = opening_message();
        msg.params = params;
        World::bare(&msg).map(|_| ()).unwrap();
    }
    for (name, given, params) in bad {
        let mut msg = opening_message();
        msg.params = params;
        let opened = World::bare(&msg).map(|_| ()).unwrap_err();
        let change = ExecuteMsg::UpdateParams { params };
        let changed = world.send("gov", change).unwrap_err();
        for refused in [opened, changed] {
            let ContractError::Guard(GuardError::OutOfRange { what, value, .. }) = refused else {
                panic!("{refused:?}")
            };
            assert_eq!((what, value), (name, Echo::of(given)));
        }
    }
}

#[test]
fn the_owner_changes_parameters() {
    let mut world = World::new();
    let change = |params| ExecuteMsg::UpdateParams { params };
    let new = Params {
        take: Bps(100),
        ..params()
    };
    assert_eq!(world.send("gil", change(new)), not_owner());
    let updated: ParamsUpdated = told(&world.send("gov", change(new)).unwrap());
    assert_eq!(updated.by, addr("gov").to_string());
    assert_eq!(config(&world).params, new);
    let again = world.send("gov", change(new));
    assert_eq!(again, Err(GuardError::NoChange.into()));
}

#[test]
fn addresses_are_checked() {
    let bad = || "nobody".to_string();
    let mut msgs = vec![opening_message(); 5];
    msgs[0].owner = bad();
    msgs[1].guardian = Some(bad());
    msgs[2].credit = bad();
    msgs[3].treasury = bad();
    msgs[4].orderbook = Some(bad());
    for msg in msgs {
        let refused = World::bare(&msg).map(|_| ());
        let Err(ContractError::Guard(GuardError::Address { text, .. })) = refused else {
            panic!("{refused:?}")
        };
        assert_eq!(text, Echo::of("nobody"));
    }
}

#[test]
fn the_owner_changes_links() {
    let mut world = World::new();
    world.solo.neighbour("book2", orderbook::CONTRACT);
    let msg = ExecuteMsg::UpdateLinks {
        orderbook: Some(addr("book2").into()),
        treasury: Some(addr("chest").into()),
    };
    assert_eq!(world.send("gil", msg.clone()), not_owner());
    let updated: LinksUpdated = told(&world.send("gov", msg.clone()).unwrap());
    assert_eq!(updated.by, addr("gov").to_string());
    let now = config(&world);
    assert_eq!(now.orderbook, Some(addr("book2").into()));
    assert_eq!(now.treasury, addr("chest").to_string());
    assert_eq!(now.params, params());
    for msg in [msg, NOBODY] {
        let again = world.send("gov", msg);
        assert_eq!(again, Err(GuardError::NoChange.into()));
    }
}

/// A link that is told has to be there; at the opening it may still be missing, but not be another.
#[test]
fn a_link_is_of_its_kind() {
    let mut world = World::new();
    world.solo.neighbour("auction", auction::CONTRACT);
    for (msg, refused) in [
        (
            orderbook_is("auction"),
            wrong("orderbook", orderbook::CONTRACT, auction::CONTRACT),
        ),
        (
            orderbook_is("nowhere"),
            wrong("orderbook", orderbook::CONTRACT, "no contract"),
        ),
    ] {
        assert_eq!(world.send("gov", msg), Err(refused));
    }
    let opened = |set: fn(&mut InstantiateMsg, String), name: &str| {
        let mut msg = opening_message();
        set(&mut msg, addr(name).into());
        World::bare(&msg).map(|_| ())
    };
    let orderbook = |msg: &mut InstantiateMsg, addr| msg.orderbook = Some(addr);
    let credit = |msg: &mut InstantiateMsg, addr| msg.credit = addr;
    for set in [orderbook, credit] {
        assert_eq!(opened(set, "nowhere"), Ok(()));
    }
    assert_eq!(
        opened(orderbook, "credit"),
        Err(wrong("orderbook", orderbook::CONTRACT, bme::CONTRACT))
    );
    assert_eq!(
        opened(credit, "token"),
        Err(wrong("credit", bme::CONTRACT, "crates.io:cw20-base"))
    );
}

fn failing(world: &World) -> Vec<Check> {
    let query = QueryMsg::Invariants {
        start_after: None,
        limit: None,
    };
    let page: InvariantsResponse = world.query(query).unwrap();
    let failing = page.checks.into_iter().filter(|check| !check.holds);
    failing.collect()
}

/// What is at the other end may change, or never have been there: that is told, and is no error.
#[test]
fn a_link_that_is_broken_is_told() {
    let mut world = World::new();
    world.assert_balanced();
    assert_eq!(failing(&world), vec![]);
    world.solo.neighbour("orderbook", auction::CONTRACT);
    let expected = Check {
        name: format!("orderbook is {}", orderbook::CONTRACT),
        holds: false,
        detail: format!("{} is {}", addr("orderbook"), auction::CONTRACT),
    };
    assert_eq!(failing(&world), [expected]);

    let mut msg = opening_message();
    msg.credit = addr("nowhere").into();
    msg.orderbook = Some(addr("later").into());
    let world = World::bare(&msg).unwrap();
    let names: Vec<_> = failing(&world)
        .into_iter()
        .map(|check| check.name)
        .collect();
    assert_eq!(
        names,
        [
            format!("orderbook is {}", orderbook::CONTRACT),
            format!("credit is {}", bme::CONTRACT),
            "asset 0 says how much of it the escrow holds".to_string(),
        ]
    );
}

#[test]
fn a_token_that_says_too_much_is_told() {
    let world = World::new();
    world.solo.neighbour_token("token", u128::MAX);
    let expected = Check {
        name: "asset 2 says how much of it the escrow holds".to_string(),
        holds: false,
        detail: format!(
            "cw20:{}: {} micro-units, more than there can be",
            addr("token"),
            u128::MAX
        ),
    };
    assert_eq!(failing(&world), [expected]);
}

#[test]
fn assets_are_listed_once_and_are_few() {
    let mut world = World::new();
    let add = |asset| ExecuteMsg::AddAsset { asset };
    assert_eq!(world.send("gil", add(native("uatom"))), not_owner());
    for index in [CREDIT, USD, TOKEN] {
        let listed = ContractError::AssetListed {
            asset: Echo::of(asset(index).to_string()),
            index,
        };
        assert_eq!(world.send("gov", add(asset(index))), Err(listed));
    }
    for index in 3u8..8 {
        let asset = native(&format!("ibc/{index:064}"));
        let added: AssetAdded = told(&world.send("gov", add(asset.clone())).unwrap());
        assert_eq!((added.index, added.asset), (AssetIndex(index), asset));
    }
    assert_eq!(config(&world).assets.len(), MAX_ASSETS);
    let more = world.send("gov", add(native("uatom")));
    assert_eq!(more, Err(ContractError::TooManyAssets));
}

/// An asset stays on the list for ever: one that is none is never put there.
#[test]
fn an_asset_is_a_denom_of_the_bank_or_a_token() {
    let mut world = World::new();
    let add = |asset| ExecuteMsg::AddAsset { asset };
    for good in ["abc", "ibc/00", "factory/x.y:z_w-v/sub", &"a".repeat(128)] {
        world.send("gov", add(native(good))).unwrap();
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
        let denom = Echo::of(bad);
        let refused = world.send("gov", add(native(bad)));
        assert_eq!(refused, Err(ContractError::Denom { denom }));
    }
    let cw20 = |contract: String| add(Asset::Cw20 { contract });
    let refused = world.send("gov", cw20("token".to_string()));
    let Err(ContractError::Guard(GuardError::Address { text, .. })) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(text, Echo::of("token"));
    for (name, found) in [
        ("nowhere", "no contract"),
        ("orderbook", orderbook::CONTRACT),
    ] {
        let refused = world.send("gov", cw20(addr(name).into()));
        assert_eq!(refused, Err(wrong("asset", "a cw20 token", found)));
    }
}

/// A message with a field too many does something else than its sender means.
#[test]
fn messages_are_read_strictly() {
    #[derive(Serialize)]
    #[serde(rename_all = "snake_case")]
    enum Slip {
        WithdrawDeposit {
            account: AccountId,
            ammount: &'static str,
        },
        UpdateLinks {
            treasuri: &'static str,
        },
    }
    let mut world = World::new();
    let account = AccountId(1);
    let unknown = |place: &str, field: &str, nearest| {
        Err(ContractError::Guard(GuardError::UnknownField {
            place: place.to_string(),
            field: Echo::of(field),
            nearest,
        }))
    };
    for (slip, refused) in [
        (
            Slip::WithdrawDeposit {
                account,
                ammount: "1",
            },
            unknown("withdraw_deposit", "ammount", "amount"),
        ),
        (
            Slip::UpdateLinks { treasuri: "x" },
            unknown("update_links", "treasuri", "treasury"),
        ),
    ] {
        let answer = world.solo.send("ana", &slip).map(|_| ());
        assert_eq!(answer, refused);
    }
}

#[test]
fn a_migration_is_forwards_and_of_this_contract() {
    #[derive(Serialize)]
    struct Extra {
        x: u8,
    }
    let mut world = World::new();
    let storage = |world: &mut World, name: &str, version: &str| {
        let rows = &mut world.solo.deps.storage;
        cw2::set_contract_version(rows, name, version).unwrap();
    };
    let migrated = |world: &mut World, msg| migrate(world.solo.deps.as_mut(), mock_env(), msg);
    migrated(&mut world, message(&Empty {})).unwrap();
    let refused = migrated(&mut world, message(&Extra { x: 1 }));
    let unknown = GuardError::UnknownField {
        place: "the message".to_string(),
        field: Echo::of("x"),
        nearest: "nothing",
    };
    assert_eq!(refused, Err(unknown.into()));

    storage(&mut world, bme::CONTRACT, "0.1.0");
    let other = GuardError::OtherContract {
        found: Echo::of(bme::CONTRACT),
        expected: tender_interfaces::escrow::CONTRACT,
    };
    let refused = migrated(&mut world, message(&Empty {}));
    assert_eq!(refused, Err(other.into()));
    storage(&mut world, tender_interfaces::escrow::CONTRACT, "99.0.0");
    let newer = GuardError::NewerVersion {
        found: Echo::of("99.0.0"),
        code: env!("CARGO_PKG_VERSION"),
    };
    let refused = migrated(&mut world, message(&Empty {}));
    assert_eq!(refused, Err(newer.into()));
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
        reply(world.solo.deps.as_mut(), mock_env(), answer).unwrap_err()
    };
    assert_eq!(replied(9, b""), ContractError::UnknownReply { id: 9 });
    for id in [1, 2] {
        let empty = CodecError::EndsEarly { missing: 1 };
        assert_eq!(replied(id, b""), ContractError::Payload(empty));
    }
}
