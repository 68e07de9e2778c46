//! Lists, pages, and the escrow's examination of itself.

use cosmwasm_std::Storage;
use tender_escrow::state::{ACCOUNTS, GANGS, LEASES, RUNS};
use tender_escrow::ContractError;
use tender_interfaces::escrow::{
    AccountRow, AccountsResponse, ClaimableKey, ClaimableResponse, ExecuteMsg, Funding, LeaseState,
    LeasesResponse, PurseResponse, QueryMsg, SponsorsResponse,
};
use tender_interfaces::invariants::InvariantsResponse;
use tender_testkit::solo::addr;
use tender_types::{AccountId, Echo, LeaseId, Micro, Payer, ProviderId, Rate, Seconds};

use crate::world::{asset, at, key, lease, payee, World, CREDIT, START_WITHIN, UNIT, USD};

/// Two tenants with three accounts and seven leases, sponsors, fees, and money that is held.
fn busy() -> World {
    let mut world = World::new();
    let first = world.open("ana", 10_000);
    let second = world.open("ben", 20_000);
    let usd = world.open_usd("ana", 30_000);
    for sponsor in ["sam", "sue", "tim"] {
        world.deposit(sponsor, first, 1_000).unwrap();
    }
    let of = |provider| lease(provider, 3_333_333);
    world.rent("ana", first, vec![of(1), of(2), of(1)]);
    world.rent("ben", second, vec![of(1), of(3)]);
    world.rent("ana", usd, vec![of(2), of(1)]);
    world.outside.refusing.extend([payee(1), payee(2)]);
    world
        .advance(77)
        .withdraw(&[key(1, first, 1), key(3, second, 2), key(2, usd, 1)])
        .unwrap();
    world.collect(&[second]).unwrap();
    world.advance(13);
    world
}

#[test]
fn an_account_is_told_as_of_now() {
    let world = busy();
    let account = world.account(AccountId(1));
    // 3 · 3 333 333 · 90 pico-units are 899 units and a bit; fees are two percent.
    assert_eq!(
        (account.balance.0, account.clock, account.leases),
        (12_100, Seconds(90), 3)
    );
    assert_eq!((account.owners.0, account.fees.0), (9_307, 17));
    assert_eq!(account.rate.0, 9_999_999);
    let runs_out_at = at(1_300);
    assert_eq!(account.funding, Funding::Funded { runs_out_at });
    let missing = world.query::<()>(QueryMsg::Account {
        account: AccountId(9),
    });
    assert_eq!(
        missing,
        Err(ContractError::AccountNotFound {
            account: AccountId(9)
        })
    );
}

#[test]
fn a_lease_is_told_as_of_now() {
    let world = busy();
    let lease = world.lease_of(key(1, AccountId(1), 1));
    assert_eq!(
        (lease.seconds, lease.paid.0, lease.owed.0),
        (Seconds(90), 251, 43)
    );
    let lease = world.lease_of(key(2, AccountId(1), 2));
    assert_eq!(
        (lease.seconds, lease.paid.0, lease.owed.0),
        (Seconds(90), 0, 294)
    );
}

/// Walks a list in pages of `size` and gives what was found.
fn walk<K: Clone>(size: u32, mut page: impl FnMut(Option<K>, Option<u32>) -> Vec<K>) -> Vec<K> {
    let (mut found, mut after) = (vec![], None);
    loop {
        let rows = page(after, Some(size));
        assert!(rows.len() <= usize::try_from(size).unwrap());
        let Some(last) = rows.last() else {
            return found;
        };
        after = Some(last.clone());
        found.extend(rows);
    }
}

