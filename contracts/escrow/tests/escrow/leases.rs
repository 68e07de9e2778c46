//! Opening leases: what is stored, what is told, what is refused.

use cosmwasm_std::HexBinary;
use tender_escrow::state::ACCOUNTS;
use tender_escrow::ContractError;
use tender_guard::GuardError;
use tender_interfaces::escrow::{
    CloseReason, ExecuteMsg, Funding, LeaseResponse, LeaseState, LeasesResponse, NewLease, Params,
    QueryMsg, MAX_LEASES, MAX_PENDING,
};
use tender_interfaces::events::{DepositWithdrawn, LeaseOpened};
use tender_interfaces::orderbook::{Draw, Units};
use tender_math::MathError;
use tender_testkit::solo::{addr, events};
use tender_types::{
    AccountId, AssetIndex, Bps, ClassId, Echo, LeaseId, Micro, ProviderId, Rate, Resources,
    Seconds, Tier, Timestamp,
};

use crate::world::{
    at, bound, key, lease, opening_message, params, payee, told, World, CREDIT, GRACE, RUNWAY,
    START_WITHIN, UNIT, USD,
};

/// A world in which ana has 1 000 units.
fn funded() -> (World, AccountId) {
    let mut world = World::new();
    let account = world.open("ana", 1_000);
    (world, account)
}

/// What the market asks for when an order of `tenant` is filled.
fn order(tenant: &str, account: AccountId, asset: AssetIndex, leases: Vec<NewLease>) -> ExecuteMsg {
    ExecuteMsg::OpenLeases {
        tenant: addr(tenant).into(),
        account,
        asset,
        together: false,
        first: LeaseId(1),
        leases,
    }
}

#[test]
fn a_lease_is_what_the_market_says() {
    let (mut world, account) = funded();
    world.advance(5);
    let new = lease(4, 3_000_075);
    let opened: LeaseOpened = told(&world.lease("ana", account, vec![new]).unwrap());
    let expected = LeaseOpened {
        account,
        lease: LeaseId(1),
        provider: ProviderId(4),
        payee: payee(4).into(),
        units: vec![Units {
            class: ClassId(3),
            units: 2,
        }],
        card: Resources {
            cpu_milli: 4_000,
            ..Resources::default()
        },
        rate: Rate(3_000_075),
        // Two percent, rounded down.
        fee_rate: Rate(60_001),
        tier: Tier(2),
        digest: HexBinary::from(&[9; 32]),
        start_until: at(5 + START_WITHIN),
        runs_out_at: None,
    };
    assert_eq!(opened, expected);
}

/// It waits: nothing is billed, and the runway is reserved.
#[test]
fn a_lease_that_waits_costs_nothing_and_reserves_its_runway() {
    let (mut world, account) = funded();
    world
        .lease("ana", account, vec![lease(1, 10 * UNIT)])
        .unwrap();
    world.advance(500);
    let told_of = world.account(account);
    assert_eq!(
        (told_of.balance.0, told_of.leases, told_of.rate.0),
        (1_000, 0, 0)
    );
    assert_eq!(
        (told_of.pending, told_of.pending_rate),
        (1, Rate(10 * UNIT))
    );
    assert_eq!(told_of.funding, Funding::Idle {});
    let kept = u128::from(RUNWAY) * 10;
    let too_much = |asked, available| {
        Err(ContractError::TooMuch {
            asked: Micro(asked),
            available: Micro(available),
        })
    };
    let asked = 1_000 - kept + 1;
    let taken = world.withdraw_deposit("ana", account, Some(asked));
    assert_eq!(taken, too_much(asked, asked - 1));
    world.deposit("sam", account, 100).unwrap();
    let taken: DepositWithdrawn = told(&world.withdraw_deposit("ana", account, None).unwrap());
    assert_eq!((taken.amount.0, taken.balance.0), (500, kept));
    let sams = world.withdraw_deposit("sam", account, Some(1));
    assert_eq!(sams, too_much(1, 0));
    world.assert_balanced();
}

