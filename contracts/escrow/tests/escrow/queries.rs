//! Lists, pages, and the escrow's examination of itself.

use tender_escrow::state::{ACCOUNTS, PAID};
use tender_escrow::ContractError;
use tender_interfaces::escrow::{
    AccountsResponse, ClaimableKey, ClaimableResponse, ExecuteMsg, Funding, LeasesResponse,
    QueryMsg, SponsorsResponse,
};
use tender_interfaces::invariants::InvariantsResponse;
use tender_testkit::solo::addr;
use tender_types::{AccountId, Echo, LeaseId, Micro, ProviderId, Seconds};

use crate::world::{asset, at, key, lease, order, payee, World, CREDIT, UNIT, USD};

/// Two tenants with three accounts and seven leases, sponsors, fees, and money that is held.
fn busy() -> World {
    let mut world = World::new();
    let first = world.open("ana", 10_000);
    let second = world.open("ben", 20_000);
    let usd = world.open_usd("ana", 30_000);
    for sponsor in ["sam", "sue", "tim"] {
        world.deposit(sponsor, first, 1_000).unwrap();
    }
    let of = |id: u64, provider| lease(id, provider, 3_333_333);
    world
        .lease("ana", first, vec![of(1, 1), of(2, 2), of(3, 1)])
        .unwrap();
    world
        .lease("ben", second, vec![of(4, 1), of(5, 3)])
        .unwrap();
    world
        .send(
            "orderbook",
            order("ana", usd, USD, vec![of(6, 2), of(7, 1)]),
        )
        .unwrap();
    world.outside.refusing.extend([payee(1), payee(2)]);
    world
        .advance(77)
        .withdraw(&[key(first, 1), key(second, 5), key(usd, 6)])
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
    let lease = world.lease_of(AccountId(1), 1);
    assert_eq!(
        (lease.seconds, lease.paid.0, lease.owed.0),
        (Seconds(90), 251, 43)
    );
    let lease = world.lease_of(AccountId(1), 2);
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
            [(1, 1), (1, 3), (2, 4), (3, 7)].map(|(id, lease)| key(AccountId(id), lease));
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
            let query = QueryMsg::Claimable { start_after, limit };
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

#[test]
fn a_wrong_row_is_found() {
    let mut world = busy();
    world.assert_balanced();
    assert_eq!(failing(&world), Vec::<String>::new());
    let id = AccountId(2);
    let good = ACCOUNTS.load(&world.solo.deps.storage, &id).unwrap();

    let mut bad = good.clone();
    bad.leases = 3;
    ACCOUNTS.save(&mut world.solo.deps.storage, &id, &bad);
    assert_eq!(
        failing(&world),
        ["account 2: rate, fee rate and number are its leases'"]
    );

    let mut bad = good.clone();
    bad.sponsored = bad.pool.shares + 1;
    ACCOUNTS.save(&mut world.solo.deps.storage, &id, &bad);
    assert_eq!(
        failing(&world),
        ["account 2: sponsors have at most all shares"]
    );

    ACCOUNTS.save(&mut world.solo.deps.storage, &id, &good);
    let row = (ProviderId(1), id, LeaseId(4));
    let mut paid = PAID.load(&world.solo.deps.storage, &row).unwrap();
    paid.micro = Micro(1);
    PAID.save(&mut world.solo.deps.storage, &row, &paid);
    let (sums, totals) = world.ledger(100);
    let name = "pico-units of asset 0";
    assert_eq!(totals[name] - sums[name], UNIT);
}

#[test]
fn a_place_that_is_none_is_refused() {
    let world = busy();
    for cursor in [
        "",
        "account/x",
        "lease",
        "lease/1/2/3",
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