#[test]
fn lists_come_in_pages() {
    let world = busy();
    let accounts = |owner: Option<&str>, after, limit| -> Vec<AccountId> {
        let owner = owner.map(|name| addr(name).to_string());
        let query = QueryMsg::Accounts {
            owner,
            start_after: after,
            limit,
        };
        let page: AccountsResponse = world.query(query).unwrap();
        page.accounts.into_iter().map(|row| row.account).collect()
    };
    for size in 1..4 {
        let all = walk(size, |after, limit| accounts(None, after, limit));
        assert_eq!(all, [1, 2, 3].map(AccountId));
        let anas = walk(size, |after, limit| accounts(Some("ana"), after, limit));
        assert_eq!(anas, [1, 3].map(AccountId));
        let leases = walk(size, |start_after, limit| {
            let account = AccountId(1);
            let query = QueryMsg::Leases {
                account,
                start_after,
                limit,
            };
            let page: LeasesResponse = world.query(query).unwrap();
            page.leases.into_iter().map(|row| row.lease.lease).collect()
        });
        assert_eq!(leases, [1, 2, 3].map(LeaseId));
        let of_provider = walk(size, |start_after, limit| {
            let provider = ProviderId(1);
            let query = QueryMsg::ProviderLeases {
                provider,
                start_after,
                limit,
            };
            let page: LeasesResponse = world.query(query).unwrap();
            page.leases.into_iter().map(|row| row.lease).collect()
        });
        let expected =
            [(1, 1), (1, 3), (2, 1), (3, 2)].map(|(id, lease)| key(1, AccountId(id), lease));
        assert_eq!(of_provider, expected);
    }
}

#[test]
fn people_come_in_pages() {
    let world = busy();
    for size in 1..4 {
        let mut sponsors = walk(size, |start_after, limit| {
            let account = AccountId(1);
            let query = QueryMsg::Sponsors {
                account,
                start_after,
                limit,
            };
            let page: SponsorsResponse = world.query(query).unwrap();
            page.sponsors.into_iter().map(|row| row.sponsor).collect()
        });
        let mut expected = ["sam", "sue", "tim"].map(|name| addr(name).to_string());
        sponsors.sort();
        expected.sort();
        assert_eq!(sponsors, expected);
        // The withdrawal of provider 3 went out with the one that was refused.
        let claimable = walk(size, |start_after, limit| {
            let query = QueryMsg::Claimable {
                payee: None,
                start_after,
                limit,
            };
            let page: ClaimableResponse = world.query(query).unwrap();
            let key = |row: tender_interfaces::escrow::Claimable| ClaimableKey {
                payee: row.payee,
                asset: row.asset,
            };
            page.claimable.into_iter().map(key).collect()
        });
        let mut found: Vec<_> = claimable
            .into_iter()
            .map(|key| (key.payee, key.asset))
            .collect();
        found.sort();
        let mut expected = [(1, CREDIT), (3, CREDIT), (2, USD)]
            .map(|(provider, asset)| (payee(provider).to_string(), asset));
        expected.sort();
        assert_eq!(found, expected);
    }
}

#[test]
fn what_is_owed_is_what_is_held_in_pages_of_any_size() {
    let mut world = busy();
    let (whole, totals) = world.ledger(100);
    assert_eq!(whole, totals);
    assert!(whole["pico-units of asset 0"] > 30_000 * UNIT);
    world
        .gang("ana", AccountId(1), vec![lease(1, UNIT), lease(2, UNIT)])
        .unwrap();
    for size in [0, 1, 2, 3, 4, 7] {
        let (sums, _) = world.ledger(size);
        assert_eq!(sums, whole, "in pages of {size}");
    }
    // A present is nobody's: it shows as more held than owed.
    let (present, escrow) = (asset(CREDIT), addr("escrow"));
    let purses = &mut world.outside.purses;
    purses.pay(&present, &addr("eve"), &escrow, 5);
    let (sums, totals) = world.ledger(100);
    let name = "pico-units of asset 0";
    assert_eq!(totals[name] - sums[name], 5 * UNIT);
}

fn failing(world: &World) -> Vec<String> {
    let query = QueryMsg::Invariants {
        start_after: None,
        limit: Some(100),
    };
    let page: InvariantsResponse = world.query(query).unwrap();
    let failing = page.checks.into_iter().filter(|check| !check.holds);
    failing.map(|check| check.name).collect()
}

/// Spoils the escrow's rows, and says which checks notice; then everything is as it was.
#[track_caller]
fn spoilt(world: &mut World, spoil: impl FnOnce(&mut dyn Storage), expected: &[&str]) {
    let good = world.solo.rows();
    spoil(&mut world.solo.deps.storage);
    assert_eq!(failing(world), expected);
    world.solo.restore(good);
}

