//! Orders that name their providers.

use tender_guard::GuardError;
use tender_interfaces::demand::{Mismatch, Placement};
use tender_interfaces::orderbook::{Named, OfferChange, Way, MAX_NAMED};
use tender_orderbook::ContractError;
use tender_types::{ProviderId, Rate};

use crate::verbs::*;
use crate::world::*;

fn way(providers: Vec<Named>) -> Way {
    Way::Named { providers }
}

fn cpu(replicas: u32, placement: Placement) -> tender_interfaces::demand::Demand {
    lines(vec![cpus(replicas, 1_000, 0)], placement)
}

fn stocked() -> World {
    let mut world = world();
    for (name, core) in [("pia", 300), ("pol", 100), ("pam", 200)] {
        let mut new = card();
        new.rates.core = core;
        (new.capacity.cpu_milli, new.largest.cpu_milli) = (10_000, 10_000);
        world.sets_card(name, new).unwrap();
    }
    world
}

fn total(rate: u128, most: u128) -> Mismatch {
    Mismatch::Total {
        rate: Rate(rate),
        most: Rate(most),
    }
}

fn first_refused(error: ContractError) -> (u32, Mismatch) {
    match error {
        ContractError::NotFillable {
            refused: Some((provider, mismatch)),
            ..
        } => (provider.0, mismatch),
        other => panic!("{other}"),
    }
}

#[test]
fn the_cheapest_that_serves_everything_wins() {
    let mut world = stocked();
    let all = || named(&[(1, &[]), (2, &[]), (3, &[])]);
    let (_, leases) = world.places(cpu(2, Placement::OneProvider), all());
    assert_eq!(
        (leases[0].key.provider, leases[0].new.rate),
        (ProviderId(2), Rate(200))
    );
    // It has eight left: for nine the next is taken.
    let (_, leases) = world.places(cpu(9, Placement::OneProvider), all());
    assert_eq!(
        (leases[0].key.provider, leases[0].new.rate),
        (ProviderId(3), Rate(1_800))
    );
    world.check(30);
}

#[test]
fn of_several_at_one_price_the_first_named_wins() {
    let mut world = world();
    for name in ["pia", "pol"] {
        world.sets_card(name, card()).unwrap();
    }
    for order in [[(2, &[][..]), (1, &[])], [(1, &[]), (2, &[])]] {
        let (_, leases) = world.places(cpu(1, Placement::OneProvider), named(&order));
        assert_eq!(leases[0].key.provider.0, order[0].0);
    }
}

#[test]
fn a_provider_is_passed_over_when_its_price_has_risen_above_its_most() {
    let mut world = stocked();
    let wanted = || cpu(2, Placement::OneProvider);
    let both = |most| way(vec![one(2, &[], most), one(3, &[], 400)]);
    assert_eq!(
        world.places(wanted(), both(200)).1[0].key.provider,
        ProviderId(2)
    );
    assert_eq!(
        world.places(wanted(), both(199)).1[0].key.provider,
        ProviderId(3)
    );
    let refused = world.refuses(wanted(), way(vec![one(2, &[], 199)]));
    assert_eq!(first_refused(refused), (2, total(200, 199)));
    // Everything together is bound by the order's own limit too.
    let mut limited = wanted();
    limited.max_rate = Rate(199);
    let refused = world.refuses(limited, way(vec![one(2, &[], 500)]));
    assert_eq!(first_refused(refused), (2, total(200, 199)));
}

#[test]
fn whoever_does_not_fit_is_passed_over_and_the_first_told() {
    let mut world = stocked();
    let mut wanted = cpu(1, Placement::OneProvider);
    wanted.exclude = vec![ProviderId(2)];
    let all = named(&[(2, &[]), (99, &[]), (3, &[])]);
    assert_eq!(
        world.places(wanted.clone(), all).1[0].key.provider,
        ProviderId(3)
    );
    let refused = world.refuses(wanted.clone(), named(&[(99, &[]), (2, &[])]));
    assert_eq!(first_refused(refused), (99, Mismatch::ProviderStatus {}));
    let refused = world.refuses(wanted, named(&[(2, &[]), (99, &[])]));
    assert_eq!(first_refused(refused), (2, Mismatch::Excluded {}));
}

