//! Closing: who may, what everybody gets, what goes back to the book.

use tender_escrow::ContractError;
use tender_guard::GuardError;
use tender_interfaces::escrow::{
    AccountsResponse, CloseReason, ClosedBy, LeasesResponse, NewLease, QueryMsg, MAX_BATCH,
};
use tender_interfaces::events::{AccountClosed, LeaseClosed, LeaseNotReleased};
use tender_interfaces::orderbook::{Again, Release};
use tender_testkit::solo::{addr, events};
use tender_types::{LeaseId, LeaseKey, Micro, Pico, ProviderId, Seconds};

use crate::world::{
    at, bound, draw, key, lease, payee, told, World, CREDIT, GRACE, START_BLOCKS, START_WITHIN,
    UNIT, USD,
};

/// Ana's 1 000 units, and a lease of provider 1 for half a unit per second that has begun.
fn leased() -> (World, LeaseKey) {
    let (mut world, key) = waiting(lease(1, 500_000));
    world.start(&[key]).unwrap();
    (world, key)
}

/// One that waits.
fn waiting(new: NewLease) -> (World, LeaseKey) {
    let mut world = World::new();
    let account = world.open("ana", 1_000);
    let key = key(new.provider.0, account, 1);
    world.lease("ana", account, vec![new]).unwrap();
    (world, key)
}

#[test]
fn a_closed_lease_leaves_its_statement() {
    let (mut world, key) = leased();
    world.advance(21).withdraw(&[key]).unwrap();
    world.advance(20);
    let events = world.close("ana", &[key], CloseReason::Done).unwrap();
    let expected = LeaseClosed {
        account: key.account,
        lease: LeaseId(1),
        provider: ProviderId(1),
        payee: payee(1).into(),
        reason: CloseReason::Done,
        by: ClosedBy::Tenant,
        seconds: Seconds(41),
        amount: Micro(10),
        paid: Micro(20),
        // Two percent, and 0.09 that cannot be paid: 41 seconds at half a unit cost 20.5.
        fees_pico: Pico(41 * 10_000 + 90_000),
        forfeited_pico: Pico::ZERO,
    };
    assert_eq!(told::<LeaseClosed>(&events), expected);
    let account = world.account(key.account);
    let left = (account.balance.0, account.leases, account.rate.0);
    assert_eq!(left, (979, 0, 0));
    let gone = world.query::<LeasesResponse>(QueryMsg::ProviderLeases {
        provider: ProviderId(1),
        start_after: None,
        limit: None,
    });
    assert_eq!(gone.unwrap().leases, vec![]);
    world.assert_balanced();
}

/// The book is told what comes back, why, and what of it counts: fees that were paid in credit.
#[test]
fn a_closed_lease_is_released() {
    let long = |world: &mut World, key| {
        world.start(&[key]).unwrap();
        world.advance(1_000);
        world.close("ana", &[key], CloseReason::Done).unwrap();
        world.outside.released.remove(0)
    };
    let (mut world, key) = waiting(lease(1, 500_000));
    let release = Release {
        lease: key,
        draw: draw(),
        reason: CloseReason::Done,
        by: ClosedBy::Tenant,
        fees: Micro(10),
        tenant: addr("ana").into(),
        again: None,
    };
    assert_eq!(long(&mut world, key), release);

    let usd = world.open_usd("ana", 1_000);
    let lease_in_usd = lease(1, 500_000);
    world.lease("ana", usd, vec![lease_in_usd]).unwrap();
    let key = crate::world::key(1, usd, 1);
    assert_eq!(long(&mut world, key).fees, Micro::ZERO);
}

/// Of a lease that never began the book learns how its order goes on.
#[test]
fn a_lease_that_never_began_is_released_with_its_order() {
    let new = NewLease {
        rematch: 2,
        slot: Some(7),
        ..lease(1, 500_000)
    };
    let (mut world, key) = waiting(new);
    let declined = world.close("provider1", &[key], CloseReason::Declined);
    assert_eq!(told::<LeaseClosed>(&declined.unwrap()).amount, Micro::ZERO);
    let release = Release {
        lease: key,
        draw: draw(),
        reason: CloseReason::Declined,
        by: ClosedBy::Provider,
        fees: Micro::ZERO,
        tenant: addr("ana").into(),
        again: Some(Again {
            digest: vec![9; 32].into(),
            rematch: 2,
            slot: Some(7),
        }),
    };
    assert_eq!(world.outside.released, [release]);
}

