//! Demands for GPUs by property: any class will do that has it, and the catalog says which do.

use tender_auction::ContractError;
use tender_interfaces::attestation::class_id_key;
use tender_interfaces::auction::{Closed, ExecuteMsg, Outcome, Rule};
use tender_interfaces::demand::{Mismatch, Property, ResolvedDemand};
use tender_interfaces::orderbook::Units;
use tender_types::{ClassId, Rate, Resources};

use crate::house::*;

/// A class that providers do not offer, and one that is in no catalog.
const MI300X: ClassId = ClassId(3);
const NONE: ClassId = ClassId(77);

/// [`demand`], for GPUs with a property.
fn with_property(property: Property) -> ResolvedDemand {
    let mut wanted = demand();
    let gpu = wanted.lines[0].gpu.as_mut().unwrap();
    gpu.alternatives.clear();
    gpu.property = Some(property);
    wanted
}

/// An H100, as its name in the catalog spells it.
fn h100() -> Property {
    Property {
        vendor: Some("nvidia".to_string()),
        models: vec!["h100".to_string()],
        memory_gib: 80,
        interface: Some("sxm".to_string()),
    }
}

fn asking(property: Property, rule: Rule) -> House {
    let mut house = open();
    house.hand_over_for(with_property(property), rule).unwrap();
    house
}

fn refused() -> Answer {
    let mismatch = Mismatch::Class {};
    Err(ContractError::Mismatch { mismatch })
}

/// H100 are nvidia's, of 80 GiB, on sxm; A100 are nvidia's, of 40 GiB, and nobody says how they are
/// connected.
#[test]
fn a_class_has_all_that_is_asked_for() {
    let vendor = |text: &str| Property {
        vendor: Some(text.to_string()),
        ..Property::default()
    };
    let models = |texts: &[&str]| Property {
        models: texts.iter().map(ToString::to_string).collect(),
        ..Property::default()
    };
    let memory = |memory_gib| Property {
        memory_gib,
        ..Property::default()
    };
    let interface = |text: &str| Property {
        interface: Some(text.to_string()),
        ..Property::default()
    };
    let but = |change: fn(&mut Property)| {
        let mut property = h100();
        change(&mut property);
        property
    };
    for (property, of_h100, of_a100) in [
        (Property::default(), true, true),
        (vendor("nvidia"), true, true),
        (vendor("amd"), false, false),
        (vendor("nvidi"), false, false),
        (models(&["h100"]), true, false),
        (models(&["a100", "h100"]), true, true),
        (models(&["h200"]), false, false),
        (models(&["h10", "h1000"]), false, false),
        (memory(40), true, true),
        (memory(41), true, false),
        (memory(80), true, false),
        (memory(81), false, false),
        (interface("sxm"), true, false),
        (interface("pcie"), false, false),
        (h100(), true, false),
        (
            but(|h100| h100.vendor = Some("amd".to_string())),
            false,
            false,
        ),
        (
            but(|h100| h100.models = vec!["a100".to_string()]),
            false,
            false,
        ),
        (but(|h100| h100.memory_gib = 81), false, false),
        (
            but(|h100| h100.interface = Some("pcie".to_string())),
            false,
            false,
        ),
    ] {
        for (class, has) in [(H100, of_h100), (A100, of_a100)] {
            let mut house = asking(property.clone(), open_bidding());
            let answer = house.bid_with(1, class, 900);
            match has {
                true => assert!(answer.is_ok(), "{class} for {property:?}: {answer:?}"),
                false => assert_eq!(answer, refused(), "{class} for {property:?}"),
            }
        }
    }
}

#[test]
fn a_class_of_no_catalog_has_no_property() {
    let mut house = asking(Property::default(), open_bidding());
    assert_eq!(house.bid_with(1, NONE, 900), refused());
    assert_eq!(house.bid_with(1, ClassId::CARD, 900), refused());
    // One that is in the catalog has to be offered as well.
    house.catalog(&class(MI300X, "mi300x", 192, None));
    let mismatch = Mismatch::NotOffered { class: MI300X };
    let not_offered = Err(ContractError::Mismatch { mismatch });
    assert_eq!(house.bid_with(1, MI300X, 900), not_offered);
}

#[test]
fn every_way_of_bidding_asks_for_the_property() {
    let mut sealed = asking(h100(), sealed_bidding(None));
    let round = sealed.round();
    let mut committed = |class| {
        let mut msg = commit(1, round, seal(1, round, 900));
        if let ExecuteMsg::Commit { classes, .. } = &mut msg {
            *classes = vec![class];
        }
        sealed.send(&speaker(1), &msg)
    };
    assert_eq!(committed(A100), refused());
    assert_eq!(committed(NONE), refused());
    committed(H100).unwrap();
    let mut dutch = asking(h100(), dutch());
    assert_eq!(dutch.bid_with(1, A100, 1_000), refused());
    dutch.bid_with(1, H100, 1_000).unwrap();
}

