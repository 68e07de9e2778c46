//! Attacks on the first shape of the book, and on this one: who would end up with more than an honest party?

use tender_interfaces::attestation::{provider_key, AttestationRow, CountedClass, ProviderStatus};
use tender_interfaces::demand::{Mismatch, Placement, Quorum};
use tender_interfaces::escrow::{CloseReason, ClosedBy};
use tender_interfaces::orderbook::{
    BookCursor, ExecuteMsg, ExplainMatchResponse, OfferChange, OrderStatus, QueryMsg, TimeInForce,
    Way, MAX_FILLS, MAX_HOLD,
};
use tender_orderbook::ContractError;
use tender_types::{AccountId, AuditorId, OrderKey, Payer, ProviderId, Rate, Seconds, Tier};

use crate::verbs::*;
use crate::world::*;

/// So many providers from id 100 on, each with an H100 offer.
fn crowd(world: &mut World, count: u32, rate: impl Fn(u32) -> u128, units: u32) {
    for number in 0..count {
        let (id, name) = (100 + number, format!("crowd{number}"));
        world.register(&name, id, |_| ());
        world.posts(&name, offer(H100, rate(number), units));
    }
}

#[test]
fn eight_offers_of_one_unit_never_stop_a_larger_order() {
    for units in [8, 9, 16, 90] {
        let mut world = world();
        crowd(&mut world, 8, |_| 499, 1);
        world.posts("pol", offer(H100, 500, 90));
        let (placed, leases) = world.places(demand(units), FOK);
        assert_eq!(placed.missing, 0);
        assert!(leases.len() <= MAX_FILLS);
        let sold: u32 = served(&leases).iter().map(|(_, units, _)| units).sum();
        assert_eq!(sold, units);
    }
}

#[test]
fn dust_does_not_use_up_an_order_that_rests() {
    let mut world = world();
    crowd(&mut world, 8, |_| 499, 1);
    let (placed, leases) = world.places(demand(80), rest(0));
    assert_eq!((placed.status, leases.len()), (OrderStatus::Resting, 0));
    // Whoever sends it, and however little is looked at: nothing that leaves it unfillable is taken.
    let slot = OrderKey {
        account: ANAS,
        slot: 0,
    };
    for max_scan in [None, Some(1), Some(200)] {
        let msg = ExecuteMsg::MatchOrder {
            order: slot,
            max_scan,
        };
        let refused = world.tries("mallory", &msg).unwrap_err();
        assert_eq!(refused, ContractError::NothingMatches { order: slot });
    }
    // Ten of eighty are one lease of eight: now the largest of those that serve it are taken.
    world.posts("pol", offer(H100, 500, 10));
    let msg = ExecuteMsg::MatchOrder {
        order: slot,
        max_scan: None,
    };
    assert_eq!(served(&world.opens("mallory", &msg)), [(2, 10, 5_000)]);
    world.posts("pam", offer(H100, 600, 70));
    let leases = world.opens("mallory", &msg);
    let sold: u32 = served(&leases).iter().map(|(_, units, _)| units).sum();
    // Seven leases are left, and they bring what is wanted: now every unit that is cheaper is taken too.
    assert_eq!((sold, leases.len()), (70, 7));
}

#[test]
fn two_hundred_dead_offers_do_not_close_the_book() {
    let mut world = world();
    crowd(&mut world, 200, |_| 1, 1);
    world.posts("pol", offer(H100, 500, 90));
    for id in 100..300 {
        let jailed = id % 2 == 0;
        world.change(id, |row| {
            row.status = match jailed {
                true => ProviderStatus::Jailed,
                false => ProviderStatus::Suspended,
            };
        });
    }
    let (placed, leases) = world.places(demand(1), scan(TimeInForce::Fok, 1));
    assert_eq!((placed.missing, served(&leases)), (0, vec![(2, 1, 500)]));
    // Eight of them were taken out of the book in passing, and none is gone.
    assert_eq!(world.offer(100, H100).units, 1);
    let page: tender_interfaces::orderbook::OffersResponse = world.answer(QueryMsg::Book {
        class: H100,
        start_after: None,
        limit: Some(100),
    });
    assert_eq!(page.offers[0].offer.provider, ProviderId(108));
    world.check(100);
}