/// The terms of a lease can be rebuilt from the one event that opens it, and the time of its block.
#[test]
fn a_lease_is_what_its_event_says() {
    let (mut world, account) = funded();
    world.advance(5);
    let opened_at = world.solo.now();
    let card = NewLease {
        draw: Draw::default(),
        tier: Tier(4),
        ..lease(2, 2 * UNIT)
    };
    let leases = vec![lease(4, UNIT), card];
    let events = events(&world.lease("ana", account, leases).unwrap());
    let mut rebuilt = events.into_iter().map(|event: LeaseOpened| LeaseResponse {
        lease: key(event.provider.0, event.account, event.lease.0),
        state: LeaseState::Pending {
            start_until: event.start_until,
        },
        payee: event.payee,
        draw: Draw {
            gpus: event.units,
            card: event.card,
        },
        rate: event.rate,
        fee_rate: event.fee_rate,
        tier: event.tier,
        digest: event.digest,
        opened_at,
        instant: false,
        min_run: Seconds::ZERO,
        notice: Seconds::ZERO,
        seconds: Seconds::ZERO,
        paid: Micro::ZERO,
        owed: Micro::ZERO,
        funding: Funding::Idle {},
    });
    for (provider, id) in [(4, 1), (2, 2)] {
        let found = world.lease_of(key(provider, account, id));
        assert_eq!(rebuilt.next(), Some(found));
    }
    assert_eq!(rebuilt.next(), None);
}

/// Numbers are the account's own, and none is given twice.
#[test]
fn leases_are_numbered_in_turn() {
    let (mut world, account) = funded();
    let other = world.open("ana", 1_000);
    let opened = world.lease("ana", account, vec![lease(1, UNIT), lease(2, UNIT)]);
    let numbers =
        |opened: &[LeaseOpened]| -> Vec<u32> { opened.iter().map(|each| each.lease.0).collect() };
    assert_eq!(numbers(&events(&opened.unwrap())), [1, 2]);
    world.start(&[key(1, account, 1)]).unwrap();
    world
        .close("ana", &[key(1, account, 1)], CloseReason::Done)
        .unwrap();
    for found in [0, 1, 2, 4].map(LeaseId) {
        let msg = ExecuteMsg::OpenLeases {
            tenant: addr("ana").into(),
            account,
            asset: CREDIT,
            together: false,
            first: found,
            leases: vec![lease(1, UNIT)],
        };
        let not_next = ContractError::NotNext {
            account,
            expected: LeaseId(3),
            found,
        };
        assert_eq!(world.send("orderbook", msg), Err(not_next));
    }
    let opened = world.lease("ana", account, vec![lease(1, UNIT)]).unwrap();
    assert_eq!(told::<LeaseOpened>(&opened).lease, LeaseId(3));
    let opened = world.lease("ana", other, vec![lease(1, UNIT)]).unwrap();
    assert_eq!(told::<LeaseOpened>(&opened).lease, LeaseId(1));
}

#[test]
fn only_the_market_opens_leases() {
    let (mut world, account) = funded();
    let msg = order("ana", account, CREDIT, vec![lease(1, UNIT)]);
    for stranger in ["ana", "gov", "credit", "auction"] {
        let refused = GuardError::NotAllowed {
            role: "orderbook".to_string(),
            holder: addr("orderbook").into(),
        };
        assert_eq!(world.send(stranger, msg.clone()), Err(refused.into()));
    }
    world.send("orderbook", msg).unwrap();
}

#[test]
fn only_the_tenants_own_account_pays() {
    let (mut world, account) = funded();
    let own = order("eve", account, CREDIT, vec![lease(1, UNIT)]);
    let owner = addr("ana").into();
    let not_owner = ContractError::NotOwner { account, owner };
    assert_eq!(world.send("orderbook", own), Err(not_owner));
    let usd = order("ana", account, USD, vec![lease(1, UNIT)]);
    let mismatch = ContractError::AssetMismatch {
        account,
        expected: CREDIT,
        found: USD,
    };
    assert_eq!(world.send("orderbook", usd), Err(mismatch));
    let account = AccountId(2);
    let missing = world.lease("ana", account, vec![lease(1, UNIT)]);
    assert_eq!(missing, Err(ContractError::AccountNotFound { account }));
}