/// Each line has its own property, or its own alternatives, and its own class.
#[test]
fn each_line_is_judged_by_its_own_class() {
    let mut wanted = demand();
    let by_property = with_property(h100()).lines.remove(0);
    wanted.lines.push(by_property);
    for (classes, fits) in [
        ([A100, H100], true),
        ([H100, H100], true),
        ([H100, A100], false),
        ([A100, A100], false),
        ([MI300X, H100], false),
    ] {
        let mut house = open();
        house.catalog(&class(MI300X, "mi300x", 192, None));
        house.hand_over_for(wanted.clone(), open_bidding()).unwrap();
        let mut bid = house.new_bid(1, H100, 900);
        bid.classes = classes.to_vec();
        let msg = ExecuteMsg::PlaceBid { order: ORDER, bid };
        let answer = house.send(&speaker(1), &msg);
        match fits {
            true => assert!(answer.is_ok(), "{classes:?}: {answer:?}"),
            false => assert_eq!(answer, refused(), "{classes:?}"),
        }
    }
}

/// There are no ceilings by class: all that a bid may cost is what everything may cost, and bids of
/// different classes are as good as they are cheap.
#[test]
fn without_ceilings_the_cheapest_is_best() {
    let mut house = asking(Property::default(), open_bidding());
    let total = |rate, most| {
        let mismatch = Mismatch::Total { rate, most };
        Err(ContractError::Mismatch { mismatch })
    };
    let (rate, most) = (Rate(MOST + 1), Rate(MOST));
    assert_eq!(house.bid_with(1, A100, rate.0), total(rate, most));
    house.bid_with(1, A100, MOST).unwrap();
    house.bid_with(2, H100, MOST - 1).unwrap();
    house.bid_with(3, A100, MOST - 2).unwrap();
    let best: Vec<u32> = house.bids().iter().map(|bid| bid.0).collect();
    assert_eq!(best, [3, 2, 1]);
}

/// The order is awarded as it was placed, with the class that was bid.
#[test]
fn who_has_the_property_is_awarded() {
    let mut house = asking(h100(), open_bidding());
    house.bid(1, 900).unwrap();
    let response = house.later(60).close().unwrap();
    let (award, faulted) = awarded_of(&response, &with_property(h100()));
    assert_eq!((award.provider.0, award.rate.0), (1, 900));
    assert_eq!((award.classes, faulted), (vec![H100], vec![]));
}

/// A class never changes: it is asked for when it is bid, and at no award.
#[test]
fn the_catalog_is_asked_once_and_only_for_properties() {
    let unread = |house: &House| {
        for class in [H100, A100] {
            house.neighbour_row("attestation", class_id_key(class), vec![99]);
        }
    };
    let mut house = asking(h100(), open_bidding());
    house.bid(1, 900).unwrap();
    unread(&house);
    assert!(matches!(house.bid(2, 800), Err(ContractError::Std(_))));
    let response = house.later(60).close().unwrap();
    assert_eq!(data::<Closed>(&response).outcome, Outcome::Awarded);

    let mut house = with(open_bidding());
    unread(&house);
    house.bid(1, 900).unwrap();
    house.bid_with(2, A100, 900).unwrap();
}

/// What was bid for a property binds as everything else does.
#[test]
fn who_takes_back_what_has_the_property_pays() {
    let mut house = asking(h100(), open_bidding());
    house.bid(1, 800).unwrap();
    house.bid(2, 900).unwrap();
    house.withdraw(1);
    let response = house.later(60).close().unwrap();
    let (award, faulted) = awarded_of(&response, &with_property(h100()));
    assert_eq!((award.provider.0, faulted), (2, vec![bidder(1)]));

    let mut house = asking(h100(), open_bidding());
    house.bid(1, 800).unwrap();
    house.bid(2, 900).unwrap();
    house.sell_out(1);
    let response = house.later(60).close().unwrap();
    let (award, faulted) = awarded_of(&response, &with_property(h100()));
    assert_eq!((award.provider.0, faulted), (2, vec![]));
}

/// Two lines served by one class are one part of what a fault is measured by.
#[test]
fn a_fault_is_measured_by_the_classes_that_were_bid() {
    let mut wanted = with_property(h100());
    let mut second = wanted.lines[0].clone();
    second.replicas = 3;
    wanted.lines.push(second);
    let mut house = open();
    house.hand_over_for(wanted, open_bidding()).unwrap();
    let mut bid = house.new_bid(1, H100, 900);
    bid.classes = vec![H100, H100];
    house
        .send(&speaker(1), &ExecuteMsg::PlaceBid { order: ORDER, bid })
        .unwrap();
    house.withdraw(1);
    let paying = faulted(&house.later(60).close().unwrap()).remove(0);
    let gpus = vec![Units {
        class: H100,
        units: 5,
    }];
    assert_eq!(
        (paying.draw.gpus, paying.draw.card),
        (gpus, Resources::default())
    );
}
