//! Opening, depositing, sponsoring, taking back.

use cosmwasm_std::{coin, coins, to_json_binary, Binary, Order, Storage};
use tender_escrow::ContractError;
use tender_guard::GuardError;
use tender_interfaces::admin::{ActionClass, AdminMsg, DEFAULT_GUARDIAN_PAUSE};
use tender_interfaces::escrow::{
    AccountsResponse, CloseReason, ExecuteMsg, Funding, QueryMsg, ReceiveMsg, SponsorsResponse,
};
use tender_interfaces::events::{AccountOpened, AccountRemoved, DepositWithdrawn, Deposited};
use tender_math::MathError;
use tender_testkit::solo::addr;
use tender_types::{AccountId, AssetIndex, Echo, Micro};

use crate::world::{at, key, lease, told, Events, World, CREDIT, RUNWAY, TOKEN, UNIT, USD};

#[test]
fn an_account_opens_with_what_is_sent() {
    let mut world = World::new();
    let msg = to_json_binary(&ReceiveMsg::OpenAccount {}).unwrap();
    let events = world.receive(CREDIT, "ana", 50, msg.clone()).unwrap();
    let opened: AccountOpened = told(&events);
    let expected = AccountOpened {
        account: AccountId(1),
        owner: addr("ana").into(),
        asset: CREDIT,
        balance: Micro(50),
    };
    assert_eq!(opened, expected);
    let account = world.account(AccountId(1));
    assert_eq!((account.balance.0, account.owners.0), (50, 50));
    assert_eq!(account.funding, Funding::Idle {});

    assert_eq!(world.open_usd("ana", 7), AccountId(2));
    world.receive(TOKEN, "ben", 8, msg).unwrap();
    assert_eq!(world.account(AccountId(2)).asset, USD);
    assert_eq!(world.account(AccountId(3)).asset, TOKEN);
    world.assert_balanced();
}

#[test]
fn only_listed_money_is_taken() {
    let mut world = World::new();
    let account = world.open("ana", 50);
    let usd = world.open_usd("ana", 50);
    let unknown = |asset: &str| {
        Err(ContractError::UnknownAsset {
            asset: Echo::of(asset),
        })
    };
    for msg in [
        ExecuteMsg::OpenAccount {},
        ExecuteMsg::Deposit { account: usd },
    ] {
        let gold = world.send_with("ana", msg.clone(), &coins(5, "ugold"));
        assert_eq!(gold, unknown("ugold"));
        let sent = [coin(5, "ugold"), coin(5, "uusd")];
        let two = world.send_with("ana", msg.clone(), &sent);
        assert_eq!(two, Err(GuardError::OneCoin { sent: 2 }.into()));
        let none = world.send_with("ana", msg, &[]);
        assert_eq!(none, Err(GuardError::OneCoin { sent: 0 }.into()));
    }
    let deposit = to_json_binary(&ReceiveMsg::Deposit { account }).unwrap();
    let stranger = world.receive(AssetIndex(9), "ana", 5, deposit.clone());
    assert_eq!(stranger, unknown(addr("stranger").as_str()));
    let other = world.receive(TOKEN, "ana", 5, deposit);
    assert_eq!(
        other,
        Err(ContractError::AssetMismatch {
            account,
            expected: CREDIT,
            found: TOKEN
        })
    );
    let coin = world.send_with("ana", ExecuteMsg::Deposit { account }, &coins(5, "uusd"));
    assert_eq!(
        coin,
        Err(ContractError::AssetMismatch {
            account,
            expected: CREDIT,
            found: USD
        })
    );
    world.assert_balanced();
}

fn overflow(what: &'static str) -> Events {
    Err(ContractError::Math(MathError::Overflow { what }))
}