#[test]
fn the_runway_must_be_there_for_all_leases_together() {
    let (mut world, account) = funded();
    // 1 000 units for 60 seconds: 16 666 666 pico-units per second are the most.
    let most = 1_000 * UNIT / u128::from(RUNWAY);
    let refused = world.lease("ana", account, vec![lease(1, most), lease(1, 1)]);
    let short = || ContractError::InsufficientRunway {
        needed: Micro(1_001),
        available: Micro(1_000),
        deposit_at_least: Micro(1),
    };
    assert_eq!(refused, Err(short()));
    world.lease("ana", account, vec![lease(1, most)]).unwrap();
    // Those that wait count, and those that have begun.
    for _ in 0..2 {
        assert_eq!(world.lease("ana", account, vec![lease(1, 1)]), Err(short()));
        let _ = world.start(&[key(1, account, 1)]);
    }
    world.deposit("ana", account, 1).unwrap();
    world.lease("ana", account, vec![lease(1, 1)]).unwrap();
}

#[test]
fn an_account_without_money_gets_no_lease() {
    let (mut world, account) = funded();
    world.rent("ana", account, vec![lease(1, 10 * UNIT)]);
    world.advance(101);
    let since = at(100);
    let starved = Err(ContractError::AccountStarved { account, since });
    assert_eq!(world.lease("ana", account, vec![lease(1, 1)]), starved);
    world.advance(GRACE);
    assert_eq!(world.lease("ana", account, vec![lease(1, 1)]), starved);
}

/// Eight wait at most: as many as one order opens.
#[test]
fn eight_leases_wait_at_once() {
    let (mut world, account) = funded();
    for length in [0, MAX_PENDING + 1] {
        let many = vec![lease(1, 1); length];
        let refused = GuardError::ListLength {
            what: "leases",
            length,
            min: 1,
            max: MAX_PENDING,
        };
        assert_eq!(world.lease("ana", account, many), Err(refused.into()));
    }
    world.lease("ana", account, vec![lease(1, 1)]).unwrap();
    let eight = vec![lease(1, 1); MAX_PENDING];
    let refused = |waiting| Err(ContractError::TooManyPending { account, waiting });
    assert_eq!(world.lease("ana", account, eight.clone()), refused(1));
    let seven = eight[1..].to_vec();
    world.lease("ana", account, seven).unwrap();
    assert_eq!(world.account(account).pending, 8);
    assert_eq!(world.lease("ana", account, eight[7..].to_vec()), refused(8));
    // With each that begins there is room for another.
    world.start(&[key(1, account, 5)]).unwrap();
    world.lease("ana", account, eight[7..].to_vec()).unwrap();
    // Another account is not held up.
    let other = world.open("ana", 1_000);
    world.lease("ana", other, eight).unwrap();
    world.assert_balanced();
}

/// What is reserved lasts until the lease has run for as long as it must, however late it begins: what an
/// offer says beyond that is cut, so that no offer stops the orders that meet it.
#[test]
fn a_lease_begins_and_has_run_within_its_runway() {
    let half = RUNWAY / 2;
    for (said, reserved) in [
        ((RUNWAY, 0), (RUNWAY, 0)),
        ((RUNWAY + 1, 0), (RUNWAY, 0)),
        ((half, half), (half, half)),
        ((half, half + 1), (half, half)),
        ((half + 1, half), (half, half)),
        ((u64::MAX, u64::MAX), (half, half)),
    ] {
        let (mut world, account) = funded();
        let slow = NewLease {
            start_within: Seconds(said.0),
            ..bound(1, UNIT, said.1)
        };
        world.lease("ana", account, vec![slow]).unwrap();
        let query = QueryMsg::Leases {
            account,
            start_after: None,
            limit: None,
        };
        let leases: LeasesResponse = world.query(query).unwrap();
        let lease = &leases.leases[0];
        let start_until = Timestamp(lease.opened_at.0 + reserved.0);
        assert_eq!(lease.state, LeaseState::Pending { start_until });
        assert_eq!(lease.min_run, Seconds(reserved.1));
    }
}

