//! Closing: who may, what everybody gets, what goes back to the book.

use tender_escrow::ContractError;
use tender_guard::GuardError;
use tender_interfaces::escrow::{
    AccountsResponse, CloseReason, ClosedBy, LeasesResponse, NewLease, QueryMsg, MAX_BATCH,
};
use tender_interfaces::events::{AccountClosed, LeaseClosed, UnitsNotReleased};
use tender_interfaces::orderbook::Release;
use tender_testkit::solo::{addr, events};
use tender_types::{AccountId, AskId, LeaseId, Micro, Pico, ProviderId, Seconds};

use crate::world::{
    at, key, lease, opening_message, order, payee, told, World, CREDIT, GRACE, UNIT,
};

/// Ana's 1 000 units, and a lease of provider 1 for half a unit per second.
fn leased() -> (World, AccountId) {
    let mut world = World::new();
    let account = world.open("ana", 1_000);
    let new = NewLease {
        units: 5,
        ..lease(1, 1, 100_000)
    };
    world.lease("ana", account, vec![new]).unwrap();
    (world, account)
}

#[test]
fn a_closed_lease_leaves_its_statement() {
    let (mut world, account) = leased();
    world.advance(21).withdraw(&[key(account, 1)]).unwrap();
    world.advance(20);
    let events = world
        .close("ana", &[key(account, 1)], CloseReason::Done)
        .unwrap();
    let expected = LeaseClosed {
        account,
        lease: LeaseId(1),
        provider: ProviderId(1),
        payee: payee(1).into(),
        reason: CloseReason::Done,
        by: ClosedBy::Tenant,
        seconds: Seconds(41),
        amount: Micro(10),
        paid: Micro(20),
        // Two percent, and 0.09 that cannot be paid: 41 seconds at 100 000 and 5 units cost 20.5.
        fees_pico: Pico(41 * 10_000 + 90_000),
    };
    assert_eq!(told::<LeaseClosed>(&events), expected);
    let release = Release {
        provider: ProviderId(1),
        ask: AskId(7),
        units: 5,
    };
    assert_eq!(world.outside.released, [release]);
    let account = world.account(account);
    assert_eq!(
        (account.balance.0, account.leases, account.rate.0),
        (979, 0, 0)
    );
    let gone = world.query::<LeasesResponse>(QueryMsg::ProviderLeases {
        provider: ProviderId(1),
        start_after: None,
        limit: None,
    });
    assert_eq!(gone.unwrap().leases, vec![]);
    world.assert_balanced();
}

#[test]
fn a_lease_is_closed_once() {
    let (mut world, account) = leased();
    let leases = [key(account, 1)];
    world.close("ana", &leases, CloseReason::Done).unwrap();
    let lease = LeaseId(1);
    let missing = || Err(ContractError::LeaseNotFound { account, lease });
    assert_eq!(world.close("ana", &leases, CloseReason::Done), missing());
    assert_eq!(world.withdraw(&leases), missing());
}

const REASONS: [CloseReason; 7] = [
    CloseReason::Done,
    CloseReason::NotServed,
    CloseReason::Unstable,
    CloseReason::Decommission,
    CloseReason::NoManifest,
    CloseReason::Unspecified,
    CloseReason::Starved,
];