#[test]
fn a_lease_is_closed_once() {
    let (mut world, lease) = leased();
    world.close("ana", &[lease], CloseReason::Done).unwrap();
    let missing = || Err(ContractError::LeaseNotFound { lease });
    assert_eq!(world.close("ana", &[lease], CloseReason::Done), missing());
    assert_eq!(world.withdraw(&[lease]), missing());
}

const REASONS: [CloseReason; 11] = [
    CloseReason::Done,
    CloseReason::NotServed,
    CloseReason::Unstable,
    CloseReason::Decommission,
    CloseReason::Unspecified,
    CloseReason::Declined,
    CloseReason::Cancelled,
    CloseReason::NotStarted,
    CloseReason::Unfunded,
    CloseReason::Abandoned,
    CloseReason::Starved,
];

/// By whom a lease of this world is closed for each reason: `t` by the tenant, `p` by the provider, `a`
/// by anyone; `w`: not for this sender to say; `l`: its provider is in time; `e`: too early.
#[track_caller]
fn assert_table(world: impl Fn() -> (World, LeaseKey), rows: [(&str, &str); 3]) {
    for (who, outcomes) in rows {
        for (reason, expected) in REASONS.into_iter().zip(outcomes.chars()) {
            let (mut world, key) = world();
            let found = match world.close(who, &[key], reason) {
                Ok(done) => {
                    let closed = events::<LeaseClosed>(&done);
                    let of_key = closed.iter().find(|each| each.lease == key.lease);
                    of_key.unwrap().by.as_str().chars().next().unwrap()
                }
                Err(ContractError::WrongReason { .. }) => 'w',
                Err(ContractError::NotOverdue { .. }) => 'e',
                Err(ContractError::NotLate { .. }) => 'l',
                Err(other) => panic!("{other:?}"),
            };
            assert_eq!(found, expected, "{who}, {reason}");
        }
        assert_eq!(outcomes.len(), REASONS.len());
    }
}

#[test]
fn each_reason_is_for_its_party_while_a_lease_runs() {
    let after = |seconds| {
        move || {
            let (mut world, key) = leased();
            world.blocks(100).advance(seconds);
            (world, key)
        }
    };
    let in_time = [
        ("ana", "ttwwtwwwwwe"),
        ("provider1", "wwpppwwwwwe"),
        ("eve", "eeeeeeeeeee"),
    ];
    let overdue = [
        ("ana", "ttwwtwwwwwt"),
        ("provider1", "wwpppwwwwwp"),
        ("eve", "wwwwwwwwwwa"),
    ];
    // Half a unit a second: the 1 000 last for 2 000 seconds.
    for seconds in [0, 10, 2_000, 2_001, 1_999 + GRACE] {
        assert_table(after(seconds), in_time);
    }
    assert_table(after(2_000 + GRACE), overdue);
}

#[test]
fn each_reason_is_for_its_party_while_a_lease_waits() {
    let after = |blocks, seconds| {
        move || {
            let (mut world, key) = waiting(lease(1, 500_000));
            world.blocks(blocks).advance(seconds);
            (world, key)
        }
    };
    let in_time = [
        ("ana", "wwwwwwtlwwe"),
        ("provider1", "wwwwwpwlwwe"),
        ("eve", "eeeeeeeleee"),
    ];
    let late = [
        ("ana", "wwwwwwttwwe"),
        ("provider1", "wwwwwpwpwwe"),
        ("eve", "wwwwwwwawwe"),
    ];
    // Both the seconds and the blocks have to be over.
    for (blocks, seconds) in [
        (0, 0),
        (START_BLOCKS - 1, START_WITHIN),
        (START_BLOCKS, START_WITHIN - 1),
        (1_000, 0),
        (0, 1_000_000),
    ] {
        assert_table(after(blocks, seconds), in_time);
    }
    for (blocks, seconds) in [(START_BLOCKS, START_WITHIN), (1_000, 1_000_000)] {
        assert_table(after(blocks, seconds), late);
    }
}