#[test]
fn more_dead_offers_than_a_take_passes_are_passed_by_a_cursor_or_cleared_by_anyone() {
    let mut world = world();
    crowd(&mut world, 201, |_| 1, 1);
    world.posts("pol", offer(H100, 500, 1));
    for id in 100..301 {
        world.change(id, |row| row.bonded = false);
    }
    let refused = world.refuses(demand(1), scan(TimeInForce::Fok, 200));
    assert!(matches!(
        refused,
        ContractError::NotFillable { missing: 1, .. }
    ));
    let explained: ExplainMatchResponse = world.answer(QueryMsg::ExplainMatch {
        demand: demand(1),
        tenant: None,
        start_after: None,
        limit: None,
    });
    assert!(explained.cut_short);
    assert_eq!(explained.candidates.len(), 201);
    let last = explained.candidates.last().unwrap();
    let cursor = BookCursor {
        class: last.offer.class,
        rate: last.rate,
        turn: last.turn,
    };
    let (placed, _) = world.places(demand(1), from(TimeInForce::Fok, cursor));
    assert_eq!(placed.missing, 0);
    let offers: Vec<_> = (100..150).map(|id| key(id, H100)).collect();
    let msg = ExecuteMsg::Expire {
        orders: vec![],
        offers,
    };
    world.send("mallory", &msg).unwrap();
    world.change(2, |row| row.status = ProviderStatus::Active);
    world.posts("pia", offer(H100, 600, 1));
    let (placed, leases) = world.places(demand(1), FOK);
    assert_eq!((placed.missing, served(&leases)), (0, vec![(1, 1, 600)]));
    world.check(100);
}

#[test]
fn two_hundred_honest_offers_elsewhere_do_not_close_the_book_to_who_uses_the_cursor() {
    let mut world = world();
    crowd(&mut world, 200, |number| 400 + u128::from(number % 50), 1);
    for id in 100..300 {
        world.change(id, |row| row.attributes.0[0].attribute = US);
    }
    world.posts("pol", offer(H100, 500, 90));
    let mut wanted = demand(1);
    wanted.attributes = vec!["region=eu-west".to_string()];
    // From the head, the first 200 that are alive are all there is to see.
    let refused = world.refuses(wanted.clone(), scan(TimeInForce::Fok, 200));
    assert!(matches!(refused, ContractError::NotFillable { .. }));
    let mut start_after = None;
    let found = loop {
        let page: ExplainMatchResponse = world.answer(QueryMsg::ExplainMatch {
            demand: wanted.clone(),
            tenant: None,
            start_after,
            limit: Some(100),
        });
        if page.fills.len() == 1 {
            break page;
        }
        let last = page.candidates.last().unwrap();
        start_after = Some(BookCursor {
            class: last.offer.class,
            rate: last.rate,
            turn: last.turn,
        });
    };
    assert_eq!(found.fills[0].offer, key(2, H100));
    let (placed, leases) = world.places(wanted, from(TimeInForce::Fok, start_after.unwrap()));
    assert_eq!((placed.missing, served(&leases)), (0, vec![(2, 1, 500)]));
}

#[test]
fn a_resting_order_goes_to_the_cheapest_and_never_to_the_taker_who_asks_most() {
    let mut world = world();
    let (placed, _) = world.places(demand(4), rest(0));
    assert_eq!(placed.status, OrderStatus::Resting);
    world.posts("pol", offer(H100, 500, 90));
    world.posts("pia", offer(H100, 1_000, 4));
    let order = OrderKey {
        account: ANAS,
        slot: 0,
    };
    let msg = ExecuteMsg::MatchOrder {
        order,
        max_scan: None,
    };
    assert_eq!(served(&world.opens("pia", &msg)), [(2, 4, 2_000)]);
}

