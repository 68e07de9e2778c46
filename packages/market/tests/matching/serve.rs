//! A whole demand at one provider.

use tender_interfaces::demand::{Mismatch, Placement};
use tender_interfaces::orderbook::{LineMismatch, OfferRow, Units, MAX_HOLD};
use tender_market::matching::serve::{most_replicas, serve, Price, Standing};
use tender_types::{ClassId, Rate, Resources, Seconds, Tier, VolumeClass};

use crate::world::*;

fn mismatches(world: &World, classes: &[ClassId]) -> Vec<LineMismatch> {
    serve(world.case(), &world.replicas(), classes).unwrap_err()
}

fn of(line: Option<u32>, mismatch: Mismatch) -> LineMismatch {
    LineMismatch { line, mismatch }
}

#[test]
fn gpus_and_what_goes_beyond_them_are_one_price() {
    let mut world = world();
    // Two units carry 2 cores: a core more each is of the card.
    world.demand.lines[0].cpu_milli = 3_000;
    let service = serve(world.case(), &[4], &[CLASS]).unwrap();
    assert_eq!(service.payee, provider().address);
    let promised = service.promised;
    assert_eq!(
        promised.draw.gpus,
        [Units {
            class: CLASS,
            units: 8
        }]
    );
    let extra = Resources {
        cpu_milli: 4_000,
        ..Resources::default()
    };
    assert_eq!(promised.draw.card, extra);
    assert_eq!(promised.carries, [offer().carries]);
    assert_eq!(promised.rate, Rate(8 * 100 + 4 * 1_000));
    assert_eq!((promised.tier, promised.auditors), (Tier(2), vec![OTTO]));
    // GPUs alone need no card, and nobody has to have counted one.
    world.demand.lines[0].cpu_milli = 2_000;
    world.stock.card = None;
    world.row().attestations[0].cores = 0;
    assert_eq!(
        serve(world.case(), &[4], &[CLASS]).unwrap().promised.rate,
        Rate(800)
    );
}

#[test]
fn the_terms_of_offer_and_card_are_joined() {
    let mut world = world();
    world.demand.lines[0].cpu_milli = 3_000;
    world.demand.notice_at_least = Seconds(10);
    world.offer().terms.instant = true;
    let mut terms = terms();
    terms.start_within = Seconds(200);
    terms.min_run = Seconds(90);
    terms.notice = Seconds(10);
    terms.instant = true;
    world.card().terms = Some(terms);
    let joined = serve(world.case(), &[4], &[CLASS]).unwrap().terms;
    assert_eq!(joined.start_within, Seconds(300));
    assert_eq!((joined.min_run, joined.notice), (Seconds(90), Seconds(10)));
    assert!(joined.instant);
    world.card().terms.as_mut().unwrap().instant = false;
    assert!(!serve(world.case(), &[4], &[CLASS]).unwrap().terms.instant);
}

/// One slow to start and one long to run would together be refused by `escrow`, and with it every order that
/// names the provider.
#[test]
fn joined_terms_hold_a_lease_no_longer_than_any_offer_can() {
    let mut world = world();
    world.demand.lines[0].cpu_milli = 3_000;
    world.demand.start_within = None;
    world.offer().terms.start_within = Seconds(MAX_HOLD.0 - 10);
    world.card().terms.as_mut().unwrap().min_run = Seconds(600);
    let joined = serve(world.case(), &[4], &[CLASS]).unwrap().terms;
    assert_eq!(joined.start_within, Seconds(MAX_HOLD.0 - 10));
    assert_eq!(joined.min_run, Seconds(10));
}

#[test]
fn two_lines_of_one_class_share_its_units() {
    let mut world = world();
    let mut second = world.demand.lines[0].clone();
    second.replicas = 1;
    world.demand.lines.push(second);
    let short = Mismatch::Units { free: 0, wanted: 2 };
    assert_eq!(mismatches(&world, &[CLASS, CLASS]), [of(Some(1), short)]);
    world.demand.lines[0].replicas = 3;
    let service = serve(world.case(), &world.replicas(), &[CLASS, CLASS]).unwrap();
    assert_eq!(
        service.promised.draw.gpus,
        [Units {
            class: CLASS,
            units: 8
        }]
    );
    assert_eq!(service.promised.replicas, 4);
}

#[test]
fn every_line_that_fails_is_named() {
    let mut world = world();
    let mut second = world.demand.lines[0].clone();
    second.gpu = Some(gpu(3));
    world.demand.lines.push(second);
    world.row().bonded = false;
    let found = mismatches(&world, &[CLASS]);
    let expected = [of(None, Mismatch::Bond {}), of(Some(1), Mismatch::Class {})];
    // The second line has no class, so all that it needs is of the card, which has too little.
    assert_eq!(found[..2], expected);
    world.row().bonded = true;
    let found = mismatches(&world, &[OTHER, CLASS]);
    assert_eq!(found[0], of(Some(0), Mismatch::NotOffered { class: OTHER }));
    let largest = Mismatch::Units {
        free: 8,
        wanted: 12,
    };
    assert_eq!(found[1], of(Some(1), largest));
}