#[test]
fn every_line_of_gpus_has_its_class() {
    let mut world = stocked();
    for (name, rate) in [("pia", 500), ("pol", 600)] {
        world.posts(name, offer(H100, rate, 8));
        world.posts(name, offer(A100, rate - 400, 8));
    }
    let group = || {
        let gpu = |class, ceiling| gpus_of(2, 1, &[(class, ceiling)]);
        lines(
            vec![gpu(H100_NAME, 700), cpus(1, 1_000, 0), gpu(A100_NAME, 700)],
            Placement::OneProvider,
        )
    };
    let classes = ContractError::Classes {
        provider: ProviderId(2),
        found: 1,
        lines: 2,
    };
    let few = named(&[(1, &[H100, A100]), (2, &[H100])]);
    assert_eq!(world.refuses(group(), few), classes);
    let swapped = world.refuses(group(), named(&[(1, &[A100, H100])]));
    assert_eq!(first_refused(swapped), (1, Mismatch::Class {}));
    let both = named(&[(1, &[H100, A100]), (2, &[H100, A100])]);
    let (_, leases) = world.places(group(), both);
    assert_eq!(leases[0].new.rate, Rate(2 * 500 + 2 * 100 + 300));
    assert_eq!(leases[0].new.draw.gpus.len(), 2);
    assert_eq!(world.free(1, A100), 6);
    // An offer met dead serves nobody by name either.
    world
        .changes("pia", OfferChange::Withdraw { class: A100 })
        .unwrap();
    let gone = world.refuses(group(), named(&[(1, &[H100, A100])]));
    assert_eq!(
        first_refused(gone),
        (1, Mismatch::NotOffered { class: A100 })
    );
    world.check(30);
}

#[test]
fn extras_beyond_the_gpus_are_charged_by_the_card_and_bound_by_the_limit() {
    let mut world = stocked();
    world.posts("pia", offer(H100, 500, 8));
    let mut wanted = lines(vec![gpus(2)], Placement::OneProvider);
    wanted.lines[0].cpu_milli = 17_000;
    wanted.max_rate = Rate(1_599);
    let way = || named(&[(1, &[H100])]);
    assert_eq!(
        first_refused(world.refuses(wanted.clone(), way())),
        (1, total(1_600, 1_599))
    );
    wanted.max_rate = Rate(1_600);
    let (_, leases) = world.places(wanted, way());
    assert_eq!(
        (leases[0].new.rate, leases[0].new.draw.card.cpu_milli),
        (Rate(1_600), 2_000)
    );
}

#[test]
fn several_share_the_replicas_of_one_line_cheapest_first() {
    let mut world = stocked();
    let all = || named(&[(1, &[]), (2, &[]), (3, &[])]);
    let rates = |leases: &[Lease]| -> Vec<(u32, u64, u128)> {
        let of = |lease: &Lease| {
            (
                lease.key.provider.0,
                lease.new.draw.card.cpu_milli,
                lease.new.rate.0,
            )
        };
        leases.iter().map(of).collect()
    };
    let (_, leases) = world.places(cpu(12, Placement::Any), all());
    assert_eq!(rates(&leases), [(2, 10_000, 1_000), (3, 2_000, 400)]);
    let spread = Placement::Spread {
        max_per_provider: 4,
    };
    let (_, leases) = world.places(cpu(8, spread), all());
    assert_eq!(rates(&leases), [(3, 4_000, 800), (1, 4_000, 1_200)]);
    let refused = world.refuses(cpu(11, Placement::Any), all());
    assert!(matches!(
        refused,
        ContractError::NotFillable {
            missing: 1,
            wanted: 11,
            ..
        }
    ));
    let two_lines = lines(vec![cpus(1, 1, 0), cpus(1, 1, 0)], Placement::Any);
    assert_eq!(world.refuses(two_lines, all()), ContractError::OneLine);
    let mut limited = cpu(5, Placement::Any);
    limited.max_rate = Rate(4 * 200 + 299);
    let (rate, max_rate) = (Rate(4 * 200 + 300), Rate(4 * 200 + 299));
    assert_eq!(
        world.refuses(limited, all()),
        ContractError::AboveMaxRate { rate, max_rate }
    );
    world.check(30);
}

