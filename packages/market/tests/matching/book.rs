//! One offer of the book for one line of GPUs.

use proptest::prelude::*;
use tender_interfaces::attestation::ProviderStatus;
use tender_interfaces::demand::{LineVolume, Mismatch, Quantity, ResolvedDemand};
use tender_interfaces::orderbook::OfferRow;
use tender_market::matching::book::{
    is_dead, judge_offer, judge_provider, replicas, stands, Eligible,
};
use tender_market::matching::Allowance;
use tender_types::{AssetIndex, ClassId, Rate, Seconds, Tier, VolumeClass};

use crate::world::*;

/// An offer with its class and rate.
#[derive(Clone, Debug)]
struct Listed {
    class: ClassId,
    rate: Rate,
    offer: OfferRow,
}

fn listed() -> Listed {
    Listed {
        class: CLASS,
        rate: Rate(100),
        offer: offer(),
    }
}

fn judged(demand: &ResolvedDemand, listed: &Listed) -> Result<(), Mismatch> {
    let line = demand.gpu_line().unwrap();
    judge_offer(
        demand,
        line,
        (listed.class, listed.rate),
        &listed.offer,
        NOW,
    )
}

type Breakage = (fn(&mut ResolvedDemand, &mut Listed), Mismatch);

/// One change that breaks one dimension, and what is to be said of it; in the order of `Mismatch`.
fn breakages() -> Vec<Breakage> {
    let short = |of, free, wanted| Mismatch::Short { of, free, wanted };
    vec![
        (
            |demand, _| demand.exclude = vec![PIA],
            Mismatch::Excluded {},
        ),
        (|_, listed| listed.class = OTHER, Mismatch::Class {}),
        (
            |_, listed| listed.rate = Rate(101),
            Mismatch::Price {
                rate: Rate(101),
                ceiling: Rate(100),
            },
        ),
        (
            |_, listed| listed.offer.terms.expires_at = Some(NOW),
            Mismatch::Expired {},
        ),
        (|demand, _| demand.asset = AssetIndex(3), Mismatch::Asset {}),
        (
            |_, listed| listed.offer.terms.notice = Seconds(59),
            Mismatch::Notice {
                offered: Seconds(59),
                wanted: Seconds(60),
            },
        ),
        (
            |_, listed| listed.offer.terms.start_within = Seconds(301),
            Mismatch::Start {
                offered: Seconds(301),
                wanted: Seconds(300),
            },
        ),
        (
            |_, listed| listed.offer.free = 1,
            Mismatch::Units { free: 1, wanted: 2 },
        ),
        (
            |_, listed| listed.offer.largest = 1,
            Mismatch::Largest {
                largest: 1,
                wanted: 2,
            },
        ),
        (
            |demand, _| demand.lines[0].cpu_milli = 2_001,
            short(Quantity::Cpu, 2_000, 2_001),
        ),
        (
            |demand, _| demand.lines[0].memory_mib = 4_001,
            short(Quantity::Memory, 4_000, 4_001),
        ),
        (
            |demand, _| demand.lines[0].disk_mib = 60_001,
            short(Quantity::Disk, 60_000, 60_001),
        ),
        (
            |demand, _| {
                let class = Some(VolumeClass::Ssd);
                demand.lines[0].volumes = vec![LineVolume { class, mib: 1 }];
            },
            short(Quantity::Ssd, 0, 1),
        ),
    ]
}

#[test]
fn an_offer_that_just_does_is_taken() {
    assert_eq!(judged(&demand(), &listed()), Ok(()));
    let endless =
        |_: &mut ResolvedDemand, listed: &mut Listed| listed.offer.terms.expires_at = None;
    let (mut demand, mut listed) = (demand(), listed());
    endless(&mut demand, &mut listed);
    demand.start_within = None;
    assert_eq!(judged(&demand, &listed), Ok(()));
}

#[test]
fn each_dimension_fails_by_one() {
    for (change, mismatch) in breakages() {
        let (mut demand, mut broken) = (demand(), listed());
        change(&mut demand, &mut broken);
        assert_eq!(judged(&demand, &broken), Err(mismatch));
    }
}

#[test]
fn a_volume_of_any_class_has_to_be_carried_too() {
    let (mut wanted, mut listed) = (demand(), listed());
    wanted.lines[0].volumes = vec![LineVolume {
        class: None,
        mib: 8,
    }];
    let short = Mismatch::Short {
        of: Quantity::AnyVolume,
        free: 0,
        wanted: 8,
    };
    assert_eq!(judged(&wanted, &listed), Err(short.clone()));
    // Two units carry two volumes of four.
    listed.offer.carries.volumes = vec![volume(VolumeClass::Nvme, 4)];
    assert_eq!(judged(&wanted, &listed), Ok(()));
    listed.offer.carries.volumes = vec![volume(VolumeClass::Nvme, 3)];
    assert_eq!(judged(&wanted, &listed), Err(short));
}

proptest! {
    #[test]
    fn the_first_broken_dimension_is_named(broken in prop::collection::btree_set(0usize..13, 1..13)) {
        // Four volumes of too few units, or of a machine too small, are another shortage.
        let (mut demand, mut listed) = (demand(), listed());
        for place in &broken {
            breakages()[*place].0(&mut demand, &mut listed);
        }
        let first = breakages().swap_remove(*broken.first().unwrap()).1;
        prop_assert_eq!(judged(&demand, &listed), Err(first));
    }
}

