//! Lists of which some entries are gone, or are not for the sender: what can be done is done, the rest is
//! told, and nothing is half done.

use cosmwasm_std::{Storage, SubMsg};
use tender_escrow::state::RUNS;
use tender_escrow::ContractError;
use tender_interfaces::escrow::{CloseReason, ExecuteMsg, MAX_BATCH};
use tender_interfaces::events::{
    AccountPassedOver, AccountSynced, FeesCollected, LeaseClosed, LeasePaid, LeasePassedOver,
};
use tender_math::MathError;
use tender_storage::{CodecError, StorageError};
use tender_testkit::solo::events;
use tender_types::{AccountId, LeaseId, LeaseKey, Micro};

use crate::world::{key, lease, told, Neighbourhood, World, CREDIT, GRACE, UNIT};

const NOBODYS: AccountId = AccountId(99);

fn no_account(account: AccountId) -> ContractError {
    ContractError::AccountNotFound { account }
}

fn no_lease(lease: LeaseKey) -> ContractError {
    ContractError::LeaseNotFound { lease }
}

fn lease_passed_over(key: LeaseKey, code: &str) -> LeasePassedOver {
    LeasePassedOver {
        account: key.account,
        lease: key.lease,
        provider: key.provider,
        code: code.to_string(),
    }
}

fn account_passed_over(account: AccountId) -> AccountPassedOver {
    let code = "escrow/account_not_found".to_string();
    AccountPassedOver { account, code }
}

/// Ana's account with leases 1 and 2 of provider 1 and lease 3 of provider 2, for a minute; ben's with
/// lease 1 of provider 1.
fn rented() -> (World, AccountId, AccountId) {
    let mut world = World::new();
    let anas = world.open("ana", 1_000);
    let bens = world.open("ben", 1_000);
    let of = |provider| lease(provider, UNIT);
    world.rent("ana", anas, vec![of(1), of(1), of(2)]);
    world.rent("ben", bens, vec![of(1)]);
    world.advance(50);
    (world, anas, bens)
}

/// Ana's leases of [`rented`], and others that are not there.
fn of(account: AccountId, lease: u32) -> LeaseKey {
    let provider = if lease == 3 { 2 } else { 1 };
    key(provider, account, lease)
}

/// Two tenants rent from one provider and one of them leaves: the provider is paid by the other.
#[test]
fn a_tenant_who_leaves_stops_no_payment_of_another() {
    let (mut world, anas, bens) = rented();
    world.close_account("ben", bens).unwrap();
    let before = world.held(CREDIT, "provider1");
    let done = world.withdraw(&[of(bens, 1), of(anas, 1)]).unwrap();
    assert_eq!(
        events::<LeasePassedOver>(&done),
        [lease_passed_over(of(bens, 1), "escrow/account_not_found")]
    );
    let paid: LeasePaid = told(&done);
    assert_eq!((paid.lease, paid.amount), (LeaseId(1), Micro(49)));
    assert_eq!(world.held(CREDIT, "provider1") - before, 49);
    world.assert_balanced();
}

/// Attack: whoever closes one lease of fifty in the same block must not keep a provider unpaid.
#[test]
fn one_lease_left_of_fifty_is_paid() {
    let mut world = World::new();
    let account = world.open("ana", 1_000_000);
    let keys = world.rent("ana", account, vec![lease(1, 100 * UNIT); 50]);
    assert_eq!(keys.len(), MAX_BATCH);
    world
        .advance(10)
        .close("ana", &keys[..49], CloseReason::Done)
        .unwrap();
    let done = world.withdraw(&keys).unwrap();
    let passed_over = keys[..49]
        .iter()
        .map(|key| lease_passed_over(*key, "escrow/lease_not_found"));
    assert_eq!(
        events::<LeasePassedOver>(&done),
        passed_over.collect::<Vec<_>>()
    );
    assert_eq!(told::<LeasePaid>(&done).lease, LeaseId(50));
    world.assert_balanced();
}

/// A message that can do nothing says why, by its first entry: a single wrong one is a clear refusal.
#[test]
fn a_list_of_which_nothing_can_be_done_is_refused() {
    let (mut world, anas, _) = rented();
    let gone = [of(anas, 8), of(NOBODYS, 1)];
    assert_eq!(world.withdraw(&gone), Err(no_lease(gone[0])));
    assert_eq!(world.withdraw(&gone[1..]), Err(no_account(NOBODYS)));
    let missing = [NOBODYS, AccountId(98)];
    assert_eq!(world.sync(&missing), Err(no_account(NOBODYS)));
    assert_eq!(world.collect(&missing), Err(no_account(NOBODYS)));
    let close = |world: &mut World, keys: &[_]| world.close("ana", keys, CloseReason::Done);
    let two_gone = [of(anas, 9), of(anas, 8)];
    assert_eq!(close(&mut world, &two_gone), Err(no_lease(two_gone[0])));
    let nobodys = [of(NOBODYS, 1), of(NOBODYS, 2)];
    assert_eq!(close(&mut world, &nobodys), Err(no_account(NOBODYS)));
    let wrong = world.close("ana", &[of(anas, 1), of(anas, 8)], CloseReason::Unstable);
    assert_eq!(
        wrong,
        Err(ContractError::WrongReason {
            lease: of(anas, 1),
            reason: CloseReason::Unstable,
            allowed: &[
                CloseReason::Done,
                CloseReason::NotServed,
                CloseReason::Unspecified
            ],
        })
    );
}