#[test]
fn withdrawing_and_posting_again_sells_nothing_twice() {
    let mut world = world();
    let mut sold = 0;
    for _ in 0..5 {
        let posted = world.changes("pia", post(offer(H100, 500, 8)));
        if posted.is_err() {
            break;
        }
        let mut wanted = demand(8);
        wanted.placement = Placement::OneProvider;
        if let Ok((_, leases)) = world.tries("ana", &order(wanted, IOC)) {
            sold += served(&leases)
                .iter()
                .map(|(_, units, _)| units)
                .sum::<u32>();
        }
        world
            .changes("pia", OfferChange::Withdraw { class: H100 })
            .unwrap();
    }
    assert_eq!(sold, 8);
    world.check(30);
}

#[test]
fn what_an_earlier_registration_left_never_comes_alive() {
    let mut world = world();
    world.posts("pia", offer(H100, 500, 2));
    world.change(1, |row| row.status = ProviderStatus::Left);
    assert!(world.tries("ana", &order(demand(1), FOK)).is_err());
    world.wait(Seconds::days(300));
    world.change(1, |row| {
        row.status = ProviderStatus::Active;
        row.epoch = 2;
        row.attestations.clear();
    });
    let refused = world.refuses(demand(1), FOK);
    let ContractError::NotFillable { refused, .. } = refused else {
        panic!("{refused}");
    };
    assert_eq!(refused, Some((ProviderId(1), Mismatch::Epoch {})));
    // Nor does anything but offering it anew bring it back.
    for change in [
        OfferChange::Reprice {
            class: H100,
            rate: Rate(1),
        },
        OfferChange::Report {
            class: H100,
            largest: 1,
        },
        OfferChange::Resize {
            class: H100,
            units: 3,
        },
    ] {
        let error = world.changes("pia", change).unwrap_err();
        let mismatch = Mismatch::Epoch {};
        let provider = ProviderId(1);
        assert_eq!(error, ContractError::CannotServe { provider, mismatch });
    }
    world.posts("pia", offer(H100, 500, 2));
    assert_eq!(world.places(demand(1), FOK).0.missing, 0);
}

#[test]
fn a_released_offer_whose_time_is_over_stays_out_of_the_book() {
    let mut world = world();
    world.posts("pia", until(10, offer(H100, 400, 1)));
    let (_, leases) = world.places(demand(1), FOK);
    assert!(world.in_book(H100).is_empty());
    world.wait(Seconds(10));
    world.closes(&leases[0], CloseReason::Done, ClosedBy::Tenant);
    assert!(world.in_book(H100).is_empty());
    assert_eq!(world.free(1, H100), 1);
    world.check(30);
}

#[test]
fn a_named_auditor_vouches_for_this_hardware_at_this_tier() {
    let mut world = world();
    let statement = |auditor, tier, class| AttestationRow {
        auditor,
        tier: Tier(tier),
        expires_at: after(500),
        attributes: Default::default(),
        classes: vec![CountedClass { class, count: 8 }],
        cores: 0,
        memory_gib: 0,
    };
    world.change(1, |row| {
        row.attestations = vec![statement(AUD, 1, A100), statement(AuditorId(7), 4, H100)];
    });
    world.posts("pia", offer(H100, 500, 8));
    let mut wanted = demand(1);
    wanted.min_tier = Tier(4);
    wanted.signed_by = vec![Quorum {
        k: 1,
        of: vec![addr("aud").into()],
    }];
    assert!(world.tries("ana", &order(wanted.clone(), IOC)).is_err());
    world.change(1, |row| row.attestations[0] = statement(AUD, 4, H100));
    let (_, leases) = world.places(wanted, IOC);
    assert_eq!(leases[0].new.tier, Tier(4));
}

#[test]
fn one_named_provider_that_is_gone_does_not_refuse_the_others() {
    let mut world = world();
    world.posts("pia", offer(H100, 400, 8));
    world.posts("pol", offer(H100, 501, 8));
    world
        .changes("pia", OfferChange::Withdraw { class: H100 })
        .unwrap();
    let way = named(&[(1, &[H100]), (2, &[H100])]);
    let (_, leases) = world.places(lines(vec![gpus(1)], Placement::OneProvider), way);
    assert_eq!(served(&leases), [(2, 1, 501)]);
}