/// Who may close in which state and with which reason: `t` by the tenant, `p` by the provider, `a` by
/// anyone; `w`: not for this sender to say; `e`: too early.
#[test]
fn each_reason_is_for_its_party() {
    let in_time = [
        ("ana", "ttwwwte"),
        ("provider1", "wwppppe"),
        ("eve", "eeeeeee"),
    ];
    let overdue = [
        ("ana", "ttwwwtt"),
        ("provider1", "wwppppp"),
        ("eve", "wwwwwwa"),
    ];
    // Half a unit a second: the 1 000 last for 2 000 seconds.
    for (seconds, rows) in [
        (10, in_time),
        (2_000, in_time),
        (2_001, in_time),
        (1_999 + GRACE, in_time),
        (2_000 + GRACE, overdue),
    ] {
        for (who, outcomes) in rows {
            for (reason, expected) in REASONS.into_iter().zip(outcomes.chars()) {
                let (mut world, account) = leased();
                let closed = world
                    .advance(seconds)
                    .close(who, &[key(account, 1)], reason);
                let found = match &closed {
                    Ok(events) => told::<LeaseClosed>(events)
                        .by
                        .as_str()
                        .chars()
                        .next()
                        .unwrap(),
                    Err(ContractError::WrongReason { .. }) => 'w',
                    Err(ContractError::NotOverdue { .. }) => 'e',
                    Err(other) => panic!("{other:?}"),
                };
                assert_eq!(found, expected, "{who}, {reason}, after {seconds} seconds");
            }
        }
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
            let (mut world, account) = leased();
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

/// A refusal names the reasons in the words of messages, and the time in which to come back.
#[test]
fn a_refusal_says_what_to_do() {
    let (mut world, account) = leased();
    let closed = world.close("ana", &[key(account, 1)], CloseReason::NoManifest);
    assert_eq!(
        closed.unwrap_err().to_string(),
        "escrow/wrong_reason: no_manifest is not for this sender to give for lease 1: give one of \
         done, not_served, unspecified"
    );
    let closed = world.close_account("eve", account);
    assert_eq!(
        closed.unwrap_err().to_string(),
        "escrow/not_overdue: account 1 is not overdue: only its tenant, and a provider its own \
         leases, may close before 1800002300, when its grace would be over"
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
        world
            .lease("provider1", account, vec![lease(1, 1, UNIT)])
            .unwrap();
        let closed = world
            .close("provider1", &[key(account, 1)], reason)
            .unwrap();
        assert_eq!(told::<LeaseClosed>(&closed).by, by);
    }
}

#[test]
fn a_provider_closes_its_own_leases_only() {
    let (mut world, account) = leased();
    world
        .lease("ana", account, vec![lease(2, 2, UNIT)])
        .unwrap();
    let early = || {
        Err(ContractError::NotOverdue {
            account,
            closable_at: Some(at(666 + GRACE)),
        })
    };
    let closed = world.close("provider1", &[key(account, 2)], CloseReason::Unstable);
    assert_eq!(closed, early());
    assert_eq!(world.close_account("provider1", account), early());
    assert_eq!(world.account(account).leases, 2);
}

#[test]
fn a_batch_is_of_one_account() {
    let (mut world, first) = leased();
    let second = world.open("ana", 1_000);
    world.lease("ana", second, vec![lease(2, 2, UNIT)]).unwrap();
    let mixed = world.close("ana", &[key(first, 1), key(second, 2)], CloseReason::Done);
    assert_eq!(mixed, Err(ContractError::MixedAccounts { first, second }));
    let twice = world.close("ana", &[key(first, 1); 2], CloseReason::Done);
    assert_eq!(twice, Err(GuardError::Duplicate { what: "leases" }.into()));
    for length in [0, MAX_BATCH + 1] {
        let keys: Vec<_> = (0..).take(length).map(|id| key(first, id)).collect();
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
    let leases = (1..=9)
        .map(|id| lease(u64::from(id), id, 10 * UNIT))
        .collect();
    world.lease("ana", account, leases).unwrap();
    world.advance(10);
    let closed = world.close_account("ana", account).unwrap();
    assert_eq!(events::<LeaseClosed>(&closed).len(), 9);
    let refunded: AccountClosed = told(&closed);
    assert_eq!((refunded.refunded.0, refunded.sponsors.0), (9_100, 0));
    // Everybody in one payment, all units in one release.
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
    for from in [0, 50, 100] {
        let leases = (from..from + 50).map(|id| lease(id, 1, 1_000)).collect();
        world.lease("ana", account, leases).unwrap();
    }
    world.advance(1_000);
    for left in [100, 50] {
        let closed = world.close_account("ana", account).unwrap();
        assert_eq!(events::<LeaseClosed>(&closed).len(), MAX_BATCH);
        assert_eq!(events::<AccountClosed>(&closed), vec![]);
        assert_eq!(world.account(account).leases, left);
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

#[test]
fn sponsors_keep_their_part_when_the_owner_leaves() {
    let (mut world, account) = leased();
    world.deposit("sam", account, 500).unwrap();
    world.advance(600);
    let closed: AccountClosed = told(&world.close_account("ana", account).unwrap());
    // Of 1 500 units 300 are spent, each paying its part.
    assert_eq!((closed.refunded.0, closed.sponsors.0), (800, 400));
    // The account stays usable: the owner comes back.
    world.deposit("ana", account, 600).unwrap();
    world
        .lease("ana", account, vec![lease(2, 1, UNIT)])
        .unwrap();
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
    let (mut world, account) = leased();
    world.outside.book_is_broken = true;
    world.advance(600);
    let closed = world.close_account("ana", account).unwrap();
    let expected = UnitsNotReleased {
        provider: ProviderId(1),
        ask: AskId(7),
        units: 5,
    };
    assert_eq!(told::<UnitsNotReleased>(&closed), expected);
    assert_eq!(
        (world.held(CREDIT, "ana"), world.held(CREDIT, "provider1")),
        (-300, 294)
    );
    world.assert_balanced();
}

#[test]
fn what_came_from_no_ask_goes_back_to_none() {
    let (mut world, account) = leased();
    let won = NewLease {
        ask: None,
        ..lease(2, 1, UNIT)
    };
    world
        .send("auction", order("ana", account, CREDIT, vec![won]))
        .unwrap();
    world
        .close("ana", &[key(account, 2)], CloseReason::Done)
        .unwrap();
    assert_eq!((world.outside.released.len(), world.sent.len()), (0, 0));
    world
        .close("ana", &[key(account, 1)], CloseReason::Done)
        .unwrap();
    assert_eq!(world.outside.released.len(), 1);
}

/// An escrow of a market that has auctions and no book.
#[test]
fn without_a_book_nothing_is_released() {
    let mut msg = opening_message();
    msg.orderbook = None;
    let mut world = World::bare(&msg).unwrap();
    let account = world.open("ana", 1_000);
    world
        .send(
            "auction",
            order("ana", account, CREDIT, vec![lease(1, 1, UNIT)]),
        )
        .unwrap();
    world.advance(10);
    world
        .close("ana", &[key(account, 1)], CloseReason::Done)
        .unwrap();
    assert_eq!(world.sent.len(), 1);
    assert_eq!(world.held(CREDIT, "provider1"), 9);
    let stranger = world.send(
        "orderbook",
        order("ana", account, CREDIT, vec![lease(2, 1, 1)]),
    );
    let refused = GuardError::NotAllowed {
        role: "orderbook or auction".to_string(),
        holder: addr("auction").into(),
    };
    assert_eq!(stranger, Err(refused.into()));
}