#[test]
fn what_makes_no_lease_is_refused() {
    let (mut world, account) = funded();
    let mut refusal = |new: NewLease| world.lease("ana", account, vec![new]).unwrap_err();
    let provider = ProviderId(1);
    assert_eq!(refusal(lease(1, 0)), ContractError::NoRate { provider });
    for length in [0usize, 31, 33] {
        let refused = refusal(NewLease {
            digest: vec![1; length].into(),
            ..lease(1, 1)
        });
        assert_eq!(refused, ContractError::Digest { length });
    }
    let overflow = |what| ContractError::Math(MathError::Overflow { what });
    let endless = refusal(lease(1, u128::MAX));
    assert_eq!(endless, overflow("the minimum runway"));
    let upper = payee(1).to_string().to_uppercase();
    let shouted = refusal(NewLease {
        payee: upper.clone(),
        ..lease(1, UNIT)
    });
    let ContractError::Guard(GuardError::Address { text, .. }) = shouted else {
        panic!("{shouted:?}")
    };
    assert_eq!(text, Echo::of(upper));
    let two = vec![lease(1, u128::MAX), lease(1, u128::MAX)];
    let endless = world.lease("ana", account, two);
    assert_eq!(endless, Err(overflow("the account's rate")));
}

#[test]
fn an_account_has_ten_thousand_leases_at_most() {
    let (mut world, account) = funded();
    let mut row = ACCOUNTS.load(&world.solo.deps.storage, &account).unwrap();
    row.leases = MAX_LEASES - 1;
    ACCOUNTS.save(&mut world.solo.deps.storage, &account, &row);
    world.lease("ana", account, vec![lease(1, 1)]).unwrap();
    let refused = world.lease("ana", account, vec![lease(1, 1)]);
    assert_eq!(refused, Err(ContractError::TooManyLeases { account }));
}

#[test]
fn an_account_numbers_as_many_leases_as_there_are_numbers() {
    let (mut world, account) = funded();
    let mut row = ACCOUNTS.load(&world.solo.deps.storage, &account).unwrap();
    row.last = LeaseId(u32::MAX - 1);
    ACCOUNTS.save(&mut world.solo.deps.storage, &account, &row);
    let two = world.lease("ana", account, vec![lease(1, 1); 2]);
    let what = "the number of leases";
    assert_eq!(two, Err(ContractError::Math(MathError::Overflow { what })));
    world.lease("ana", account, vec![lease(1, 1)]).unwrap();
    world.start(&[key(1, account, u32::MAX)]).unwrap();
}

/// A lease costs what was agreed, whatever governance does later.
#[test]
fn a_lease_keeps_its_take_rate() {
    let (mut world, account) = funded();
    world.lease("ana", account, vec![lease(1, UNIT)]).unwrap();
    let params = Params {
        take: Bps(2_000),
        ..params()
    };
    world
        .send("gov", ExecuteMsg::UpdateParams { params })
        .unwrap();
    world.start(&[key(1, account, 1)]).unwrap();
    world.rent("ana", account, vec![lease(2, UNIT)]);
    world.advance(100);
    world
        .withdraw(&[key(1, account, 1), key(2, account, 2)])
        .unwrap();
    assert_eq!(world.held(CREDIT, "provider1"), 98);
    assert_eq!(world.held(CREDIT, "provider2"), 80);
}

/// An escrow of a market that has no book yet.
#[test]
fn without_a_book_nobody_opens_leases() {
    let mut msg = opening_message();
    msg.orderbook = None;
    let mut world = World::bare(&msg).unwrap();
    let account = world.open("ana", 1_000);
    let refused = GuardError::NotAllowed {
        role: "orderbook".to_string(),
        holder: "nobody".to_string(),
    };
    let opened = world.lease("ana", account, vec![lease(1, UNIT)]);
    assert_eq!(opened, Err(refused.into()));
}
