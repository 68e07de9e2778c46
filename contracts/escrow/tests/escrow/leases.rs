//! Opening leases: what is stored, what is told, what is refused.

use cosmwasm_std::HexBinary;
use tender_escrow::state::ACCOUNTS;
use tender_escrow::ContractError;
use tender_guard::GuardError;
use tender_interfaces::escrow::{
    ExecuteMsg, Funding, LeaseResponse, NewLease, Params, MAX_BATCH, MAX_LEASES,
};
use tender_interfaces::events::LeaseOpened;
use tender_math::MathError;
use tender_testkit::solo::{addr, events};
use tender_types::{
    AccountId, AskId, Bps, ClassId, Echo, LeaseId, Micro, ProviderId, Rate, Seconds, Tier,
};

use crate::world::{
    at, key, lease, order, params, payee, told, World, CREDIT, GRACE, RUNWAY, UNIT, USD,
};

/// A world in which ana has 1 000 units.
fn funded() -> (World, AccountId) {
    let mut world = World::new();
    let account = world.open("ana", 1_000);
    (world, account)
}

#[test]
fn a_lease_is_what_the_market_says() {
    let (mut world, account) = funded();
    world.advance(5);
    let new = NewLease {
        units: 3,
        ..lease(8, 4, 1_000_025)
    };
    let opened: LeaseOpened = told(&world.lease("ana", account, vec![new]).unwrap());
    // Two percent of 3 000 075, rounded down.
    let (rate, fee_rate) = (Rate(3_000_075), Rate(60_001));
    let expected = LeaseOpened {
        account,
        lease: LeaseId(8),
        provider: ProviderId(4),
        payee: payee(4).into(),
        class: ClassId(3),
        units: 3,
        rate,
        fee_rate,
        ask: Some(AskId(7)),
        tier: Tier(2),
        manifest_hash: HexBinary::from(&[9; 32]),
        runs_out_at: Some(at(5 + 333)),
    };
    assert_eq!(opened, expected);
    assert_eq!(world.account(account).rate, rate);
    assert_eq!(world.account(account).leases, 1);
}

/// The terms of a lease can be rebuilt from the one event that opens it, and the time of its block.
#[test]
fn a_lease_is_what_its_event_says() {
    let (mut world, account) = funded();
    world.advance(5);
    let opened_at = world.solo.now();
    let won = NewLease {
        ask: None,
        tier: Tier(4),
        ..lease(9, 2, 2 * UNIT)
    };
    let leases = vec![lease(8, 4, UNIT), won];
    let events = events(&world.lease("ana", account, leases).unwrap());
    let mut rebuilt = events.into_iter().map(|event: LeaseOpened| LeaseResponse {
        lease: key(event.account, event.lease.0),
        provider: event.provider,
        payee: event.payee,
        class: event.class,
        units: event.units,
        rate: event.rate,
        fee_rate: event.fee_rate,
        ask: event.ask,
        tier: event.tier,
        manifest_hash: event.manifest_hash,
        opened_at,
        seconds: Seconds::ZERO,
        paid: Micro::ZERO,
        owed: Micro::ZERO,
    });
    for id in [8, 9] {
        assert_eq!(rebuilt.next(), Some(world.lease_of(account, id)));
    }
    assert_eq!(rebuilt.next(), None);
}

#[test]
fn leases_of_one_order_start_together() {
    let (mut world, account) = funded();
    let opened = world.lease(
        "ana",
        account,
        vec![lease(1, 1, UNIT), lease(2, 2, 3 * UNIT)],
    );
    let opened: Vec<LeaseOpened> = events(&opened.unwrap());
    assert_eq!(opened.len(), 2);
    assert!(opened.iter().all(|each| each.runs_out_at == Some(at(250))));
    let runs_out_at = at(250);
    assert_eq!(
        world.account(account).funding,
        Funding::Funded { runs_out_at }
    );
}

#[test]
fn only_the_market_opens_leases() {
    let (mut world, account) = funded();
    let msg = order("ana", account, CREDIT, vec![lease(1, 1, UNIT)]);
    for stranger in ["ana", "gov", "credit"] {
        let refused = GuardError::NotAllowed {
            role: "orderbook or auction".to_string(),
            holder: format!("{} or {}", addr("orderbook"), addr("auction")),
        };
        assert_eq!(world.send(stranger, msg.clone()), Err(refused.into()));
    }
    world.send("auction", msg).unwrap();
}

#[test]
fn only_the_tenants_own_account_pays() {
    let (mut world, account) = funded();
    let own = order("eve", account, CREDIT, vec![lease(1, 1, UNIT)]);
    let owner = addr("ana").into();
    let not_owner = ContractError::NotOwner { account, owner };
    assert_eq!(world.send("orderbook", own), Err(not_owner));
    let usd = order("ana", account, USD, vec![lease(1, 1, UNIT)]);
    let mismatch = ContractError::AssetMismatch {
        account,
        expected: CREDIT,
        found: USD,
    };
    assert_eq!(world.send("orderbook", usd), Err(mismatch));
    let account = AccountId(2);
    let missing = world.lease("ana", account, vec![lease(1, 1, UNIT)]);
    assert_eq!(missing, Err(ContractError::AccountNotFound { account }));
}

