//! Orders that the book serves.

use proptest::prelude::*;
use tender_guard::GuardError;
use tender_interfaces::admin::{ActionClass, AdminMsg};
use tender_interfaces::attestation::ProviderStatus;
use tender_interfaces::demand::{Demand, Mismatch, Placement};
use tender_interfaces::events::{LeasePromised, OfferChanged, OrderPlaced};
use tender_interfaces::orderbook::{
    BookCursor, ExecuteMsg, ExplainMatchResponse, OfferState, Order, OrderStatus, Promised,
    QueryMsg, TimeInForce, Units, MAX_SCAN,
};
use tender_orderbook::ContractError;
use tender_storage::unpack;
use tender_types::{AssetIndex, Payer, ProviderId, Rate, Seconds};

use crate::verbs::*;
use crate::world::*;

fn fails(world: &mut World, demand: Demand) -> Option<(ProviderId, Mismatch)> {
    match world.refuses(demand, FOK) {
        ContractError::NotFillable { refused, .. } => refused,
        other => panic!("{other}"),
    }
}

#[test]
fn an_order_is_leased_at_once_from_the_cheapest() {
    let mut world = world();
    world.posts("pia", offer(H100, 600, 4));
    world.posts("pol", offer(H100, 500, 2));
    let (placed, leases) = world.places(demand(3), FOK);
    assert_eq!((placed.missing, placed.status), (0, OrderStatus::Filled));
    assert_eq!(served(&leases), [(2, 2, 1_000), (1, 1, 600)]);
    let new = &leases[0].new;
    assert_eq!(new.payee, addr("pol").as_str());
    assert_eq!(
        new.draw.gpus,
        [Units {
            class: H100,
            units: 2
        }]
    );
    assert_eq!((new.start_within, new.min_run), (Seconds(300), Seconds(60)));
    assert_eq!(
        (new.notice, new.instant, new.slot),
        (Seconds(600), false, None)
    );
    assert_eq!(new.tier, tender_types::Tier(2));
    assert_eq!(world.offer(2, H100).state, OfferState::SoldOut);
    assert_eq!(world.free(1, H100), 3);
    world.check(30);
}

#[test]
fn what_was_ordered_and_promised_is_whole_in_the_events() {
    let mut world = world();
    world.posts("pia", offer(H100, 600, 4));
    let response = world.send("ana", &order(demand(3), FOK)).unwrap();
    let placed = events::<OrderPlaced>(&response.events).pop().unwrap();
    assert_eq!((placed.replicas, placed.missing, placed.slot), (3, 0, None));
    let whole: Order = unpack(&placed.order).unwrap();
    assert_eq!(
        (whole.tenant, whole.demand.replicas()),
        (canonical("ana"), 3)
    );
    assert!(whole.named.is_empty());
    let promised = events::<LeasePromised>(&response.events).pop().unwrap();
    let digest = <sha2::Sha256 as sha2::Digest>::digest(
        [placed.order.as_slice(), promised.promised.as_slice()].concat(),
    );
    assert_eq!(
        promised.digest,
        cosmwasm_std::HexBinary::from(digest.to_vec())
    );
    let promised: Promised = unpack(&promised.promised).unwrap();
    assert_eq!((promised.rate, promised.replicas), (Rate(1_800), 3));
    assert_eq!(
        (promised.carries, promised.auditors),
        (vec![carried()], vec![AUD])
    );
    assert_eq!((promised.region, promised.beside), (Some(EU), vec![]));
    let changed = events::<OfferChanged>(&response.events).pop().unwrap();
    assert_eq!((changed.free, changed.state), (1, OfferState::Standing));
}

