//! Orders that are matched anew: whoever sends the message, nobody gains by it.

use cosmwasm_std::HexBinary;
use tender_interfaces::demand::{Demand, Placement};
use tender_interfaces::escrow::{CloseReason, ClosedBy};
use tender_interfaces::orderbook::{ExecuteMsg, Order, Promised, REMATCH_WITHIN};
use tender_orderbook::ContractError;
use tender_storage::{pack, unpack};
use tender_types::{LeaseId, OrderKey, ProviderId, Rate, Seconds};

use crate::verbs::*;
use crate::world::*;

/// So many H100s, matched anew up to three times.
fn again(replicas: u32, max_rate: u128) -> Demand {
    Demand {
        rematch: 3,
        max_rate: Rate(max_rate),
        ..demand(replicas)
    }
}

fn declined(world: &mut World, lease: &Lease) {
    world.fails(lease, CloseReason::Declined, ClosedBy::Provider);
}

fn not_failed(lease: &Lease) -> ContractError {
    ContractError::NotFailed { lease: lease.key }
}

fn whole(lease: &Lease) -> (Order, Promised) {
    (
        unpack(&lease.order).unwrap(),
        unpack(&lease.promised).unwrap(),
    )
}

#[test]
fn the_next_cheapest_takes_the_place_of_who_declined() {
    let mut world = world();
    for (name, rate) in [("pia", 100), ("pol", 200), ("pam", 300)] {
        world.posts(name, offer(H100, rate, 2));
    }
    let (_, leases) = world.places(again(2, 10_000), FOK);
    declined(&mut world, &leases[0]);
    let second = world.rematches(&leases[0]).unwrap();
    assert_eq!(served(&second), [(2, 2, 400)]);
    assert_eq!(
        (second[0].tenant.as_str(), second[0].key.account),
        (addr("ana").as_str(), ANAS)
    );
    assert_eq!(second[0].new.rematch, 2);
    let (order, promised) = whole(&second[0]);
    assert_eq!(order.demand.exclude, [ProviderId(1)]);
    assert_eq!(promised.most, order.demand.max_rate);
    // Whoever has failed before stays out.
    declined(&mut world, &second[0]);
    let third = world.rematches(&second[0]).unwrap();
    assert_eq!(served(&third), [(3, 2, 600)]);
    declined(&mut world, &third[0]);
    let ContractError::NotFillable { .. } = world.rematches(&third[0]).unwrap_err() else {
        panic!("another refusal");
    };
    world.posts("pol", offer(H100, 200, 2));
    let id = 50;
    world.register("pat", id, |_| ());
    world.posts("pat", offer(H100, 400, 2));
    let fourth = world.rematches(&third[0]).unwrap();
    assert_eq!(
        (served(&fourth), fourth[0].new.rematch),
        (vec![(50, 2, 800)], 0)
    );
    // Three times are three times.
    declined(&mut world, &fourth[0]);
    assert_eq!(
        world.rematches(&fourth[0]).unwrap_err(),
        not_failed(&fourth[0])
    );
    world.check(30);
}

#[test]
fn only_what_failed_is_matched_anew_once_and_with_what_it_was_promised() {
    let mut world = world();
    world.posts("pia", offer(H100, 100, 2));
    world.posts("pol", offer(H100, 200, 8));
    let (_, leases) = world.places(again(2, 10_000), FOK);
    let lease = &leases[0];
    assert_eq!(world.rematches(lease).unwrap_err(), not_failed(lease));
    declined(&mut world, lease);
    // Another provider, lease or account is not it.
    let others: [fn(&mut Lease); 3] = [
        |lease| lease.key.provider = ProviderId(2),
        |lease| lease.key.lease = LeaseId(2),
        |lease| lease.key.account = BENS,
    ];
    for change in others {
        let mut other = lease.clone();
        change(&mut other);
        assert_eq!(world.rematches(&other).unwrap_err(), not_failed(&other));
    }
    // Nor is anything else the order or the promise, even of the same bytes.
    let wrong = ContractError::Preimage { lease: lease.key };
    let (order, promised) = whole(lease);
    let mut dearer = order.clone();
    dearer.demand.max_rate = Rate(u128::MAX);
    let mut more = promised.clone();
    more.most = Rate(u128::MAX);
    let both = [lease.order.as_slice(), lease.promised.as_slice()].concat();
    let (early, late) = both.split_at(lease.order.len() - 1);
    for (order, promised) in [
        (HexBinary::from(pack(&dearer)), lease.promised.clone()),
        (lease.order.clone(), HexBinary::from(pack(&more))),
        (lease.promised.clone(), lease.order.clone()),
        (HexBinary::from(early), HexBinary::from(late)),
        (HexBinary::from(both.as_slice()), HexBinary::default()),
    ] {
        let forged = Lease {
            order,
            promised,
            ..lease.clone()
        };
        assert_eq!(world.rematches(&forged).unwrap_err(), wrong);
    }
    world.rematches(lease).unwrap();
    assert_eq!(world.rematches(lease).unwrap_err(), not_failed(lease));
}