/// Every fault of every kind of row is found, and named.
#[test]
fn a_wrong_row_is_found() {
    let mut world = busy();
    let (anas, bens) = (AccountId(1), AccountId(2));
    let leases = vec![lease(1, UNIT), lease(2, UNIT)];
    world.gang("ana", anas, leases).unwrap();
    world.start(&[key(1, anas, 4)]).unwrap();
    world.lease("ben", bens, vec![lease(1, UNIT)]).unwrap();
    world.assert_balanced();
    assert_eq!(failing(&world), Vec::<String>::new());

    let account = |id: AccountId, change: fn(&mut AccountRow)| {
        move |store: &mut dyn Storage| {
            let mut row = ACCOUNTS.load(store, &id).unwrap();
            change(&mut row);
            ACCOUNTS.save(store, &id, &row);
        }
    };
    let rates = "account 2: rate, fee rate and number are its leases'";
    for change in [
        account(bens, |row| row.leases += 1),
        account(bens, |row| row.rate.0 += 1),
        account(bens, |row| row.fee_rate.0 += 1),
    ] {
        spoilt(&mut world, change, &[rates]);
    }
    let shares = account(bens, |row| row.sponsored = row.shares + 1);
    spoilt(
        &mut world,
        shares,
        &["account 2: sponsors have at most all shares"],
    );
    let reserved = "account 2: the rate reserved is its waiting leases', which are few";
    let rate = account(bens, |row| row.pending_rate.0 -= 1);
    spoilt(&mut world, rate, &[reserved]);

    // Lease 3 of ben waits and has no other place: with the entry it loses the only one.
    let lost = account(bens, |row| row.pending.clear());
    let nowhere = "lease 1/2/3: it waits or has begun";
    spoilt(&mut world, lost, &[reserved, nowhere]);
    let twice = |store: &mut dyn Storage| {
        let run = RUNS.load(store, &(bens, LeaseId(1))).unwrap();
        RUNS.save(store, &(bens, LeaseId(3)), &run);
    };
    spoilt(&mut world, twice, &[rates, nowhere]);
    let stopped = |store: &mut dyn Storage| RUNS.remove(store, &(bens, LeaseId(1)));
    spoilt(
        &mut world,
        stopped,
        &[rates, "lease 1/2/1: it waits or has begun"],
    );
    let unopened = |store: &mut dyn Storage| {
        LEASES.remove(store, &(ProviderId(3), bens, LeaseId(2)));
    };
    let runs = "account 2: lease 2 that runs was opened";
    spoilt(&mut world, unopened, &[runs, rates]);
    let unnumbered = account(bens, |row| row.last = LeaseId(1));
    spoilt(&mut world, unnumbered, &[runs]);
    let forgotten = |store: &mut dyn Storage| {
        LEASES.remove(store, &(ProviderId(1), bens, LeaseId(3)));
    };
    spoilt(&mut world, forgotten, &[reserved]);

    let gang = "gang 1/4: its leases wait for one another";
    let first = (anas, LeaseId(4));
    let all_ready = |store: &mut dyn Storage| {
        let mut row = GANGS.load(store, &first).unwrap();
        row.legs[1].started_at = row.legs[0].started_at;
        GANGS.save(store, &first, &row);
    };
    spoilt(&mut world, all_ready, &[gang]);
    let shorter = |store: &mut dyn Storage| {
        let mut row = GANGS.load(store, &first).unwrap();
        row.legs.pop();
        GANGS.save(store, &first, &row);
    };
    spoilt(
        &mut world,
        shorter,
        &["lease 2/1/5: it waits or has begun", gang],
    );
    let no_gang = |store: &mut dyn Storage| GANGS.remove(store, &first);
    let legs = [
        "lease 1/1/4: it waits or has begun",
        "lease 2/1/5: it waits or has begun",
    ];
    spoilt(&mut world, no_gang, &legs);
    let stray = |store: &mut dyn Storage| {
        let row = GANGS.load(store, &first).unwrap();
        GANGS.save(store, &(bens, LeaseId(4)), &row);
    };
    spoilt(
        &mut world,
        stray,
        &["gang 2/4: its leases wait for one another"],
    );

    let row = (bens, LeaseId(1));
    let mut run = RUNS.load(&world.solo.deps.storage, &row).unwrap();
    run.paid = Micro(1);
    RUNS.save(&mut world.solo.deps.storage, &row, &run);
    let (sums, totals) = world.ledger(100);
    let name = "pico-units of asset 0";
    assert_eq!(totals[name] - sums[name], UNIT);
}