#[test]
fn alternatives_compete_by_rate_each_under_its_own_ceiling() {
    let mut world = world();
    world.posts("pia", offer(A100, 300, 2));
    world.posts("pol", offer(H100, 400, 2));
    world.posts("pam", offer(A100, 401, 2));
    let wanted = |ceiling| {
        let classes = [(H100_NAME, 1_000), (A100_NAME, ceiling)];
        lines(vec![gpus_of(6, 1, &classes)], Placement::Any)
    };
    assert_eq!(
        served(&world.places(wanted(300), IOC).1),
        [(1, 2, 600), (2, 2, 800)]
    );
    let refused = world.refuses(wanted(400), IOC);
    assert!(matches!(
        refused,
        ContractError::NotFillable {
            missing: 6,
            wanted: 6,
            ..
        }
    ));
    assert_eq!(served(&world.places(wanted(401), IOC).1), [(3, 2, 802)]);
}

#[test]
fn fill_or_kill_takes_all_or_nothing_and_the_other_what_there_is() {
    let mut world = world();
    world.posts("pia", offer(H100, 500, 4));
    let refused = world.refuses(demand(5), FOK);
    let (missing, wanted, refused_by) = (1, 5, None);
    let error = ContractError::NotFillable {
        missing,
        wanted,
        refused: refused_by,
    };
    assert_eq!(refused, error);
    assert_eq!(world.free(1, H100), 4);
    let (placed, leases) = world.places(demand(5), IOC);
    assert_eq!((placed.missing, placed.status), (1, OrderStatus::Dropped));
    assert_eq!(served(&leases), [(1, 4, 2_000)]);
    let nothing = world.refuses(demand(5), IOC);
    assert!(matches!(
        nothing,
        ContractError::NotFillable { missing: 5, .. }
    ));
}

#[test]
fn immediate_or_cancel_fills_as_far_as_the_purse_and_the_limit_reach() {
    let mut world = world();
    world.posts("pia", offer(H100, 500, 2));
    world.posts("pol", offer(H100, 600, 8));
    world.purse(ANAS, 500 * 2 + 600 * 3 + 599);
    let (placed, leases) = world.places(demand(8), IOC);
    assert_eq!(
        (placed.missing, served(&leases)),
        (3, vec![(1, 2, 1_000), (2, 3, 1_800)])
    );
    world.purse(ANAS, 1_000_000);
    let mut limited = demand(5);
    limited.max_rate = Rate(600 * 2 + 1);
    assert_eq!(world.places(limited.clone(), IOC).0.missing, 3);
    limited.max_rate = Rate(599);
    assert!(matches!(
        world.refuses(limited, IOC),
        ContractError::NotFillable { missing: 5, .. }
    ));
    // All or nothing is bound by it too, and the purse is the escrow's to judge.
    let mut all = demand(3);
    world.purse(ANAS, 0);
    all.max_rate = Rate(1_799);
    let (rate, max_rate) = (Rate(1_800), Rate(1_799));
    assert_eq!(
        world.refuses(all.clone(), FOK),
        ContractError::AboveMaxRate { rate, max_rate }
    );
    all.max_rate = Rate(1_800);
    assert_eq!(world.places(all, FOK).0.missing, 0);
    world.check(30);
}

#[test]
fn replicas_of_several_gpus_are_in_one_machine() {
    let mut world = world();
    let mut small = offer(H100, 400, 16);
    small.largest = Some(2);
    world.posts("pia", small);
    world.posts("pol", offer(H100, 500, 10));
    let wanted = lines(vec![gpus_of(2, 4, &[(H100_NAME, 1_000)])], Placement::Any);
    // Ten are two replicas of four.
    assert_eq!(
        served(&world.places(wanted.clone(), FOK).1),
        [(2, 8, 4_000)]
    );
    let mismatch = Mismatch::Largest {
        largest: 2,
        wanted: 4,
    };
    assert_eq!(fails(&mut world, wanted), Some((ProviderId(1), mismatch)));
}