/// An overdue account is left by everybody, also by those who wait on it.
#[test]
fn each_reason_is_for_its_party_while_money_is_out() {
    let after = |blocks: u32| {
        move || {
            let mut world = World::new();
            let account = world.open("ana", 60);
            let leases = vec![lease(1, 400_000), lease(2, 600_000)];
            world.lease("ana", account, leases).unwrap();
            world.start(&[key(2, account, 2)]).unwrap();
            world.blocks(blocks).advance(100 + GRACE);
            (world, key(1, account, 1))
        }
    };
    let overdue = [
        ("ana", "wwwwwwtlwwt"),
        ("provider1", "wwwwwpwlwwp"),
        ("eve", "wwwwwwwlwwa"),
    ];
    let late = [
        ("ana", "wwwwwwttwwt"),
        ("provider1", "wwwwwpwpwwp"),
        ("eve", "wwwwwwwawwa"),
    ];
    assert_table(after(START_BLOCKS - 1), overdue);
    assert_table(after(START_BLOCKS), late);
}

/// One that is ready and waits for another may be left by its own, and by nobody else.
#[test]
fn each_reason_is_for_its_party_while_a_lease_is_ready() {
    let after = |blocks: u32, seconds: u64| {
        move || {
            let mut world = World::new();
            let account = world.open("ana", 1_000);
            let leases = vec![lease(1, 400_000), lease(2, 600_000)];
            world.gang("ana", account, leases).unwrap();
            world.start(&[key(1, account, 1)]).unwrap();
            world.blocks(blocks).advance(seconds);
            (world, key(1, account, 1))
        }
    };
    let rows = [
        ("ana", "wwwwwwtwwwe"),
        ("provider1", "wwwwwpwwwwe"),
        ("eve", "eeeeeeeeeee"),
    ];
    for (blocks, seconds) in [(0, 0), (START_BLOCKS, START_WITHIN), (1_000, 1_000_000)] {
        assert_table(after(blocks, seconds), rows);
    }
}

/// A whole account is its tenant's to close at any time, and anyone's once it is overdue.
#[test]
fn an_account_is_closed_by_its_tenant_or_after_the_grace() {
    let early = |account| ContractError::NotOverdue {
        account,
        closable_at: Some(at(2_000 + GRACE)),
    };
    for seconds in [10, 2_001, 2_000 + GRACE] {
        for who in ["ana", "provider1", "eve"] {
            let (mut world, key) = leased();
            let account = key.account;
            let closed = world.advance(seconds).close_account(who, account);
            let by = match who {
                "ana" => (ClosedBy::Tenant, CloseReason::Done),
                _ => (ClosedBy::Anyone, CloseReason::Starved),
            };
            if who != "ana" && seconds < 2_000 + GRACE {
                assert_eq!(closed, Err(early(account)), "{who}, {seconds}");
                continue;
            }
            let lease: LeaseClosed = told(&closed.unwrap());
            assert_eq!((lease.by, lease.reason), by, "{who}, {seconds}");
        }
    }
}

/// Of leases that wait the tenant leaves as it could one by one: for nothing where its provider is late.
#[test]
fn closing_an_account_ends_what_waits_first() {
    let fast = NewLease {
        start_within: Seconds(10),
        ..bound(1, UNIT, 20)
    };
    for (advance, reason, amount) in [
        (9, CloseReason::Cancelled, 8),
        (10, CloseReason::NotStarted, 0),
    ] {
        let (mut world, key) = waiting(fast.clone());
        world.rent("ana", key.account, vec![lease(2, UNIT)]);
        world.blocks(START_BLOCKS).advance(advance);
        let done = world.close_account("ana", key.account).unwrap();
        let closed = events::<LeaseClosed>(&done).into_iter();
        let closed: Vec<_> = closed
            .map(|each| (each.lease.0, each.reason, each.by))
            .collect();
        let expected = [
            (1, reason, ClosedBy::Tenant),
            (2, CloseReason::Done, ClosedBy::Tenant),
        ];
        assert_eq!(closed, expected);
        assert_eq!(world.held(CREDIT, "provider1"), amount);
        assert_eq!(events::<AccountClosed>(&done).len(), 1);
        world.assert_balanced();
    }
    // An overdue account is closed by anyone, and what waits owes nothing.
    let (mut world, key) = waiting(fast);
    world.rent("ana", key.account, vec![lease(2, 10 * UNIT)]);
    world.advance(100 + GRACE);
    let done = world.close_account("eve", key.account).unwrap();
    for closed in events::<LeaseClosed>(&done) {
        let facts = (closed.reason, closed.by);
        assert_eq!(facts, (CloseReason::Starved, ClosedBy::Anyone));
    }
    assert_eq!(world.held(CREDIT, "provider1"), 0);
    world.assert_balanced();
}