#[test]
fn an_order_is_not_matched_anew_for_ever() {
    let mut world = world();
    world.posts("pia", offer(H100, 100, 2));
    world.posts("pol", offer(H100, 200, 8));
    let (_, leases) = world.places(again(2, 10_000), FOK);
    declined(&mut world, &leases[0]);
    world.wait(REMATCH_WITHIN);
    assert_eq!(
        world.rematches(&leases[0]).unwrap_err(),
        not_failed(&leases[0])
    );
    world.at(START.after(Seconds(REMATCH_WITHIN.0 - 1)));
    world.rematches(&leases[0]).unwrap();
}

/// A tenant that does not wait has ended its order: a provider cannot open it a lease that it does not want.
#[test]
fn what_its_tenant_cancelled_or_could_not_pay_is_not_matched_anew() {
    for (reason, by) in [
        (CloseReason::Cancelled, ClosedBy::Tenant),
        (CloseReason::Unfunded, ClosedBy::Provider),
        (CloseReason::Abandoned, ClosedBy::Anyone),
    ] {
        let mut world = world();
        world.posts("pia", offer(H100, 100, 2));
        world.posts("pol", offer(H100, 200, 8));
        let (_, leases) = world.places(again(2, 10_000), FOK);
        world.fails(&leases[0], reason, by);
        assert_eq!(
            world.rematches(&leases[0]).unwrap_err(),
            not_failed(&leases[0])
        );
    }
}

#[test]
fn only_the_part_that_failed_is_matched_anew_and_all_stays_within_the_limit() {
    let mut world = world();
    world.posts("pia", offer(H100, 100, 1));
    world.posts("pol", offer(H100, 300, 3));
    world.posts("pam", offer(H100, 500, 8));
    // 1 000 for four: 100 · 1 + 300 · 3, and 120 to spare, a quarter for each replica.
    let (_, leases) = world.places(again(4, 1_120), FOK);
    assert_eq!(served(&leases), [(1, 1, 100), (2, 3, 900)]);
    let most: Vec<Rate> = leases.iter().map(|lease| whole(lease).1.most).collect();
    assert_eq!(most, [Rate(130), Rate(990)]);
    declined(&mut world, &leases[0]);
    // The other eighty are not there for it, though together all would cost less than the limit.
    let ContractError::AboveMaxRate { rate, max_rate } = world.rematches(&leases[0]).unwrap_err()
    else {
        panic!("another refusal");
    };
    assert_eq!((rate, max_rate), (Rate(500), Rate(130)));
    world.posts("pam", offer(H100, 130, 8));
    let again = world.rematches(&leases[0]).unwrap();
    assert_eq!(served(&again), [(3, 1, 130)]);
    declined(&mut world, &leases[1]);
    let again = world.rematches(&leases[1]).unwrap();
    assert_eq!(served(&again), [(1, 1, 100), (3, 2, 260)]);
    world.check(30);
}

/// What of a card failed is told by the promise, too: not the whole order is leased again.
#[test]
fn a_part_without_gpus_is_matched_anew_as_what_it_was() {
    let mut world = world();
    for (name, core) in [("pia", 100), ("pol", 200), ("pam", 300)] {
        let mut new = card();
        new.rates.core = core;
        (new.capacity.cpu_milli, new.largest.cpu_milli) = (6_000, 1_000);
        world.sets_card(name, new).unwrap();
    }
    let mut wanted = lines(vec![cpus(10, 1_000, 0)], Placement::Any);
    wanted.rematch = 1;
    let (_, leases) = world.places(wanted, named(&[(1, &[]), (2, &[]), (3, &[])]));
    let cores = |lease: &Lease| lease.new.draw.card.cpu_milli;
    assert_eq!(
        leases.iter().map(cores).collect::<Vec<u64>>(),
        [6_000, 4_000]
    );
    declined(&mut world, &leases[0]);
    let again = world.rematches(&leases[0]).unwrap();
    let by: Vec<(u32, u64)> = again
        .iter()
        .map(|lease| (lease.key.provider.0, cores(lease)))
        .collect();
    assert_eq!(by, [(2, 2_000), (3, 4_000)]);
    world.check(30);
}