/// A tenant's purse: which account, what comes next, what it can take on.
#[test]
fn a_purse_says_what_an_account_can_take_on() {
    let mut world = World::new();
    let purse = |world: &World, who: &str, account| {
        world.query::<PurseResponse>(QueryMsg::Purse {
            tenant: addr(who).into(),
            account,
        })
    };
    let nobody = ContractError::NoAccount {
        tenant: Echo::of(addr("ana")),
    };
    assert_eq!(purse(&world, "ana", Payer::Newest), Err(nobody));
    let first = world.open("ana", 1_000);
    let bens = world.open("ben", 1_000);
    let second = world.open_usd("ana", 100);
    let of = |account, asset, next, rate| PurseResponse {
        account,
        asset,
        next: LeaseId(next),
        rate: Rate(rate),
    };
    // 1 000 units last for a minute at 16.666666 a second.
    let expected = of(first, CREDIT, 1, 16_666_666);
    assert_eq!(purse(&world, "ana", Payer::Account(first)), Ok(expected));
    let newest = of(second, USD, 1, 1_666_666);
    assert_eq!(purse(&world, "ana", Payer::Newest), Ok(newest));
    let owner = addr("ben").into();
    let not_owner = ContractError::NotOwner {
        account: bens,
        owner,
    };
    assert_eq!(purse(&world, "ana", Payer::Account(bens)), Err(not_owner));
    let account = AccountId(9);
    let missing = ContractError::AccountNotFound { account };
    assert_eq!(purse(&world, "ana", Payer::Account(account)), Err(missing));

    // Both what runs and what waits is taken off, and just that much more can be leased.
    world.rent("ana", first, vec![lease(1, 10 * UNIT)]);
    world.lease("ana", first, vec![lease(1, 5 * UNIT)]).unwrap();
    let left = of(first, CREDIT, 3, 1_666_666);
    assert_eq!(purse(&world, "ana", Payer::Account(first)), Ok(left));
    world
        .lease("ana", first, vec![lease(1, 1_666_667)])
        .unwrap_err();
    world
        .lease("ana", first, vec![lease(1, 1_666_666)])
        .unwrap();
    let none = of(first, CREDIT, 4, 0);
    for seconds in [0, 50, 100, 500] {
        world.advance(seconds);
        let found = purse(&world, "ana", Payer::Account(first));
        assert_eq!(found, Ok(none.clone()), "after {seconds} seconds more");
    }
    // Money that revives nothing is none.
    let account = world.open("tim", 600);
    world.rent("tim", account, vec![lease(1, 10 * UNIT)]);
    world.advance(61);
    world.deposit("tim", account, 9).unwrap();
    let starved = of(account, CREDIT, 2, 0);
    assert_eq!(purse(&world, "tim", Payer::Newest), Ok(starved));
    world.deposit("tim", account, 641).unwrap();
    let revived = of(account, CREDIT, 2, 833_333);
    assert_eq!(purse(&world, "tim", Payer::Newest), Ok(revived));
    // The newest of those that are there.
    world.close_account("ana", second).unwrap();
    let found = purse(&world, "ana", Payer::Newest).unwrap();
    assert_eq!(found.account, first);
}