#[test]
fn who_shares_is_bound_by_its_most_for_each_replica() {
    let mut world = stocked();
    let providers = |most| way(vec![one(2, &[], most), one(3, &[], 200)]);
    let (_, leases) = world.places(cpu(2, Placement::Any), providers(99));
    assert_eq!(leases[0].key.provider, ProviderId(3));
    let (_, leases) = world.places(cpu(2, Placement::Any), providers(100));
    assert_eq!(leases[0].key.provider, ProviderId(2));
}

/// A provider whose cheap disks are nearly full asks more for many replicas than for one.
#[test]
fn who_shares_cannot_ask_more_for_many_than_for_one() {
    let mut world = world();
    let mut new = card();
    (new.rates.hdd, new.rates.nvme) = (1_024, 1_024_000);
    new.capacity.volumes[0].mib = 250;
    new.largest.volumes[0].mib = 250;
    world.sets_card("pia", new).unwrap();
    let mut dearer = card();
    (dearer.rates.hdd, dearer.rates.nvme) = (2_048, 2_048_000);
    world.sets_card("pol", dearer).unwrap();
    let mut wanted = lines(vec![cpus(5, 1, 0)], Placement::Any);
    wanted.lines[0].volumes = vec![tender_interfaces::demand::LineVolume {
        class: None,
        mib: 100,
    }];
    let providers = way(vec![one(1, &[], 150), one(2, &[], 300)]);
    let (_, leases) = world.places(wanted, providers);
    let rates: Vec<(u32, u128)> = leases
        .iter()
        .map(|lease| (lease.key.provider.0, lease.new.rate.0))
        .collect();
    // Two fit the cheap disk of the first; the others go to the second.
    assert_eq!(rates, [(1, 201), (2, 601)]);
}

#[test]
fn the_region_that_costs_least_has_everything() {
    let mut world = stocked();
    world.change(2, |row| row.attributes.0[0].attribute = US);
    let all = || named(&[(1, &[]), (2, &[]), (3, &[])]);
    let (_, leases) = world.places(cpu(10, Placement::SameRegion), all());
    assert_eq!(leases[0].key.provider, ProviderId(2));
    let (_, leases) = world.places(cpu(12, Placement::SameRegion), all());
    let providers: Vec<u32> = leases.iter().map(|lease| lease.key.provider.0).collect();
    assert_eq!(providers, [3, 1]);
    world.change(1, |row| row.attributes.0.clear());
    let unknown = world.refuses(cpu(1, Placement::SameRegion), named(&[(1, &[])]));
    assert_eq!(first_refused(unknown), (1, Mismatch::Region {}));
}

#[test]
fn so_many_providers_are_named_each_once() {
    let mut world = stocked();
    let many = |count: u32| way((1..=count).map(|id| one(id, &[], 1_000)).collect());
    let wanted = || cpu(1, Placement::OneProvider);
    assert_eq!(
        world.refuses(wanted(), many(0)),
        list_length("providers", 0, 1, MAX_NAMED)
    );
    assert_eq!(
        world.refuses(wanted(), many(9)),
        list_length("providers", 9, 1, MAX_NAMED)
    );
    world.places(wanted(), many(8));
    let twice = GuardError::Duplicate { what: "providers" };
    let both = named(&[(1, &[]), (1, &[])]);
    assert_eq!(world.refuses(wanted(), both), twice.into());
}