#[test]
fn what_was_met_dead_or_is_another_life_serves_nobody() {
    let failing = |change: fn(&mut World)| {
        let mut world = world();
        change(&mut world);
        mismatches(&world, &[CLASS])
    };
    let none = Mismatch::NotOffered { class: CLASS };
    assert_eq!(
        failing(|world| world.stock.offers[0].dead = true),
        [of(Some(0), none)]
    );
    assert_eq!(
        failing(|world| world.offer().epoch = 2),
        [of(Some(0), Mismatch::Epoch {})]
    );
    assert_eq!(
        failing(|world| {
            world.demand.public_ips = 1;
            world.card().epoch = 2;
        }),
        [of(None, Mismatch::Epoch {})]
    );
    assert_eq!(
        failing(|world| world.offer().terms.expires_at = Some(NOW)),
        [of(Some(0), Mismatch::Expired {})]
    );
    let counted = Mismatch::Counted {
        counted: 8,
        offered: 9,
    };
    assert_eq!(
        failing(|world| world.offer().devices = 9),
        [of(None, counted)]
    );
}

#[test]
fn a_bid_is_not_bound_by_what_the_offer_asks() {
    let mut world = world();
    world.stock.offers[0].rate = Rate(101);
    let price = Mismatch::Price {
        rate: Rate(101),
        ceiling: Rate(100),
    };
    assert_eq!(mismatches(&world, &[CLASS]), [of(Some(0), price)]);
    world.price = Price::Bid;
    assert!(serve(world.case(), &[4], &[CLASS]).is_ok());
    // But by the classes that would do.
    world.demand.lines[0].gpu.as_mut().unwrap().alternatives[0].class = OTHER;
    assert_eq!(
        mismatches(&world, &[CLASS]),
        [of(Some(0), Mismatch::Class {})]
    );
}

#[test]
fn a_price_beyond_any_money_is_refused() {
    let mut world = world();
    world.stock.offers[0].rate = Rate(u128::MAX / 2);
    world.price = Price::Bid;
    let total = Mismatch::Total {
        rate: Rate(u128::MAX),
        most: world.demand.max_rate,
    };
    assert_eq!(mismatches(&world, &[CLASS]), [of(None, total)]);
}

#[test]
fn as_many_replicas_as_there_is_room_for() {
    let mut world = world();
    let most = |world: &World, each: u128| most_replicas(world.case(), &[CLASS], Rate(each));
    assert_eq!(most(&world, 200), 4);
    assert_eq!(most(&world, 199), 0);
    world.offer().free = 5;
    assert_eq!(most(&world, 200), 2);
    world.demand.placement = Placement::Spread {
        max_per_provider: 1,
    };
    assert_eq!(most(&world, 200), 1);
    world.demand.placement = Placement::Any;
    // Of the card there is enough for one: 16 cores, of which 14 are out.
    world.demand.lines[0].cpu_milli = 4_000;
    world.out().cpu_milli = 13_000;
    assert_eq!(most(&world, 100_000), 1);
    world.offer().largest = 1;
    assert_eq!(most(&world, 100_000), 0);
}

/// Where only some replicas find room on the cheap disk, all together cost more than one of them says.
#[test]
fn what_a_replica_may_cost_bounds_them_all() {
    let mut world = world();
    world.stock.offers.clear();
    let mut line = cpu_line(3, 1_000, 0);
    line.volumes = vec![tender_interfaces::demand::LineVolume {
        class: None,
        mib: 160,
    }];
    world.demand.lines = vec![line];
    let card = world.card();
    (card.rates.hdd, card.rates.ssd) = (1_024, 102_400);
    card.capacity.volumes[0].mib = 400;
    let most = |world: &World, each| most_replicas(world.case(), &[], Rate(each));
    let rate =
        |world: &World, replicas| serve(world.case(), &[replicas], &[]).unwrap().promised.rate;
    assert_eq!(rate(&world, 1), Rate(1_160));
    assert_eq!(rate(&world, 2), Rate(2_320));
    assert_eq!(rate(&world, 3), Rate(51_000));
    assert_eq!(most(&world, 1_160), 2);
    assert_eq!(most(&world, 17_000), 3);
    assert_eq!(most(&world, 1_159), 0);
    let drawn = serve(world.case(), &[3], &[]).unwrap().promised.draw.card;
    assert_eq!(drawn.volumes, [volume(VolumeClass::Ssd, 480)]);
}

#[test]
fn an_offer_that_nobody_named_is_not_looked_at() {
    let mut world = world();
    let other = OfferRow {
        devices: 1_000,
        ..offer()
    };
    world.stock.offers.push(Standing {
        class: OTHER,
        rate: Rate(1),
        turn: 2,
        dead: true,
        offer: other,
    });
    assert!(serve(world.case(), &[4], &[CLASS]).is_ok());
}