#[test]
fn placements_are_kept() {
    let mut world = world();
    let us = |row: &mut tender_interfaces::attestation::ProviderRow| {
        row.attributes.0[0].attribute = US;
    };
    for (id, rate) in [(1, 100), (2, 200), (3, 300)] {
        let name = world.providers[&id].0.clone();
        world.posts(&name, offer(H100, rate, 4));
    }
    world.change(2, us);
    let with = |replicas, placement| lines(vec![gpus(replicas)], placement);
    let spread = Placement::Spread {
        max_per_provider: 2,
    };
    let (_, leases) = world.places(with(6, spread), FOK);
    assert_eq!(served(&leases), [(1, 2, 200), (2, 2, 400), (3, 2, 600)]);
    // Each has two left: in one region there are four, of one provider two.
    let (_, leases) = world.places(with(3, Placement::SameRegion), FOK);
    assert_eq!(served(&leases), [(1, 2, 200), (3, 1, 300)]);
    assert!(world
        .tries("ana", &order(with(2, Placement::SameRegion), FOK))
        .is_ok());
    assert!(world
        .tries("ana", &order(with(2, Placement::OneProvider), FOK))
        .is_err());
    assert_eq!(
        served(&world.places(with(1, Placement::OneProvider), FOK).1),
        [(3, 1, 300)]
    );
    // Where it is has to be known.
    world.posts("pia", offer(H100, 100, 90));
    world.change(1, |row| row.attributes.0.clear());
    let unknown = fails(&mut world, with(1, Placement::SameRegion));
    assert_eq!(unknown, Some((ProviderId(1), Mismatch::Region {})));
    world.check(30);
}

#[test]
fn nobody_is_matched_who_is_dead_and_who_is_met_so_is_parked() {
    type Death = (
        fn(&mut tender_interfaces::attestation::ProviderRow),
        Mismatch,
    );
    let counted = Mismatch::Counted {
        counted: 2,
        offered: 4,
    };
    let deaths: [Death; 4] = [
        (
            |row| row.status = ProviderStatus::Leaving,
            Mismatch::ProviderStatus {},
        ),
        (|row| row.bonded = false, Mismatch::Bond {}),
        (|row| row.epoch = 2, Mismatch::Epoch {}),
        (|row| row.attestations[0].expires_at = after(0), counted),
    ];
    for (change, mismatch) in deaths {
        let mut world = world();
        world.posts("pia", offer(H100, 100, 4));
        world.change(1, change);
        assert_eq!(
            fails(&mut world, demand(1)),
            Some((ProviderId(1), mismatch))
        );
        assert_eq!(world.in_book(H100), [1]);
        world.posts("pol", offer(H100, 500, 4));
        let response = world.send("ana", &order(demand(1), FOK)).unwrap();
        let parked = events::<OfferChanged>(&response.events);
        assert_eq!(
            (parked[0].provider, parked[0].state),
            (ProviderId(1), OfferState::Parked)
        );
        assert_eq!(world.in_book(H100), [2]);
        world.check(30);
    }
}

#[test]
fn an_offer_ends_at_its_second() {
    let mut world = world();
    world.posts("pia", until(10, offer(H100, 100, 4)));
    world.wait(Seconds(9));
    assert_eq!(world.places(demand(1), FOK).0.missing, 0);
    world.wait(Seconds(1));
    assert_eq!(
        fails(&mut world, demand(1)),
        Some((ProviderId(1), Mismatch::Expired {}))
    );
    // A tier ends with its attestation.
    world.posts("pol", offer(H100, 100, 2));
    let mut wanted = demand(1);
    wanted.min_tier = tender_types::Tier(2);
    world.at(after(9_999));
    assert_eq!(world.places(wanted.clone(), FOK).0.missing, 0);
    world.at(after(10_000));
    let tier = Mismatch::Tier {
        tier: tender_types::Tier::NONE,
        wanted: tender_types::Tier(2),
    };
    wanted.exclude = vec![ProviderId(1)];
    let last = world.refuses(
        wanted,
        from(
            TimeInForce::Fok,
            BookCursor {
                class: H100,
                rate: Rate(100),
                turn: 1,
            },
        ),
    );
    assert!(
        matches!(last, ContractError::NotFillable { refused: Some((ProviderId(2), mismatch)), .. } if mismatch == tier)
    );
}