#[test]
fn a_provider_that_did_not_start_does_not_get_every_retry() {
    let mut world = world();
    world.posts("pia", offer(H100, 100, 1));
    world.posts("pol", offer(H100, 500, 8));
    let mut providers = vec![];
    for _ in 0..5 {
        let (_, leases) = world.places(demand(1), FOK);
        let lease = &leases[0];
        providers.push(lease.key.provider.0);
        let response = world.fails(lease, CloseReason::NotStarted, ClosedBy::Anyone);
        // The registry hears of it, and has it out of the market.
        let faults =
            sent_to::<tender_interfaces::attestation::ExecuteMsg>(&response, "attestation");
        assert_eq!(faults.len(), 1);
        let id = lease.key.provider.0;
        world.change(id, |row| row.status = ProviderStatus::Suspended);
        if id == 2 {
            break;
        }
    }
    assert_eq!(providers, [1, 2]);
}

#[test]
fn nobody_rests_orders_on_a_strangers_account() {
    let mut world = world();
    let mut rests = 0;
    for account in 1..20 {
        let mut wanted = demand(1);
        wanted.account = Payer::Account(AccountId(account));
        rests += u32::from(world.tries("mallory", &order(wanted, rest(0))).is_ok());
    }
    assert_eq!(rests, 0);
}

#[test]
fn capacity_is_what_auditors_count_and_not_what_a_provider_says() {
    let mut world = world();
    let counted = |counted, offered| {
        let mismatch = Mismatch::Counted { counted, offered };
        ContractError::AboveAttested { mismatch }
    };
    world.posts("pia", offer(H100, 500, 100));
    let refused = world.changes("pia", post(offer(H100, 500, 101)));
    assert_eq!(refused, Err(counted(100, 101)));
    world.change(2, |row| row.attestations.clear());
    let refused = world.changes("pol", post(offer(H100, 500, 3)));
    assert_eq!(refused, Err(counted(2, 3)));
    world.posts("pol", offer(H100, 500, 2));
}

#[test]
fn one_row_of_a_later_release_keeps_out_its_provider_and_nobody_else() {
    let mut world = world();
    world.posts("pia", offer(H100, 400, 1));
    world.posts("pol", offer(H100, 500, 90));
    world.registry(provider_key(ProviderId(1)), vec![2, 0, 0, 0]);
    let (_, leases) = world.places(demand(1), FOK);
    assert_eq!(served(&leases), [(2, 1, 500)]);
    // It is not taken out of the book by anybody: nothing is known against it.
    let offers = vec![key(1, H100)];
    let orders = vec![];
    let msg = ExecuteMsg::Expire { orders, offers };
    assert!(world.send("mallory", &msg).unwrap().events.is_empty());
    assert_eq!(world.in_book(H100), [1, 2]);
    let way = named(&[(1, &[H100]), (2, &[H100])]);
    let (_, leases) = world.places(lines(vec![gpus(1)], Placement::OneProvider), way);
    assert_eq!(served(&leases), [(2, 1, 500)]);
    let explained: ExplainMatchResponse = world.answer(QueryMsg::ExplainMatch {
        demand: demand(1),
        tenant: None,
        start_after: None,
        limit: None,
    });
    assert_eq!(
        explained.candidates[0].mismatch,
        Some(Mismatch::Unreadable {})
    );
}

/// `escrow` refuses a lease that is held for longer than its minimum runway: at the head of the book such an
/// offer would have everybody refused.
#[test]
fn nobody_offers_what_no_account_is_funded_for() {
    let mut world = world();
    let held = |start_within: u64, min_run: u64| {
        let mut slow = offer(H100, 1, 1);
        slow.terms.start_within = Seconds(start_within);
        slow.terms.min_run = Seconds(min_run);
        slow
    };
    let most = MAX_HOLD.0;
    world.posts("pia", held(most - 600, 600));
    world.posts("pia", held(most, 0));
    let refused = world
        .changes("pia", post(held(most - 599, 600)))
        .unwrap_err();
    let held = Seconds(most + 1);
    assert_eq!(
        refused,
        out_of_range("start_within and min_run", held, Seconds::ZERO, MAX_HOLD)
    );
}