/// Leases are listed by number wherever they stand, so that one that begins between two pages is neither
/// missed nor told twice.
#[test]
fn leases_that_wait_are_listed_among_the_others() {
    let mut world = World::new();
    let account = world.open("ana", 10_000);
    world
        .lease("ana", account, vec![lease(1, UNIT), lease(2, UNIT)])
        .unwrap();
    world.rent("ana", account, vec![lease(1, UNIT)]);
    world.lease("ana", account, vec![lease(1, UNIT)]).unwrap();
    world.start(&[key(2, account, 2)]).unwrap();
    let page = |world: &World, start_after, limit| -> Vec<(u32, bool)> {
        let query = QueryMsg::Leases {
            account,
            start_after,
            limit: Some(limit),
        };
        let page: LeasesResponse = world.query(query).unwrap();
        let active = |state| matches!(state, LeaseState::Active { .. });
        let rows = page.leases.into_iter();
        rows.map(|row| (row.lease.lease.0, active(row.state)))
            .collect()
    };
    let all = [(1, false), (2, true), (3, true), (4, false)];
    assert_eq!(page(&world, None, 10), all);
    for limit in 1..5 {
        let limit = u32::try_from(limit).unwrap();
        let walked = walk(limit, |after: Option<(u32, bool)>, limit| {
            page(&world, after.map(|(id, _)| LeaseId(id)), limit.unwrap())
        });
        assert_eq!(walked, all);
    }
    assert_eq!(page(&world, None, 1), [(1, false)]);
    world.start(&[key(1, account, 1)]).unwrap();
    assert_eq!(page(&world, Some(LeaseId(1)), 10), all[1..]);

    // A provider sees what waits for it, whether it is funded, and what it is owed.
    world.advance(10);
    let query = QueryMsg::ProviderLeases {
        provider: ProviderId(1),
        start_after: Some(key(1, account, 1)),
        limit: None,
    };
    let page: LeasesResponse = world.query(query).unwrap();
    let rows: Vec<_> = page
        .leases
        .into_iter()
        .map(|row| (row.lease.lease.0, row.state, row.owed.0, row.funding))
        .collect();
    let funding = Funding::Funded {
        runs_out_at: at(3_333),
    };
    let start_until = at(START_WITHIN);
    let expected = [
        (3, LeaseState::Active { since: at(0) }, 9, funding),
        (4, LeaseState::Pending { start_until }, 0, funding),
    ];
    assert_eq!(rows, expected);
}

#[test]
fn a_payee_finds_what_is_held_for_it() {
    let world = busy();
    let held = |payee_of: Option<u32>, start_after, limit| {
        let query = QueryMsg::Claimable {
            payee: payee_of.map(|provider| payee(provider).into()),
            start_after,
            limit,
        };
        let page: ClaimableResponse = world.query(query).unwrap();
        let rows = page.claimable.into_iter();
        rows.map(|row| (row.payee, row.asset, row.amount.0))
            .collect::<Vec<_>>()
    };
    assert_eq!(held(None, None, None).len(), 3);
    let of = |provider, asset, amount| (payee(provider).to_string(), asset, amount);
    assert_eq!(held(Some(1), None, None), [of(1, CREDIT, 251)]);
    assert_eq!(held(Some(2), None, None), [of(2, USD, 251)]);
    assert_eq!(held(Some(4), None, None), []);
    let after = |asset| {
        Some(ClaimableKey {
            payee: payee(2).into(),
            asset,
        })
    };
    assert_eq!(held(Some(2), after(CREDIT), Some(1)), [of(2, USD, 251)]);
    assert_eq!(held(Some(2), after(USD), Some(1)), []);
}

#[test]
fn a_place_that_is_none_is_refused() {
    let world = busy();
    for cursor in [
        "",
        "account/x",
        "run",
        "run/1/2/3",
        "lease/1/2",
        "gang/1",
        "claimable/0",
        "holdings",
    ] {
        let start_after = Some(cursor.to_string());
        let refused = world.query::<()>(QueryMsg::Invariants {
            start_after,
            limit: None,
        });
        let cursor = Echo::of(cursor);
        assert_eq!(refused, Err(ContractError::Cursor { cursor }));
    }
}

#[test]
fn an_index_names_only_accounts_that_are_there() {
    let mut world = busy();
    let account = AccountId(2);
    world
        .send("ben", ExecuteMsg::CloseAccount { account })
        .unwrap();
    let owner = Some(addr("ben").into());
    let query = QueryMsg::Accounts {
        owner,
        start_after: None,
        limit: None,
    };
    assert_eq!(
        world.query::<AccountsResponse>(query).unwrap().accounts,
        vec![]
    );
}