#[test]
fn replicas_are_counted_in_whole_machines() {
    let with = |free, largest| OfferRow {
        free,
        largest,
        ..offer()
    };
    for (free, largest, expected) in [(8, 2, 4), (7, 2, 3), (8, 1, 0), (1, 1, 0), (0, 0, 0)] {
        assert_eq!(replicas(&gpu(2), &with(free, largest)), expected);
    }
}

#[test]
fn a_dead_offer_is_told_from_one_that_does_not_suit() {
    let mut dead = vec![];
    let mut tried = |mut change: Box<dyn FnMut(&mut World)>, mismatch: Mismatch| {
        let mut world = world();
        change(&mut world);
        let offer = world.stock.offers[0].offer.clone();
        let found = stands(&offer, world.row.as_ref(), world.allowance, NOW).unwrap_err();
        assert_eq!(found, mismatch);
        dead.push(found);
    };
    tried(
        Box::new(|world| world.offer().terms.expires_at = Some(NOW)),
        Mismatch::Expired {},
    );
    tried(
        Box::new(|world| world.row = None),
        Mismatch::ProviderStatus {},
    );
    for status in [
        ProviderStatus::Leaving,
        ProviderStatus::Jailed,
        ProviderStatus::Left,
        ProviderStatus::Suspended,
    ] {
        tried(
            Box::new(move |world| world.row().status = status),
            Mismatch::ProviderStatus {},
        );
    }
    tried(
        Box::new(|world| world.row().bonded = false),
        Mismatch::Bond {},
    );
    tried(Box::new(|world| world.row().epoch = 4), Mismatch::Epoch {});
    let counted = |counted| Mismatch::Counted {
        counted,
        offered: 8,
    };
    tried(
        Box::new(|world| world.row().attestations[0].classes[0].count = 7),
        counted(7),
    );
    tried(
        Box::new(|world| world.row().attestations[0].expires_at = NOW),
        counted(0),
    );
    assert!(dead.iter().all(is_dead));
    let (demand, world) = (demand(), world());
    for (change, mismatch) in breakages() {
        let (mut demand, mut broken) = (demand.clone(), listed());
        change(&mut demand, &mut broken);
        let expired = mismatch == Mismatch::Expired {};
        assert_eq!(is_dead(&mismatch), expired, "{mismatch}");
        if !expired {
            assert!(stands(&broken.offer, world.row.as_ref(), world.allowance, NOW).is_ok());
        }
    }
    // What cannot be read is somebody's to repair, but nobody's to park.
    assert!(!is_dead(&Mismatch::Unreadable {}));
}

#[test]
fn what_governance_allows_need_not_be_counted() {
    let mut world = world();
    world.row().attestations.clear();
    let judge = |world: &World, units| {
        let allowance = Allowance {
            units,
            ..Allowance::default()
        };
        let offer = &world.stock.offers[0].offer;
        judge_provider(&world.demand, offer, world.row.as_ref(), allowance, NOW)
    };
    let counted = Mismatch::Counted {
        counted: 7,
        offered: 8,
    };
    assert_eq!(judge(&world, 7), Err(counted));
    let Eligible {
        payee,
        region,
        vouched,
    } = judge(&world, 8).unwrap();
    assert_eq!((payee, region), (vec![1].into(), None));
    assert_eq!((vouched.tier, vouched.auditors), (Tier::NONE, vec![]));
    world.demand.min_tier = Tier(1);
    let tier = Mismatch::Tier {
        tier: Tier::NONE,
        wanted: Tier(1),
    };
    assert_eq!(judge(&world, 8), Err(tier));
}

proptest! {
    /// Every free unit is in some machine; a machine is never larger than an empty one.
    #[test]
    fn the_largest_replica_is_never_more_than_some_machine_has(
        machines in prop::collection::vec(1u32..9, 1..6),
        moves in prop::collection::vec((any::<bool>(), any::<prop::sample::Index>(), 1u32..9), 0..60),
    ) {
        let units: u32 = machines.iter().sum();
        let machine = *machines.iter().max().unwrap();
        let mut offer = OfferRow { units, free: units, largest: machine, machine, ..offer() };
        let mut free = machines.clone();
        for (takes, place, count) in moves {
            let at = place.index(machines.len());
            if takes {
                // A replica is put into any machine that has room for it.
                if free[at] < count { continue; }
                free[at] -= count;
                offer = offer.taken(count).unwrap();
            } else {
                let back = count.min(machines[at] - free[at]);
                free[at] += back;
                offer = offer.freed(back);
            }
            prop_assert_eq!(offer.free, free.iter().sum::<u32>());
            let largest = *free.iter().max().unwrap();
            prop_assert!(offer.largest <= largest, "{} of {free:?}", offer.largest);
            prop_assert_eq!(offer.largest == 0, offer.free == 0);
            if free == machines {
                prop_assert_eq!(offer.largest, machine);
            }
        }
    }
}

#[test]
fn more_than_is_free_is_not_taken_and_more_than_there_is_does_not_come_back() {
    assert_eq!(offer().taken(9), None);
    let all = offer().taken(8).unwrap();
    assert_eq!((all.free, all.largest, all.out()), (0, 0, 8));
    assert_eq!(all.freed(100).free, 8);
}