/// A refusal names the reasons in the words of messages, and the time in which to come back.
#[test]
fn a_refusal_says_what_to_do() {
    let (mut world, key) = leased();
    let closed = world.close("ana", &[key], CloseReason::Unstable);
    assert_eq!(
        closed.unwrap_err().to_string(),
        "escrow/wrong_reason: unstable is not for this sender to give for lease 1/1/1 as it stands: \
         give one of done, not_served, unspecified"
    );
    let closed = world.close_account("eve", key.account);
    assert_eq!(
        closed.unwrap_err().to_string(),
        "escrow/not_overdue: account 1 is not overdue: only its tenant, and a provider its own \
         leases, may close before 1800002300, when its grace would be over"
    );
    let (mut world, key) = waiting(lease(1, UNIT));
    let closed = world.close("eve", &[key], CloseReason::NotStarted);
    let height = world.solo.env.block.height + u64::from(START_BLOCKS);
    assert_eq!(
        closed.unwrap_err().to_string(),
        format!(
            "escrow/not_late: lease 1/1/1 may still be started: close it as not started from \
             1800000040 on and not before block {height}"
        )
    );
}

/// A provider who rents its own hardware is whichever party its reason is for.
#[test]
fn one_may_be_both_parties() {
    for (reason, by) in [
        (CloseReason::Done, ClosedBy::Tenant),
        (CloseReason::Unstable, ClosedBy::Provider),
        (CloseReason::Unspecified, ClosedBy::Provider),
    ] {
        let mut world = World::new();
        let account = world.open("provider1", 1_000);
        let keys = world.rent("provider1", account, vec![lease(1, UNIT)]);
        let closed = world.close("provider1", &keys, reason).unwrap();
        assert_eq!(told::<LeaseClosed>(&closed).by, by);
    }
}

#[test]
fn a_provider_closes_its_own_leases_only() {
    let (mut world, own) = leased();
    let account = own.account;
    let others = world.rent("ana", account, vec![lease(2, UNIT)]);
    let early = || {
        Err(ContractError::NotOverdue {
            account,
            closable_at: Some(at(666 + GRACE)),
        })
    };
    let closed = world.close("provider1", &others, CloseReason::Unstable);
    assert_eq!(closed, early());
    assert_eq!(world.close_account("provider1", account), early());
    assert_eq!(world.account(account).leases, 2);
}

#[test]
fn a_batch_is_of_one_account() {
    let (mut world, own) = leased();
    let first = own.account;
    let second = world.open("ana", 1_000);
    let others = world.rent("ana", second, vec![lease(2, UNIT)]);
    let mixed = world.close("ana", &[own, others[0]], CloseReason::Done);
    assert_eq!(mixed, Err(ContractError::MixedAccounts { first, second }));
    let twice = world.close("ana", &[own; 2], CloseReason::Done);
    assert_eq!(twice, Err(GuardError::Duplicate { what: "leases" }.into()));
    for length in [0, MAX_BATCH + 1] {
        let keys: Vec<_> = (0..).take(length).map(|id| key(1, first, id)).collect();
        let refused = GuardError::ListLength {
            what: "leases",
            length,
            min: 1,
            max: MAX_BATCH,
        };
        assert_eq!(
            world.close("ana", &keys, CloseReason::Done),
            Err(refused.into())
        );
    }
}

#[test]
fn nine_leases_close_in_one_message_and_the_rest_is_refunded() {
    let mut world = World::new();
    let account = world.open("ana", 10_000);
    let leases = (1..=9).map(|provider| lease(provider, 10 * UNIT)).collect();
    world.rent("ana", account, leases);
    world.advance(10);
    let closed = world.close_account("ana", account).unwrap();
    assert_eq!(events::<LeaseClosed>(&closed).len(), 9);
    let refunded: AccountClosed = told(&closed);
    assert_eq!((refunded.refunded.0, refunded.sponsors.0), (9_100, 0));
    // Everybody in one payment, all leases in one release.
    assert_eq!((world.sent.len(), world.outside.released.len()), (2, 9));
    assert_eq!(world.held(CREDIT, "ana"), -900);
    for provider in 1..=9 {
        assert_eq!(world.held(CREDIT, &format!("provider{provider}")), 98);
    }
    // Nine times two: the fees.
    assert_eq!(world.held(CREDIT, "escrow"), 18);
    world.assert_balanced();
}