/// A lease that has earned nothing since is paid nothing, which is no refusal: it may be so by the time
/// a message arrives.
#[test]
fn a_lease_that_is_owed_nothing_is_worked_on() {
    let (mut world, anas, bens) = rented();
    let keys = [of(anas, 1), of(bens, 9)];
    world.withdraw(&keys[..1]).unwrap();
    let done = world.withdraw(&keys).unwrap();
    assert_eq!(events::<LeasePaid>(&done), []);
    let passed_over = lease_passed_over(keys[1], "escrow/lease_not_found");
    assert_eq!(told::<LeasePassedOver>(&done), passed_over);
    assert_eq!(world.sent, Vec::<SubMsg>::new());
}

#[test]
fn accounts_that_are_gone_are_passed_over() {
    let (mut world, anas, bens) = rented();
    world.close_account("ben", bens).unwrap();
    let accounts = [bens, anas, NOBODYS];
    let passed_over = [bens, NOBODYS].map(account_passed_over);

    let done = world.sync(&accounts).unwrap();
    assert_eq!(events::<AccountPassedOver>(&done), passed_over);
    assert_eq!(told::<AccountSynced>(&done).account, anas);

    let done = world.collect(&accounts).unwrap();
    assert_eq!(events::<AccountPassedOver>(&done), passed_over);
    assert_eq!(told::<FeesCollected>(&done).account, anas);
    world.assert_balanced();
}

/// Whoever wants what was collected before to be sent on names no account.
#[test]
fn fees_are_sent_on_without_accounts_and_not_with_wrong_ones() {
    let (mut world, _, bens) = rented();
    world.close_account("ben", bens).unwrap();
    assert_eq!(world.collect(&[bens]), Err(no_account(bens)));
    assert_eq!(
        (world.outside.burned, world.held(CREDIT, "treasury")),
        (0, 0)
    );
    world.collect(&[]).unwrap();
    // Two percent of fifty seconds are one unit, of which three quarters and not a whole one burn.
    assert_eq!(
        (world.outside.burned, world.held(CREDIT, "treasury")),
        (0, 1)
    );
    world.assert_balanced();
}

#[test]
fn leases_that_are_not_the_senders_to_close_are_passed_over() {
    let (mut world, anas, _) = rented();
    let keys = [3, 1, 8, 2].map(|id| of(anas, id));
    let done = world
        .close("provider1", &keys, CloseReason::Unstable)
        .unwrap();
    let closed = events::<LeaseClosed>(&done).into_iter();
    let closed: Vec<_> = closed.map(|event| event.lease).collect();
    assert_eq!(closed, [1, 2].map(LeaseId));
    assert_eq!(
        events::<LeasePassedOver>(&done),
        [
            lease_passed_over(keys[0], "escrow/not_overdue"),
            lease_passed_over(keys[2], "escrow/lease_not_found"),
        ]
    );
    assert_eq!(world.account(anas).leases, 1);
    world.assert_balanced();
}

/// A provider who rents its own hardware and another's may give its reason for its own alone.
#[test]
fn a_reason_that_is_wrong_for_one_lease_is_right_for_another() {
    let mut world = World::new();
    let account = world.open("provider1", 1_000);
    let leases = vec![lease(1, UNIT), lease(2, UNIT)];
    let keys = world.rent("provider1", account, leases);
    let done = world
        .close("provider1", &keys, CloseReason::Unstable)
        .unwrap();
    assert_eq!(told::<LeaseClosed>(&done).lease, LeaseId(1));
    let passed_over = lease_passed_over(keys[1], "escrow/wrong_reason");
    assert_eq!(told::<LeasePassedOver>(&done), passed_over);
}

/// One that waits is owed nothing, and is no refusal; what is named with a wrong provider is not there.
#[test]
fn what_waits_is_owed_nothing() {
    let (mut world, anas, _) = rented();
    world.lease("ana", anas, vec![lease(1, UNIT)]).unwrap();
    let keys = [of(anas, 4), of(anas, 1), key(2, anas, 2)];
    let done = world.advance(10).withdraw(&keys).unwrap();
    assert_eq!(told::<LeasePaid>(&done).lease, LeaseId(1));
    let passed_over = lease_passed_over(keys[2], "escrow/lease_not_found");
    assert_eq!(told::<LeasePassedOver>(&done), passed_over);
    assert_eq!(world.withdraw(&keys[..1]), Ok(vec![]));
}