#[test]
fn a_scan_has_its_bounds() {
    let mut world = world();
    for max_scan in [0, MAX_SCAN + 1] {
        let error = out_of_range("max_scan", max_scan, 1, MAX_SCAN);
        assert_eq!(
            world.refuses(demand(1), scan(TimeInForce::Fok, max_scan)),
            error
        );
    }
    world.posts("pia", offer(H100, 100, 1));
    world.posts("pol", offer(H100, 200, 1));
    let missing = |refused| match refused {
        ContractError::NotFillable { missing, .. } => missing,
        other => panic!("{other}"),
    };
    let refused = world.refuses(demand(2), scan(TimeInForce::Fok, 1));
    assert_eq!(missing(refused), 1);
    assert_eq!(
        world.places(demand(2), scan(TimeInForce::Fok, 2)).0.missing,
        0
    );
}

#[test]
fn the_book_serves_one_line_of_gpus() {
    let mut world = world();
    world.posts("pia", offer(H100, 100, 4));
    let mut ips = lines(vec![gpus(1)], Placement::OneProvider);
    ips.public_ips = 1;
    for wanted in [
        lines(vec![cpus(1, 1, 1)], Placement::Any),
        lines(vec![gpus(1), gpus(1)], Placement::Any),
        ips,
    ] {
        for way in [FOK, IOC, rest(0)] {
            assert_eq!(
                world.refuses(wanted.clone(), way),
                ContractError::OneGpuLine
            );
        }
    }
    // What goes beyond the GPUs is of the card, which the book does not know.
    let mut more = demand(1);
    more.lines[0].cpu_milli = 16_001;
    assert!(matches!(
        fails(&mut world, more),
        Some((_, Mismatch::Short { .. }))
    ));
    let mut exact = demand(1);
    exact.lines[0].cpu_milli = 16_000;
    assert_eq!(world.places(exact, FOK).0.missing, 0);
}

#[test]
fn an_order_names_the_asset_of_its_account() {
    let mut world = world();
    let mut taking = offer(H100, 100, 4);
    taking.terms.assets = vec![AssetIndex(3)];
    world.posts("pia", taking);
    world.posts("pol", offer(H100, 50, 4));
    world.holds(ANAS, AssetIndex(3));
    let (found, named) = (AssetIndex(3), AssetIndex(0));
    assert_eq!(
        world.refuses(demand(1), IOC),
        ContractError::Asset { found, named }
    );
    let mut other = demand(1);
    other.asset = AssetIndex(3);
    assert_eq!(served(&world.places(other.clone(), IOC).1), [(1, 1, 100)]);
    other.account = Payer::Newest;
    let (_, leases) = world.places(other, FOK);
    assert_eq!(leases[0].key.account, ANAS);
}

#[test]
fn what_begins_together_is_filled_at_once_or_not() {
    let mut world = world();
    world.posts("pia", offer(H100, 100, 1));
    world.posts("pol", offer(H100, 100, 1));
    let mut gang = demand(2);
    gang.together = true;
    assert_eq!(
        world.refuses(gang.clone(), IOC),
        ContractError::TogetherRests
    );
    assert_eq!(
        world.refuses(gang.clone(), rest(0)),
        ContractError::TogetherRests
    );
    assert_eq!(world.places(gang, FOK).1.len(), 2);
}

#[test]
fn a_paused_class_is_refused_and_what_takes_back_is_not() {
    let mut world = world();
    world.posts("pia", offer(H100, 100, 4));
    let mut waiting = demand(1);
    waiting.lines[0] = gpus_of(1, 1, &[(A100_NAME, 1)]);
    world.places(waiting, rest(0));
    let class = ActionClass::Order;
    world
        .send("guardian", &ExecuteMsg::Admin(AdminMsg::Pause { class }))
        .unwrap();
    let refused = world.refuses(demand(1), FOK);
    assert!(matches!(
        refused,
        ContractError::Guard(GuardError::PausedUntil { .. })
    ));
    let slot = tender_types::OrderKey {
        account: ANAS,
        slot: 0,
    };
    world
        .send("ana", &ExecuteMsg::CancelOrder { order: slot })
        .unwrap();
}