#[test]
fn an_order_by_name_goes_only_to_those_it_names() {
    let mut world = world();
    for (name, rate) in [("pia", 100), ("pol", 200), ("pam", 50)] {
        world.posts(name, offer(H100, rate, 2));
    }
    let mut wanted = lines(vec![gpus(1)], Placement::OneProvider);
    wanted.rematch = 3;
    let (_, leases) = world.places(wanted, named(&[(1, &[H100]), (2, &[H100])]));
    declined(&mut world, &leases[0]);
    let second = world.rematches(&leases[0]).unwrap();
    assert_eq!(served(&second), [(2, 1, 200)]);
    declined(&mut world, &second[0]);
    // Nobody is left whom it names, and the book is not what it asked for.
    let refused = world.rematches(&second[0]).unwrap_err();
    assert!(matches!(
        refused,
        ContractError::NotFillable { refused: None, .. }
    ));
}

#[test]
fn whom_the_tenant_excludes_stays_out_however_many_fail() {
    let mut world = world();
    world.posts("pia", offer(H100, 100, 2));
    world.posts("pol", offer(H100, 200, 8));
    world.posts("pam", offer(H100, 300, 8));
    let mut wanted = again(1, 10_000);
    wanted.exclude = [2, 61, 62, 63, 64, 65, 66, 67].map(ProviderId).to_vec();
    let (_, leases) = world.places(wanted, FOK);
    declined(&mut world, &leases[0]);
    assert_eq!(served(&world.rematches(&leases[0]).unwrap()), [(3, 1, 300)]);
}

#[test]
fn how_an_order_spreads_and_where_it_is_stays_so() {
    let mut world = world();
    for (name, rate) in [("pia", 100), ("pol", 200), ("pam", 300)] {
        world.posts(name, offer(H100, rate, 8));
    }
    let mut wanted = again(4, 10_000);
    wanted.placement = Placement::Spread {
        max_per_provider: 2,
    };
    let (_, leases) = world.places(wanted.clone(), FOK);
    assert_eq!(served(&leases), [(1, 2, 200), (2, 2, 400)]);
    declined(&mut world, &leases[0]);
    // Pol has its two already.
    assert_eq!(served(&world.rematches(&leases[0]).unwrap()), [(3, 2, 600)]);
    wanted.placement = Placement::SameRegion;
    wanted.lines[0].replicas = 7;
    let (_, leases) = world.places(wanted, FOK);
    assert_eq!(served(&leases), [(1, 7, 700)]);
    world.change(2, |row| row.attributes.0[0].attribute = US);
    world.posts("pol", offer(H100, 10, 50));
    world.posts("pam", offer(H100, 300, 50));
    declined(&mut world, &leases[0]);
    assert_eq!(
        served(&world.rematches(&leases[0]).unwrap()),
        [(3, 7, 2_100)]
    );
}

/// What a resting order's lease may cost in the end is not left to the rest of it.
#[test]
fn a_resting_order_and_its_rematches_stay_within_the_limit() {
    let mut world = world();
    world.posts("pia", offer(H100, 100, 1));
    let (_, leases) = world.places(again(2, 1_000), rest(0));
    // 900 are spare, half for each.
    assert_eq!(whole(&leases[0]).1.most, Rate(550));
    declined(&mut world, &leases[0]);
    world.posts("pol", offer(H100, 450, 8));
    assert_eq!(served(&world.rematches(&leases[0]).unwrap()), [(2, 1, 450)]);
    let order = OrderKey {
        account: ANAS,
        slot: 0,
    };
    let msg = ExecuteMsg::MatchOrder {
        order,
        max_scan: None,
    };
    let matched = world.opens("mallory", &msg);
    assert_eq!(served(&matched), [(1, 1, 100)]);
    // What it was matched with then is in that event.
    declined(&mut world, &matched[0]);
    assert_eq!(whole(&matched[0]).1.most, Rate(450));
    assert_eq!(
        served(&world.rematches(&matched[0]).unwrap()),
        [(2, 1, 450)]
    );
}