#[test]
fn a_deposit_says_what_it_is_for() {
    let mut world = World::new();
    let account = world.open("ana", 50);
    let nobody = AccountId(99);
    let missing = ContractError::AccountNotFound { account: nobody };
    assert_eq!(world.deposit("ana", nobody, 5), Err(missing));
    assert_eq!(
        world.deposit("ana", account, 0),
        Err(ContractError::ZeroAmount)
    );
    let noise = world.receive(CREDIT, "ana", 5, Binary::from(b"deposit"));
    let Err(ContractError::Guard(GuardError::Message { place, .. })) = noise else {
        panic!("{noise:?}")
    };
    assert_eq!(place, "the inner message");
    let slip = Binary::from(br#"{"deposit":{"account":"1","acount":"2"}}"#);
    assert_eq!(
        world.receive(CREDIT, "ana", 5, slip),
        Err(ContractError::Guard(GuardError::UnknownField {
            place: "deposit".to_string(),
            field: Echo::of("acount"),
            nearest: "account",
        }))
    );
    // More than a ledger in pico-units can count; such money does not exist.
    let msg = to_json_binary(&ReceiveMsg::OpenAccount {}).unwrap();
    let endless = world.receive(CREDIT, "ana", u128::MAX / UNIT + 1, msg);
    assert_eq!(endless, overflow("the amount"));
}

#[test]
fn a_deposit_tells_how_long_the_money_lasts() {
    let mut world = World::new();
    let account = world.open("ana", 100);
    world.rent("ana", account, vec![lease(1, UNIT)]);
    let deposited: Deposited = told(&world.advance(10).deposit("sam", account, 30).unwrap());
    assert_eq!(deposited.depositor, addr("sam").to_string());
    assert_eq!((deposited.amount.0, deposited.balance.0), (30, 120));
    assert_eq!(deposited.runs_out_at, Some(at(130)));
}

#[test]
fn each_sponsor_gets_its_part_of_what_is_not_spent() {
    let mut world = World::new();
    let account = world.open("ana", 100);
    world.deposit("sam", account, 60).unwrap();
    world.deposit("sue", account, 40).unwrap();
    world.rent("ana", account, vec![lease(1, UNIT)]);
    world.advance(50);
    // A quarter is spent; a latecomer pays for nothing of it.
    world.deposit("tim", account, 50).unwrap();
    let sponsors: SponsorsResponse = world
        .query(QueryMsg::Sponsors {
            account,
            start_after: None,
            limit: None,
        })
        .unwrap();
    let unspent: u128 = sponsors.sponsors.iter().map(|each| each.unspent.0).sum();
    assert_eq!((sponsors.sponsors.len(), unspent), (3, 45 + 30 + 50));
    assert_eq!(world.account(account).owners.0, 75);
    world.advance(100);
    world
        .close("ana", &[key(1, account, 1)], CloseReason::Done)
        .unwrap();
    // Half of what there was then is left.
    for (who, part) in [("sam", 22), ("ana", 37), ("tim", 25), ("sue", 15)] {
        let taken: DepositWithdrawn = told(&world.withdraw_deposit(who, account, None).unwrap());
        assert_eq!(taken.amount.0, part, "{who}");
        world.assert_balanced();
    }
    assert_eq!(
        world.query::<AccountsResponse>(all()).unwrap().accounts,
        vec![]
    );
}

fn all() -> QueryMsg {
    QueryMsg::Accounts {
        owner: None,
        start_after: None,
        limit: None,
    }
}

#[test]
fn the_runway_stays_while_leases_run() {
    let mut world = World::new();
    let account = world.open("ana", 100);
    world.deposit("sam", account, 300).unwrap();
    world.rent("ana", account, vec![lease(1, 2 * UNIT)]);
    // 400 in it, 120 must stay.
    let too_much = |asked: u128, available: u128| {
        Err(ContractError::TooMuch {
            asked: Micro(asked),
            available: Micro(available),
        })
    };
    assert_eq!(
        world.withdraw_deposit("ana", account, Some(101)),
        too_much(101, 100)
    );
    assert_eq!(
        world.withdraw_deposit("sam", account, Some(281)),
        too_much(281, 280)
    );
    assert_eq!(
        world.withdraw_deposit("sam", account, Some(0)),
        Err(ContractError::ZeroAmount)
    );
    world.withdraw_deposit("sam", account, Some(279)).unwrap();
    let taken: DepositWithdrawn = told(&world.withdraw_deposit("ana", account, None).unwrap());
    assert_eq!((taken.amount.0, taken.balance.0), (1, 120));
    assert_eq!(taken.runs_out_at, Some(at(RUNWAY)));
    let nothing = Err(ContractError::NothingToWithdraw { account });
    assert_eq!(world.withdraw_deposit("ana", account, None), nothing);
    assert_eq!(world.withdraw_deposit("eve", account, None), nothing);
    assert_eq!(
        world.withdraw_deposit("eve", account, Some(1)),
        too_much(1, 0)
    );
    assert_eq!(
        (world.held(CREDIT, "sam"), world.held(CREDIT, "ana")),
        (-21, -99)
    );
    world.assert_balanced();
}

#[test]
fn an_account_that_everybody_left_is_removed_with_its_fractions() {
    let mut world = World::new();
    let account = world.open("ana", 1_000);
    world.deposit("sam", account, 10).unwrap();
    world.rent("ana", account, vec![lease(1, 333_333)]);
    world.advance(1);
    world
        .close("ana", &[key(1, account, 1)], CloseReason::Done)
        .unwrap();
    world.withdraw_deposit("sam", account, None).unwrap();
    let removed: AccountRemoved = told(&world.close_account("ana", account).unwrap());
    // Of 1 010 units 1 009.67 were left, and 999 and 9 went back: the rest is fees and fractions.
    assert_eq!(removed.fees_pico.0, 2 * UNIT);
    let missing = || Err(ContractError::AccountNotFound { account });
    assert_eq!(world.deposit("ana", account, 5), missing());
    assert_eq!(world.close_account("ana", account), missing());
    world.assert_balanced();
    world.collect(&[]).unwrap();
    assert_eq!(world.held(CREDIT, "escrow"), 0);
}

/// What is stored of an account that was left goes with it.
#[test]
fn nothing_but_the_counter_stays_behind() {
    let mut world = World::new();
    let letters = |world: &World| -> String {
        let rows = world.solo.deps.storage.range(None, None, Order::Ascending);
        rows.map(|(key, _)| char::from(key[0])).collect()
    };
    let before = letters(&world);
    let account = world.open("ana", 1_000);
    world.deposit("sam", account, 10).unwrap();
    world.rent("ana", account, vec![lease(1, UNIT)]);
    world.withdraw_deposit("sam", account, None).unwrap();
    world.advance(50);
    world.close_account("ana", account).unwrap();
    world.collect(&[]).unwrap();
    assert_eq!(letters(&world).replace(['n', 'f'], ""), before);
}

/// Naming the amount that is there is leaving, too: no row of a fraction stays behind.
#[test]
fn taking_the_last_unit_is_leaving() {
    let mut world = World::new();
    let account = world.open("ana", 1_000);
    world.deposit("sam", account, 10).unwrap();
    world.rent("ana", account, vec![lease(1, UNIT)]);
    world.advance(5);
    world
        .close("ana", &[key(1, account, 1)], CloseReason::Done)
        .unwrap();
    world.withdraw_deposit("sam", account, Some(8)).unwrap();
    let sponsors = |world: &World| {
        let query = QueryMsg::Sponsors {
            account,
            start_after: None,
            limit: None,
        };
        world
            .query::<SponsorsResponse>(query)
            .unwrap()
            .sponsors
            .len()
    };
    assert_eq!(sponsors(&world), 1);
    let taken: DepositWithdrawn = told(&world.withdraw_deposit("sam", account, Some(1)).unwrap());
    // 10 of 1 010 units, 5 spent: 9.950495.
    assert_eq!((taken.amount.0, taken.fees_pico.0), (1, 950_495));
    assert_eq!(sponsors(&world), 0);
    world.assert_balanced();
}

#[test]
fn a_pause_stops_money_coming_in_and_never_going_out() {
    let mut world = World::new();
    let account = world.open("ana", 1_000);
    world.deposit("sam", account, 10).unwrap();
    world.rent("ana", account, vec![lease(1, UNIT), lease(1, UNIT)]);
    let waiting = vec![lease(1, UNIT), lease(1, UNIT)];
    world.lease("ana", account, waiting).unwrap();
    for class in [ActionClass::Deposit, ActionClass::OpenLease] {
        let pause = ExecuteMsg::Admin(AdminMsg::Pause { class });
        world.send("gil", pause).unwrap();
    }
    let until = at(DEFAULT_GUARDIAN_PAUSE.0);
    let paused = |class| Err(GuardError::PausedUntil { class, until }.into());
    assert_eq!(
        world.deposit("ana", account, 5),
        paused(ActionClass::Deposit)
    );
    let coins = coins(5, "uusd");
    let opened = world.send_with("ana", ExecuteMsg::OpenAccount {}, &coins);
    assert_eq!(opened, paused(ActionClass::Deposit));
    let leased = world.lease("ana", account, vec![lease(1, UNIT)]);
    assert_eq!(leased, paused(ActionClass::OpenLease));

    world.advance(10);
    world.start(&[key(1, account, 3)]).unwrap();
    world
        .close("ana", &[key(1, account, 4)], CloseReason::Cancelled)
        .unwrap();
    world.withdraw(&[key(1, account, 1)]).unwrap();
    world.withdraw_deposit("ana", account, Some(5)).unwrap();
    world
        .close("ana", &[key(1, account, 1)], CloseReason::Done)
        .unwrap();
    world.withdraw_deposit("sam", account, None).unwrap();
    world.collect(&[account]).unwrap();
    world.sync(&[account]).unwrap();
    world.close_account("ana", account).unwrap();
    world.assert_balanced();

    // The guardian's pause lapses by itself.
    world.solo.at(until);
    let account = world.open("ana", 1_000);
    world.rent("ana", account, vec![lease(1, UNIT)]);
}

/// Attack: an owner who makes shares scarce, to pocket what the rounding of others' shares loses.
#[test]
fn a_sponsor_never_loses_a_unit_to_rounding() {
    let mut world = World::new();
    let account = world.open("ana", 61);
    // 50 leases that each end with half a unit unpaid, on a balance of next to nothing.
    let leases: Vec<_> = (1..=50).map(|_| lease(1, 20_010)).collect();
    world.rent("ana", account, leases);
    world.advance(60);
    let keys: Vec<_> = (1..=50).map(|id| key(1, account, id)).collect();
    world.close("ana", &keys, CloseReason::Done).unwrap();
    world.deposit("ana", account, 1).unwrap();
    for amount in [1, 2, 3, 1_000] {
        world.deposit("sam", account, amount).unwrap();
        let taken: DepositWithdrawn = told(&world.withdraw_deposit("sam", account, None).unwrap());
        assert!(taken.amount.0 + 1 >= amount, "{amount}: {taken:?}");
    }
    assert!(world.held(CREDIT, "ana") <= -60);
    world.assert_balanced();
}