#[test]
fn an_account_of_many_leases_closes_in_several_messages() {
    let mut world = World::new();
    let account = world.open("ana", 10_000);
    world.rent("ana", account, vec![lease(1, 1_000); 148]);
    world
        .lease("ana", account, vec![lease(1, 1_000); 2])
        .unwrap();
    world.advance(1_000);
    for left in [100, 50] {
        let closed = world.close_account("ana", account).unwrap();
        assert_eq!(events::<LeaseClosed>(&closed).len(), MAX_BATCH);
        assert_eq!(events::<AccountClosed>(&closed), vec![]);
        let now = world.account(account);
        assert_eq!((now.leases, now.pending), (left, 0));
        world.assert_balanced();
    }
    let closed = world.close_account("ana", account).unwrap();
    told::<AccountClosed>(&closed);
    let accounts = QueryMsg::Accounts {
        owner: None,
        start_after: None,
        limit: None,
    };
    assert_eq!(
        world.query::<AccountsResponse>(accounts).unwrap().accounts,
        vec![]
    );
    world.assert_balanced();
}

/// With one that waits its gang ends: more leases than were named. The book is told in as many messages
/// as it takes.
#[test]
fn more_leases_end_than_were_named() {
    let mut world = World::new();
    let account = world.open("ana", 60);
    let mut keys = world.rent("ana", account, vec![lease(1, 10_000); 49]);
    let gang = vec![lease(2, 10_000); 8];
    world.gang("ana", account, gang).unwrap();
    keys.push(key(2, account, 50));
    assert_eq!(keys.len(), MAX_BATCH);
    world.advance(200 + GRACE);
    let done = world.close("eve", &keys, CloseReason::Starved).unwrap();
    assert_eq!(events::<LeaseClosed>(&done).len(), MAX_BATCH + 7);
    assert_eq!(world.outside.released.len(), MAX_BATCH + 7);
    world.assert_balanced();
}

#[test]
fn sponsors_keep_their_part_when_the_owner_leaves() {
    let (mut world, key) = leased();
    let account = key.account;
    world.deposit("sam", account, 500).unwrap();
    world.advance(600);
    let closed: AccountClosed = told(&world.close_account("ana", account).unwrap());
    // Of 1 500 units 300 are spent, each paying its part.
    assert_eq!((closed.refunded.0, closed.sponsors.0), (800, 400));
    // The account stays usable: the owner comes back.
    world.deposit("ana", account, 600).unwrap();
    world.rent("ana", account, vec![lease(1, UNIT)]);
    world.advance(100);
    world.close_account("ana", account).unwrap();
    world.withdraw_deposit("sam", account, None).unwrap();
    assert_eq!(
        (world.held(CREDIT, "ana"), world.held(CREDIT, "sam")),
        (-260, -140)
    );
    world.assert_balanced();
}

/// Attack: a book that fails, or is made to fail, must not keep anybody's money.
#[test]
fn money_leaves_when_the_book_is_broken() {
    let (mut world, key) = leased();
    world
        .lease("ana", key.account, vec![lease(2, UNIT)])
        .unwrap();
    world.outside.book_is_broken = true;
    world.advance(600);
    let closed = world.close_account("ana", key.account).unwrap();
    let not_released = |provider: u32, lease: u32| LeaseNotReleased {
        account: key.account,
        lease: LeaseId(lease),
        provider: ProviderId(provider),
    };
    assert_eq!(
        events::<LeaseNotReleased>(&closed),
        [not_released(2, 2), not_released(1, 1)]
    );
    assert_eq!(
        (world.held(CREDIT, "ana"), world.held(CREDIT, "provider1")),
        (-300, 294)
    );
    world.assert_balanced();
}

/// What a cancelled lease is owed is paid in its own asset.
#[test]
fn another_asset_is_owed_in_kind() {
    let mut world = World::new();
    let account = world.open_usd("ana", 1_000);
    world
        .lease("ana", account, vec![bound(1, 10 * UNIT, 10)])
        .unwrap();
    world.advance(20);
    let keys = [key(1, account, 1)];
    world.close("ana", &keys, CloseReason::Cancelled).unwrap();
    assert_eq!(world.held(USD, "provider1"), 98);
    assert_eq!(world.account(account).fees, Micro(2));
    world.assert_balanced();
}