#[test]
fn the_runway_must_be_there_for_all_leases_together() {
    let (mut world, account) = funded();
    // 1 000 units for 60 seconds: 16 666 666 pico-units per second are the most.
    let most = 1_000 * UNIT / u128::from(RUNWAY);
    let refused = world.lease("ana", account, vec![lease(1, 1, most), lease(2, 1, 1)]);
    let short = || ContractError::InsufficientRunway {
        needed: Micro(1_001),
        available: Micro(1_000),
        deposit_at_least: Micro(1),
    };
    assert_eq!(refused, Err(short()));
    world
        .lease("ana", account, vec![lease(1, 1, most)])
        .unwrap();
    assert_eq!(
        world.lease("ana", account, vec![lease(2, 1, 1)]),
        Err(short())
    );
    world.deposit("ana", account, 1).unwrap();
    world.lease("ana", account, vec![lease(2, 1, 1)]).unwrap();
}

#[test]
fn an_account_without_money_gets_no_lease() {
    let (mut world, account) = funded();
    world
        .lease("ana", account, vec![lease(1, 1, 10 * UNIT)])
        .unwrap();
    world.advance(101);
    let since = at(100);
    let starved = Err(ContractError::AccountStarved { account, since });
    assert_eq!(world.lease("ana", account, vec![lease(2, 1, 1)]), starved);
    world.advance(GRACE);
    assert_eq!(world.lease("ana", account, vec![lease(2, 1, 1)]), starved);
}

#[test]
fn a_lease_is_opened_once() {
    let (mut world, account) = funded();
    world
        .lease("ana", account, vec![lease(5, 1, UNIT)])
        .unwrap();
    let again = world.lease("ana", account, vec![lease(6, 1, UNIT), lease(5, 2, UNIT)]);
    assert_eq!(
        again,
        Err(ContractError::LeaseExists {
            account,
            lease: LeaseId(5)
        })
    );
    assert_eq!(world.account(account).leases, 1);
    let twice = world.lease("ana", account, vec![lease(7, 1, UNIT), lease(7, 2, UNIT)]);
    assert_eq!(twice, Err(GuardError::Duplicate { what: "leases" }.into()));
    world.close_account("ana", account).unwrap();
}

#[test]
fn what_makes_no_lease_is_refused() {
    let (mut world, account) = funded();
    let mut refusal = |new: NewLease| world.lease("ana", account, vec![new]).unwrap_err();
    for (units, rate) in [(0, UNIT), (1, 0)] {
        let nothing = NewLease {
            units,
            ..lease(1, 1, rate)
        };
        let empty = ContractError::EmptyLease {
            lease: LeaseId(1),
            units,
            rate: Rate(rate),
        };
        assert_eq!(refusal(nothing), empty);
    }
    let overflow = |what| ContractError::Math(MathError::Overflow { what });
    let endless = refusal(NewLease {
        units: 2,
        ..lease(1, 1, u128::MAX)
    });
    assert_eq!(endless, overflow("the lease's rate"));
    let endless = refusal(lease(1, 1, u128::MAX));
    assert_eq!(endless, overflow("the minimum runway"));
    let upper = payee(1).to_string().to_uppercase();
    let shouted = refusal(NewLease {
        payee: upper.clone(),
        ..lease(1, 1, UNIT)
    });
    let ContractError::Guard(GuardError::Address { text, .. }) = shouted else {
        panic!("{shouted:?}")
    };
    assert_eq!(text, Echo::of(upper));
}

#[test]
fn lists_and_hashes_have_their_lengths() {
    let (mut world, account) = funded();
    for length in [0, MAX_BATCH + 1] {
        let many = (0u64..).take(length).map(|id| lease(id, 1, 1)).collect();
        let refused = GuardError::ListLength {
            what: "leases",
            length,
            min: 1,
            max: MAX_BATCH,
        };
        assert_eq!(world.lease("ana", account, many), Err(refused.into()));
    }
    let most = (0u64..).take(MAX_BATCH).map(|id| lease(id, 1, 1)).collect();
    world.lease("ana", account, most).unwrap();
    for length in [0usize, 31, 33] {
        let mut msg = order("ana", account, CREDIT, vec![lease(99, 1, 1)]);
        if let ExecuteMsg::OpenLeases { manifest_hash, .. } = &mut msg {
            *manifest_hash = vec![1; length].into();
        }
        let refused = world.send("orderbook", msg);
        assert_eq!(refused, Err(ContractError::ManifestHash { length }));
    }
}

#[test]
fn an_account_has_ten_thousand_leases_at_most() {
    let (mut world, account) = funded();
    let mut row = ACCOUNTS.load(&world.solo.deps.storage, &account).unwrap();
    row.leases = MAX_LEASES - 1;
    ACCOUNTS.save(&mut world.solo.deps.storage, &account, &row);
    world.lease("ana", account, vec![lease(1, 1, 1)]).unwrap();
    let refused = world.lease("ana", account, vec![lease(2, 1, 1)]);
    assert_eq!(refused, Err(ContractError::TooManyLeases { account }));
}

/// A lease costs what was agreed, whatever governance does later.
#[test]
fn a_lease_keeps_its_take_rate() {
    let (mut world, account) = funded();
    world
        .lease("ana", account, vec![lease(1, 1, UNIT)])
        .unwrap();
    let params = Params {
        take: Bps(2_000),
        ..params()
    };
    world
        .send("gov", ExecuteMsg::UpdateParams { params })
        .unwrap();
    world
        .lease("ana", account, vec![lease(2, 2, UNIT)])
        .unwrap();
    world.advance(100);
    world.withdraw(&[key(account, 1), key(account, 2)]).unwrap();
    assert_eq!(world.held(CREDIT, "provider1"), 98);
    assert_eq!(world.held(CREDIT, "provider2"), 80);
}
