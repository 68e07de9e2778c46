//! Whose fault it is that a bidder does not serve what it bid.

use tender_interfaces::attestation::ProviderStatus;
use tender_interfaces::demand::Quorum;
use tender_market::matching::serve::{blame, serve, Blame, Price};
use tender_types::{AttributeId, Resources, Seconds, Tier};

use crate::world::*;

/// Who is blamed once `change` is made to what was bid with, which needs the card too.
fn blamed(change: impl FnOnce(&mut World)) -> Blame {
    let mut world = world();
    world.price = Price::Bid;
    world.demand.lines[0].cpu_milli = 3_000;
    world.demand.attributes = vec![AttributeId(21)];
    world.demand.min_tier = Tier(2);
    assert!(serve(world.case(), &[4], &[CLASS]).is_ok());
    change(&mut world);
    assert!(serve(world.case(), &[4], &[CLASS]).is_err());
    blame(world.case(), &[4], &[CLASS])
}

type Change = fn(&mut World);

#[test]
fn what_was_sold_through_the_market_is_nobodys_fault() {
    let changes: [Change; 5] = [
        |world| *world.offer() = offer().taken(1).unwrap(),
        |world| *world.offer() = offer().taken(8).unwrap(),
        |world| {
            // Sold out, and met dead by somebody in between.
            *world.offer() = offer().taken(8).unwrap();
            world.stock.offers[0].dead = true;
        },
        |world| world.out().cpu_milli = 13_000,
        |world| {
            *world.out() = Resources {
                memory_mib: 65_536,
                cpu_milli: 16_000,
                ..Resources::default()
            };
        },
    ];
    for change in changes {
        assert_eq!(blamed(change), Blame::Nobody);
    }
}

#[test]
fn what_others_decide_is_nobodys_fault() {
    let changes: [Change; 7] = [
        |world| world.row().status = ProviderStatus::Jailed,
        |world| world.row().bonded = false,
        |world| world.row().attestations[0].expires_at = NOW,
        |world| world.row().attestations[0].classes[0].count = 7,
        |world| world.row().attestations[0].tier = Tier(1),
        |world| world.row().attestations[0].cores = 15,
        |world| {
            world.demand.signed_by = vec![Quorum {
                k: 1,
                of: vec![OLGA],
            }];
        },
    ];
    for change in changes {
        assert_eq!(blamed(change), Blame::Nobody);
    }
}

#[test]
fn what_a_bidder_does_itself_is_its_own_fault() {
    let changes: [Change; 13] = [
        |world| world.stock.offers.clear(),
        |world| (world.offer().units, world.offer().free) = (7, 7),
        |world| (world.offer().machine, world.offer().largest) = (1, 1),
        |world| world.offer().epoch = 2,
        |world| world.row().epoch = 4,
        |world| world.offer().terms.expires_at = Some(NOW),
        |world| world.offer().terms.notice = Seconds(59),
        |world| world.offer().terms.start_within = Seconds(301),
        |world| world.card().terms = None,
        |world| world.card().capacity.cpu_milli = 3_000,
        |world| world.card().largest.cpu_milli = 999,
        |world| world.row().status = ProviderStatus::Leaving,
        |world| world.row().status = ProviderStatus::Left,
    ];
    for (place, change) in changes.into_iter().enumerate() {
        assert_eq!(blamed(change), Blame::Bidder, "{place}");
    }
    // A fault of its own suspends a provider.
    assert_eq!(
        blamed(|world| world.row().status = ProviderStatus::Suspended),
        Blame::Bidder
    );
}

#[test]
fn its_own_act_is_its_fault_whatever_else_has_happened() {
    let both = blamed(|world| {
        world.out().cpu_milli = 16_000;
        world.row().attestations[0].expires_at = NOW;
        world.stock.offers.clear();
    });
    assert_eq!(both, Blame::Bidder);
    // Parked for an attestation that has ended, and taken back since.
    let parked = blamed(|world| world.stock.offers[0].dead = true);
    assert_eq!(parked, Blame::Nobody);
}