/// What is generated: offers of three classes of providers in two regions, some of them dead.
#[derive(Clone, Debug)]
struct Generated {
    offers: Vec<(u32, usize, u128, u32)>,
    dead: Vec<u32>,
    abroad: Vec<u32>,
    replicas: u32,
    per_replica: u32,
    ceilings: [u128; 2],
    placement: Placement,
    max_scan: u32,
    cursor: Option<prop::sample::Index>,
}

fn generated() -> impl Strategy<Value = Generated> {
    let offers = prop::collection::vec((100u32..112, 0usize..2, 1u128..20, 1u32..9), 0..16);
    let ids = || prop::collection::vec(100u32..112, 0..4);
    let placement = prop_oneof![
        Just(Placement::Any),
        Just(Placement::OneProvider),
        Just(Placement::SameRegion),
        (1u32..6).prop_map(|max_per_provider| Placement::Spread { max_per_provider }),
    ];
    let ceilings = [1u128..25, 1u128..25];
    let rest = (
        placement,
        1u32..20,
        prop::option::of(any::<prop::sample::Index>()),
    );
    (offers, ids(), ids(), 1u32..30, 1u32..4, ceilings, rest).prop_map(
        |(offers, dead, abroad, replicas, per_replica, ceilings, (placement, max_scan, cursor))| {
            Generated {
                offers,
                dead,
                abroad,
                replicas,
                per_replica,
                ceilings,
                placement,
                max_scan,
                cursor,
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn what_is_explained_is_what_is_taken(case in generated()) {
        let mut world = world();
        for id in 100..112 {
            world.register(&format!("p{id}"), id, |_| ());
        }
        let mut cursors = vec![];
        for (id, class, rate, units) in &case.offers {
            let class = [H100, A100][*class];
            world.posts(&format!("p{id}"), offer(class, *rate, *units));
            cursors.push(BookCursor { class, rate: Rate(*rate), turn: world.offer(*id, class).turn });
        }
        for id in &case.dead {
            world.change(*id, |row| row.status = ProviderStatus::Suspended);
        }
        for id in &case.abroad {
            world.change(*id, |row| row.attributes.0[0].attribute = US);
        }
        let classes = [(H100_NAME, case.ceilings[0]), (A100_NAME, case.ceilings[1])];
        let wanted = lines(vec![gpus_of(case.replicas, case.per_replica, &classes)], case.placement);
        let start_after = case.cursor.filter(|_| !cursors.is_empty()).map(|index| *index.get(&cursors));
        let explained: ExplainMatchResponse = world.answer(QueryMsg::ExplainMatch {
            demand: wanted.clone(),
            tenant: None,
            start_after,
            limit: Some(case.max_scan),
        });
        let looked = |one: &&tender_interfaces::orderbook::Candidate| !matches!(one.mismatch, Some(Mismatch::ProviderStatus {}));
        let alive = explained.candidates.iter().filter(looked).count();
        prop_assert!(alive <= usize::try_from(case.max_scan).unwrap());
        let in_order: Vec<_> = explained.candidates.iter().map(|one| (one.rate, one.turn)).collect();
        prop_assert!(in_order.windows(2).all(|pair| pair[0] < pair[1]));
        let way = tender_interfaces::orderbook::Way::Book {
            time_in_force: TimeInForce::Ioc,
            max_scan: Some(case.max_scan),
            start_after,
        };
        let expected: Vec<_> = explained.fills.iter().map(|fill| (fill.offer.provider.0, fill.units, fill.rate.0)).collect();
        match world.tries("ana", &order(wanted, way)) {
            Ok((response, leases)) => {
                let placed: tender_interfaces::orderbook::Placed = data(&response);
                prop_assert_eq!(served(&leases), expected);
                prop_assert_eq!(placed.missing, explained.missing);
            }
            Err(ContractError::NotFillable { missing, .. }) => {
                prop_assert!(expected.is_empty());
                prop_assert_eq!(missing, explained.missing);
            }
            Err(other) => prop_assert!(false, "{}", other),
        }
        world.check(100);
    }
}