/// Leases that wait and leases that run, closed for a reason that is for some of them.
#[test]
fn a_reason_is_for_leases_that_stand_so() {
    let (mut world, anas, _) = rented();
    world
        .lease("ana", anas, vec![lease(1, UNIT), lease(1, UNIT)])
        .unwrap();
    let keys = [1, 4, 2, 5].map(|id| of(anas, id));
    let done = world.close("ana", &keys, CloseReason::Cancelled).unwrap();
    let closed = events::<LeaseClosed>(&done).into_iter();
    let closed: Vec<_> = closed.map(|event| event.lease).collect();
    assert_eq!(closed, [4, 5].map(LeaseId));
    assert_eq!(
        events::<LeasePassedOver>(&done),
        [keys[0], keys[2]].map(|key| lease_passed_over(key, "escrow/wrong_reason"))
    );
    world.assert_balanced();
}

/// Once an account is overdue a stranger closes what is left of it, whatever its tenant closes first.
#[test]
fn a_stranger_closes_what_is_left_of_an_overdue_account() {
    let (mut world, anas, _) = rented();
    world.advance(1_000 + GRACE);
    let keys = [1, 2, 3].map(|id| of(anas, id));
    let first = &keys[..1];
    world.close("ana", first, CloseReason::Done).unwrap();
    let done = world.close("eve", &keys, CloseReason::Starved);
    // The first lease gave back less than the others cost a second: still overdue.
    let done = done.unwrap();
    assert_eq!(events::<LeaseClosed>(&done).len(), 2);
    let passed_over = lease_passed_over(keys[0], "escrow/lease_not_found");
    assert_eq!(told::<LeasePassedOver>(&done), passed_over);
    world.assert_balanced();
}

/// Attack: an entry that is passed over leaves nothing behind, however it is mixed with others: rows,
/// money and messages are those of the same list without it.
#[test]
fn what_is_passed_over_leaves_no_trace() {
    let leases = |ids: &[u32]| ids.iter().map(|id| of(AccountId(1), *id)).collect();
    let accounts = |ids: &[u64]| ids.iter().map(|id| AccountId(*id)).collect();
    let withdraw = |ids: &[u32]| ExecuteMsg::Withdraw {
        leases: leases(ids),
    };
    let close = |ids: &[u32]| ExecuteMsg::CloseLeases {
        leases: leases(ids),
        reason: CloseReason::Decommission,
    };
    let sync = |ids: &[u64]| ExecuteMsg::Sync {
        accounts: accounts(ids),
    };
    let collect = |ids: &[u64]| ExecuteMsg::CollectFees {
        accounts: accounts(ids),
    };
    for (clean, mixed) in [
        (withdraw(&[1, 3]), withdraw(&[7, 1, 8, 3, 9])),
        // Lease 3 is another provider's.
        (close(&[1, 2]), close(&[3, 1, 8, 2])),
        (sync(&[1, 2]), sync(&[8, 1, 7, 2])),
        (collect(&[1, 2]), collect(&[8, 1, 7, 2])),
    ] {
        let [clean, mixed] = [clean, mixed].map(|msg| {
            let (mut world, ..) = rented();
            world.send("provider1", msg).unwrap();
            let Neighbourhood {
                purses, released, ..
            } = world.outside;
            (world.solo.rows(), world.sent, purses, released)
        });
        assert_eq!(clean, mixed);
    }
}

/// What is wrong with the escrow itself is no entry's fault: it fails the message, and nothing of it
/// stays.
#[test]
fn a_fault_fails_the_whole_message() {
    let (mut world, anas, _) = rented();
    let keys = [1, 2, 3].map(|id| of(anas, id));
    let second = (anas, LeaseId(2));
    let mut run = RUNS.load(&world.solo.deps.storage, &second).unwrap();
    run.paid = Micro(1_000);
    RUNS.save(&mut world.solo.deps.storage, &second, &run);
    let before = world.solo.rows();
    let what = "what was paid";
    let refused = || Err(ContractError::Math(MathError::Underflow { what }));
    assert_eq!(world.withdraw(&keys), refused());
    assert_eq!(world.close("ana", &keys, CloseReason::Done), refused());
    assert_eq!(world.solo.rows(), before);

    RUNS.remove(&mut world.solo.deps.storage, &second);
    let row = "run";
    let refused = || Err(ContractError::Storage(StorageError::NotFound { row }));
    assert_eq!(world.withdraw(&keys), refused());
    assert_eq!(world.close("ana", &keys, CloseReason::Done), refused());

    let account = [b"a".as_slice(), &anas.0.to_be_bytes()].concat();
    world.solo.deps.storage.set(&account, &[9]);
    let refused = || {
        let error = CodecError::Newer {
            newest: 1,
            found: 9,
        };
        let row = "account";
        Err(ContractError::Storage(StorageError::Corrupt { row, error }))
    };
    assert_eq!(world.sync(&[AccountId(2), anas]), refused());
    assert_eq!(world.collect(&[AccountId(2), anas]), refused());
}