/// A tenant that takes its time cannot have the hardware held for longer than it was offered for.
#[test]
fn a_lease_begins_within_what_its_provider_offered() {
    let mut world = world();
    world.posts("pia", offer(H100, 500, 8));
    let mut wanted = demand(1);
    wanted.start_within = Some(Seconds(3_600));
    let (_, leases) = world.places(wanted.clone(), FOK);
    assert_eq!(leases[0].new.start_within, Seconds(300));
    wanted.start_within = Some(Seconds(299));
    assert!(world.tries("ana", &order(wanted, FOK)).is_err());
}

/// A provider whose count fell cannot stay in front by posting what it has no longer.
#[test]
fn what_is_above_the_count_is_not_put_back_into_the_book() {
    let mut world = world();
    world.posts("pia", offer(H100, 1, 8));
    world.count(1, 4);
    world.posts("pol", offer(H100, 500, 8));
    let (_, leases) = world.places(demand(1), FOK);
    assert_eq!(served(&leases), [(2, 1, 500)]);
    assert_eq!(world.in_book(H100), [2]);
    let mismatch = Mismatch::Counted {
        counted: 4,
        offered: 8,
    };
    let above = ContractError::AboveAttested { mismatch };
    for change in [
        post(offer(H100, 1, 8)),
        OfferChange::Reprice {
            class: H100,
            rate: Rate(2),
        },
        OfferChange::Report {
            class: H100,
            largest: 8,
        },
    ] {
        assert_eq!(world.changes("pia", change).err().as_ref(), Some(&above));
    }
    // Less can always be offered: it is in the book once it is what there is.
    let resize = |units| OfferChange::Resize { class: H100, units };
    world.makes("pia", resize(5));
    assert_eq!(world.in_book(H100), [2]);
    world.makes("pia", resize(4));
    assert_eq!(world.in_book(H100), [1, 2]);
    world.check(30);
}

#[test]
fn a_decline_that_costs_nothing_is_told_all_the_same() {
    let mut world = world();
    let mut params = params();
    params.decline = tender_types::Bps(0);
    world
        .send("owner", &ExecuteMsg::UpdateParams { params })
        .unwrap();
    world.posts("pia", offer(H100, 100, 1));
    let (_, leases) = world.places(demand(1), FOK);
    let response = world.fails(&leases[0], CloseReason::Declined, ClosedBy::Provider);
    let told = sent_to::<tender_interfaces::attestation::ExecuteMsg>(&response, "attestation");
    assert!(matches!(
        told.as_slice(),
        [tender_interfaces::attestation::ExecuteMsg::Fault { slash, .. }] if slash.is_zero()
    ));
}

/// Whoever sends the message, it starts at the head: only the tenant chooses where to start.
#[test]
fn nobody_else_chooses_where_to_start() {
    let mut world = world();
    world.posts("pia", offer(H100, 100, 1));
    world.posts("pol", offer(H100, 500, 8));
    let cursor = BookCursor {
        class: H100,
        rate: Rate(100),
        turn: 1,
    };
    let (_, leases) = world.places(demand(1), from(TimeInForce::Fok, cursor));
    assert_eq!(served(&leases), [(2, 1, 500)]);
    let Way::Rest { .. } = rest(0) else {
        panic!("another way");
    };
    let mut wanted = demand(1);
    wanted.lines[0] = gpus_of(1, 1, &[(H100_NAME, 99)]);
    world.places(wanted, rest(0));
    let order = OrderKey {
        account: ANAS,
        slot: 0,
    };
    let msg = serde_json::json!({ "match_order": {
        "order": order, "start_after": { "class": "1", "rate": "100", "turn": 1 },
    }});
    assert!(world.send("mallory", &msg).is_err());
}
